//! What a target's configuration says of the names of things.

use trueline_spec::did_you_mean::nearest;
use trueline_spec::model::Api;
use trueline_spec::resources::{Correction, UnknownCorrection};

use super::{NameConfig, NameSource, TargetConfig, TargetError};

impl TargetConfig {
    /// What names the things in the paths of operations, as the configuration has it.
    ///
    /// # Errors
    ///
    /// All that names what the document does not have.
    pub fn corrections(&self, api: &Api) -> Result<Vec<Correction>, Vec<TargetError>> {
        let (mut corrections, mut errors) = (Vec::new(), Vec::new());
        for (operation, parameters) in &self.resources {
            for (parameter, name) in parameters {
                match correction(api, operation, parameter, name) {
                    Ok(correction) => corrections.push(correction),
                    Err(error) => errors.push(error),
                }
            }
        }
        if errors.is_empty() { Ok(corrections) } else { Err(errors) }
    }
}

fn correction(api: &Api, operation: &str, parameter: &str, name: &NameConfig) -> Result<Correction, TargetError> {
    let from = match name {
        NameConfig::Known(false) => None,
        NameConfig::Known(true) => {
            let text =
                format!("`resources.{operation}.{parameter}` is `false`, or {{ from = OPERATION, at = POINTER }}");
            return Err(TargetError(text));
        }
        NameConfig::From(NameSource { from, at }) => Some((from.as_str(), at.as_str())),
    };
    Correction::new(api, operation, parameter, from).map_err(|error| {
        let meant = match &error {
            UnknownCorrection::Operation(name) => {
                nearest(name, api.operations.iter().map(|operation| operation.key.as_str()))
            }
            UnknownCorrection::Parameter { parameter, .. } => {
                let own = api.operation_by_key(operation);
                own.and_then(|(_, own)| nearest(parameter, own.path.parameters()))
            }
        };
        let hint = meant.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
        TargetError(format!("resources: {error}{hint}"))
    })
}
