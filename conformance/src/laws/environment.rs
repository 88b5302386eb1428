//! A key of another environment does not find what is of this one (`x-trueline-roles`).

use trueline_spec::model::{Method, Roles, SecurityScheme};

use super::{Stop, Trial};
use crate::check::Check;
use crate::generate::{SeededRng, text_matching};
use crate::judge::{Rule, environment_of_key, role_of_key};
use crate::request::{CaseBuilder, RequestTemplate, SentCredential};

/// Texts that are drawn for a key of another environment.
const DRAWS: usize = 200;

/// An operation that reads what is promised with a key that names its environment.
pub(super) fn applies(builder: &CaseBuilder<'_>) -> bool {
    builder.operation.method == Method::Get && builder.must_exist() && keyed(builder).is_some()
}

/// The scheme whose key names an environment, with the roles that may read.
fn keyed<'a>(builder: &CaseBuilder<'a>) -> Option<(&'a SecurityScheme, &'a Roles, Vec<&'a str>)> {
    let alone = builder.operation.security.iter().filter(|requirement| requirement.schemes.len() == 1);
    let mut required = alone.flat_map(|requirement| &requirement.schemes).peekable();
    let scheme = builder.api.security_schemes.get(&required.peek()?.name)?;
    let roles = scheme.roles.as_ref().filter(|roles| roles.environments.len() > 1)?;
    let own = required.filter(|required| required.name == scheme.name);
    Some((scheme, roles, own.flat_map(|required| required.scopes.iter().map(String::as_str)).collect()))
}

pub(super) async fn check(trial: &mut Trial<'_>) -> Result<(), Stop> {
    let builder = trial.builder;
    let template = trial.plainest(builder)?;
    unseen(trial, builder, &template).await
}

/// A request that finds something finds nothing with a key of another environment.
pub(super) async fn unseen<'a>(
    trial: &mut Trial<'a>,
    builder: &CaseBuilder<'a>,
    template: &RequestTemplate,
) -> Result<(), Stop> {
    let Some((scheme, roles, listed)) = keyed(builder) else { return Ok(()) };
    let own = template.credentials.first().and_then(|shown| environment_of_key(scheme, &shown.text));
    let own = own.ok_or_else(|| Stop::Undecided("the target's key names no environment".to_owned()))?;
    for environment in roles.environments.iter().filter(|environment| environment.name != own) {
        let mut rng = SeededRng::of(trial.seed, &["environment", &environment.name]);
        let Some(key) = made_up(scheme, roles, &listed, &environment.name, &mut rng) else {
            return Err(Stop::Undecided(format!("no key of `{}` could be made up", environment.name)));
        };
        let mut template = template.clone();
        template.credentials = vec![SentCredential { scheme: scheme.name.clone(), text: key, whole: false }];
        let (number, received) = trial.send(builder, &template).await?;
        let rule = || Rule::new(scheme.origin, "x-trueline-roles");
        if (200..300).contains(&received.status) {
            let message = format!("a key of `{}` finds what is of `{own}`", environment.name);
            return Err(Stop::broken(Check::EnvironmentLeak, message, rule(), vec![number]));
        }
        if received.status != 404 && received.status < 500 {
            let reason = format!("a made-up key of `{}` is answered with {}", environment.name, received.status);
            return Err(Stop::Undecided(reason));
        }
        trial.refused(builder, number, rule(), vec![404])?;
    }
    Ok(())
}

/// A key of the right form that nobody gave.
fn made_up(
    scheme: &SecurityScheme,
    roles: &Roles,
    listed: &[&str],
    environment: &str,
    rng: &mut SeededRng,
) -> Option<String> {
    let role = roles.roles.iter().find(|role| listed.is_empty() || listed.contains(&role.name.as_str()))?;
    let is_fine = |key: &String| {
        key.len() >= 12
            && key.is_ascii()
            && role_of_key(roles, key) == Some(role.name.as_str())
            && environment_of_key(scheme, key).as_deref() == Some(environment)
    };
    (0..DRAWS).filter_map(|_| text_matching(&role.key_pattern.0, rng)).find(is_fine)
}
