//! `trueline.toml`: what can be tested, with which credentials and on whose behalf. Values that stand in the
//! environment are read here; a secret is never shown.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use super::{
    CheckConfig, ClientCredentialsConfig, CredentialCommand, HeaderConfig, NetworkConfig, Setting, SignConfig,
    UnknownTarget,
};
use crate::command::{CommandLine, default_timeout, seconds};

/// The whole file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// The OpenAPI document, relative to the file.
    #[serde(default)]
    pub document: Option<String>,
    /// Targets by name.
    #[serde(default)]
    pub targets: IndexMap<String, TargetConfig>,
    /// Checks of whoever tests, by name.
    #[serde(default)]
    pub checks: IndexMap<String, CheckConfig>,
    /// What is said of clients, which is read where they are generated.
    #[serde(default, rename = "codegen")]
    pub(crate) _codegen: Option<serde::de::IgnoredAny>,
}

/// One target.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TargetConfig {
    /// Where it is reached.
    pub base_url: Setting,
    /// Credentials by security scheme, and by role where the scheme has roles.
    #[serde(default)]
    pub credentials: IndexMap<String, CredentialConfig>,
    /// Headers of every request, by name. One that an operation declares is its parameter; where an operation's credential
    /// stands, the credential is sent.
    #[serde(default)]
    pub headers: IndexMap<String, HeaderConfig>,
    /// Who acts: the first owns, the others try what they must not.
    #[serde(default)]
    pub actors: Vec<ActorConfig>,
    /// Whether the target is held to the letter where implementations differ on how a value is written: it takes
    /// `"a"@example.org`, UUIDs in upper case and leap seconds, and refuses `0x10`, spaces around numbers and UUIDs without
    /// hyphens. Without it either answer is right.
    #[serde(default)]
    pub strict_formats: bool,
    /// Values of parameters by their names, for every operation that has one of the name and takes the value: a tenant, for
    /// instance, below which everything stands.
    #[serde(default)]
    pub values: IndexMap<String, BodyValue>,
    /// What names the things in the paths of operations, by operation and parameter, where the document's names and shapes
    /// mislead (`trueline resources` shows what is taken of them).
    #[serde(default)]
    pub resources: IndexMap<String, IndexMap<String, NameConfig>>,
    /// What is done with its snapshots.
    #[serde(default)]
    pub snapshots: SnapshotConfig,
    /// How it is reached.
    #[serde(default)]
    pub network: NetworkConfig,
    /// Who signs its requests.
    #[serde(default)]
    pub sign: Option<SignConfig>,
    /// What makes it as it was before a run.
    #[serde(default)]
    pub reset: Option<ResetConfig>,
}

/// `[targets.NAME.reset]`: a command that makes the target as it was before a run. It finds its address in `TRUELINE_BASE_URL`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ResetConfig {
    /// The program with its arguments.
    pub command: CommandLine,
    /// How long it may take; in the configuration as a number of seconds.
    #[serde(default = "default_timeout", deserialize_with = "seconds")]
    pub timeout: Duration,
}

/// What is done with the snapshots of a target.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SnapshotConfig {
    /// Places of answers that no snapshot shows: `OPERATION:POINTER`, or a pointer for every operation. A pointer is a JSON Pointer
    /// (RFC 6901) into the body, in which `*` stands for every item or member: `listCustomers:/data/*/created_at`.
    #[serde(default)]
    pub ignore: Vec<String>,
}

/// Where the values of a parameter come from.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum NameConfig {
    /// `false`: from no answer.
    Known(bool),
    /// From the answers of an operation.
    From(NameSource),
}

/// A place in the answers of an operation.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameSource {
    /// The operation.
    pub from: String,
    /// JSON Pointer (RFC 6901) in which `*` stands for every item of an array.
    pub at: String,
}

impl TargetConfig {
    /// The same where commands run in a folder, below which files are.
    #[must_use]
    pub fn below(mut self, folder: &Path) -> Self {
        self.network = self.network.below(folder);
        for credential in self.credentials.values_mut() {
            if let CredentialConfig::Command(source) = credential {
                source.command = source.command.clone().below(folder);
            }
        }
        if let Some(sign) = &mut self.sign {
            sign.command = sign.command.clone().below(folder);
        }
        if let Some(reset) = &mut self.reset {
            reset.command = reset.command.clone().below(folder);
        }
        self
    }

    /// A target of which nothing but the address is known.
    #[must_use]
    pub fn at(base_url: &str) -> Self {
        Self {
            base_url: Setting::from(base_url),
            credentials: IndexMap::new(),
            headers: IndexMap::new(),
            actors: Vec::new(),
            strict_formats: false,
            values: IndexMap::new(),
            resources: IndexMap::new(),
            snapshots: SnapshotConfig::default(),
            network: NetworkConfig::default(),
            sign: None,
            reset: None,
        }
    }
}

/// The credentials of a scheme.
#[derive(Debug, Clone)]
pub enum CredentialConfig {
    /// One value, or the name of the variable that has it.
    Single(Setting),
    /// One value a role.
    Roles(IndexMap<String, Setting>),
    /// What a command prints, for every role.
    Command(CredentialCommand),
    /// An access token of OAuth 2.0.
    Client(Box<ClientCredentialsConfig>),
}

impl<'de> Deserialize<'de> for CredentialConfig {
    /// By its keys, so that a mistake is that of one form and not of all.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let has = |key: &str| value.get(key).is_some();
        let read = if has("command") {
            CredentialCommand::deserialize(&value).map(Self::Command)
        } else if has("client-id") || has("client-secret") {
            ClientCredentialsConfig::deserialize(&value).map(|client| Self::Client(Box::new(client)))
        } else if value.as_object().is_some_and(|table| !(has("env") && table.len() == 1)) {
            IndexMap::deserialize(&value).map(Self::Roles)
        } else {
            Setting::deserialize(&value).map(Self::Single)
        };
        read.map_err(|error| serde::de::Error::custom(without_quotation(&error.to_string())))
    }
}

/// Somebody who acts, and what is theirs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActorConfig<R = ResourceConfig> {
    /// The name in reports.
    pub name: String,
    /// Credentials by security scheme; the first actor's are used in place of the target's.
    #[serde(default)]
    pub credentials: IndexMap<String, Setting>,
    /// Headers that are used wherever an operation declares them; one whose parameter is a session is that session.
    #[serde(default)]
    pub headers: IndexMap<String, Setting>,
    /// Values of the request's body by JSON Pointer, in place of generated ones; one that a session's `owner` names is the
    /// actor's identity.
    #[serde(default)]
    pub body: IndexMap<String, BodyValue>,
    /// What exists and is this actor's.
    #[serde(default = "Vec::new")]
    pub resources: Vec<R>,
}

/// Something that is promised to exist.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResourceConfig {
    /// The operation that reads it.
    pub operation: String,
    /// Path parameters by name.
    #[serde(default)]
    pub path: IndexMap<String, Setting>,
}

/// A value of a body: from the environment, or any JSON value.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub enum BodyValue {
    /// Text, possibly from the environment.
    Text(Setting),
    /// Any other value.
    Other(Value),
}

impl fmt::Debug for BodyValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(setting) => setting.fmt(f),
            Self::Other(_) => f.write_str("Other([...])"),
        }
    }
}

/// What is wrong in a configuration, with its place.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("error: {message}\n  --> {file}:{line}:{column}{}", quotation(.excerpt.as_deref(), *.line, *.column))]
pub struct ConfigError {
    /// The file's name as given.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// The line, with its values hidden, since one may be a secret.
    pub excerpt: Option<String>,
}

/// A line of the file, with a mark below its column.
fn quotation(excerpt: Option<&str>, line: usize, column: usize) -> String {
    let Some(excerpt) = excerpt else { return String::new() };
    let margin = " ".repeat(line.to_string().len());
    let mark = " ".repeat(column.min(excerpt.chars().count() + 1) - 1);
    format!("\n{margin} |\n{line} | {excerpt}\n{margin} | {mark}^")
}

impl Config {
    /// Reads a file's text.
    ///
    /// # Errors
    ///
    /// The first mistake, with its place.
    pub fn parse(file: &str, text: &str) -> Result<Self, ConfigError> {
        toml::from_str(text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            place(file, text, offset, without_quotation(error.message()))
        })
    }

    /// The target of a name.
    ///
    /// # Errors
    ///
    /// There is none; the error names those that there are.
    pub fn target(&self, name: &str) -> Result<&TargetConfig, UnknownTarget> {
        self.targets
            .get(name)
            .ok_or_else(|| UnknownTarget { name: name.to_owned(), known: self.targets.keys().cloned().collect() })
    }
}

fn place(file: &str, text: &str, offset: usize, message: String) -> ConfigError {
    let before = text.get(..offset).unwrap_or(text);
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line_text = text[start..].lines().next().unwrap_or_default();
    ConfigError {
        file: file.to_owned(),
        line: before.matches('\n').count() + 1,
        column: before[start..].chars().count() + 1,
        message,
        excerpt: Some(without_values(line_text)),
    }
}

/// A message without the value that it quotes, which may be a key: `invalid type: string "sk_1", expected ...`.
pub(crate) fn without_quotation(message: &str) -> String {
    const BEGINNINGS: [&str; 2] = ["invalid type: ", "invalid value: "];
    let found = BEGINNINGS.iter().find_map(|beginning| Some((message.find(beginning)? + beginning.len(), beginning)));
    let Some((start, _)) = found else { return message.to_owned() };
    let end = message.rfind(", expected").filter(|end| *end >= start).unwrap_or(message.len());
    let is_word = |sign: char| sign.is_ascii_alphabetic() || sign == ' ';
    let word: String = message[start..end].chars().take_while(|sign| is_word(*sign)).collect();
    format!("{}{}{}", &message[..start], word.trim_end(), &message[end..])
}

/// What may be shown of a line: the name of a table, or the name that is set. Anything else may be a part of a key, as in a
/// list or a text of several lines.
fn without_values(line: &str) -> String {
    let is_name = |text: &str| text.chars().all(|sign| sign.is_ascii_alphanumeric() || "_-. \t[]".contains(sign));
    // Padding of Base64, which may be a line of a key, has no space before it.
    match line.split_once(" =") {
        Some((name, _)) if is_name(name) => format!("{name} = ***"),
        None if is_name(line) && line.trim_start().starts_with('[') => line.to_owned(),
        _ => "***".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::super::MissingVariable;
    use super::*;

    const TEXT: &str = r#"
[targets.local]
base-url = "http://127.0.0.1:4020"
[targets.local.credentials.Key]
secret = { env = "A_KEY" }
publishable = "pk_literal"
[[targets.local.actors]]
name = "alice"
headers = { x-session = "alice" }
body = { "/owner" = "1", "/count" = 2 }
[[targets.local.actors.resources]]
operation = "readThing"
path = { id = "7" }
"#;

    #[test]
    fn reads_every_part_of_a_target() {
        let config = Config::parse("trueline.toml", TEXT).expect("it is right");
        let target = config.target("local").expect("it is there");
        let CredentialConfig::Roles(roles) = &target.credentials["Key"] else { panic!("roles are read") };
        let secret = roles["secret"].resolve(&|name| (name == "A_KEY").then(|| "sk_1".to_owned())).expect("set");
        assert_eq!(secret.expose_secret(), "sk_1");
        assert_eq!(roles["secret"].resolve(&|_| None).map(drop), Err(MissingVariable("A_KEY".to_owned())));
        let alice = &target.actors[0];
        assert!(matches!(&alice.body["/count"], BodyValue::Other(value) if *value == 2));
        assert_eq!(alice.resources[0].path["id"].literal(), Some("7"));
    }

    #[test]
    fn never_shows_a_secret() {
        let config = Config::parse("trueline.toml", TEXT).expect("it is right");
        assert!(!format!("{config:?}").contains("pk_literal"));
        let error = Config::parse("t.toml", "[targets.a]\nbase-url = \"x\"\nkey = \"sk_hidden\"\n").unwrap_err();
        assert!(!error.to_string().contains("sk_hidden"), "{error}");
        let error = Config::parse("t.toml", "[targets.a]\nbase-url = \"x\"\nactors = \"sk_hidden\"\n").unwrap_err();
        assert!(!error.to_string().contains("sk_hidden"), "{error}");
    }

    #[test]
    fn no_line_of_a_file_is_shown_raw() {
        for line in [
            "secret = sk_hidden",
            "secret = \"sk_hidden",
            "secret = ['a', 'sk_hidden',",
            "secret = \"\"\"\nsk_hidden",
            "[targets.a.credentials]\nKey = [\n  \"sk_hidden\",\n  1\n]",
            "[[targets.a.actors]]\nname = 'a'\nresources = 'sk_hidden'",
            "actors = \"sk_hidden\"",
            "  sk_hidden",
            "Key = \"\"\"\n  sk_hidden==\\q",
            "'sk_hidden' = 1\n'sk_hidden' = 2",
            "x = { a = 'sk_hidden', a = 'sk_hidden' }",
        ] {
            let error = Config::parse("t.toml", &format!("[targets.a]\nbase-url = 'x'\n{line}\n")).unwrap_err();
            assert!(!error.to_string().contains("sk_hidden"), "{line}: {error}");
            assert!(!format!("{error:?}").contains("sk_hidden"), "{line}: {error:?}");
        }
    }

    #[test]
    fn values_are_left_out_of_messages() {
        let shown = |message: &str| without_quotation(message);
        assert_eq!(
            shown("invalid type: string \"a, expected\", expected a map"),
            "invalid type: string, expected a map"
        );
        assert_eq!(
            shown("invalid type: integer `123456`, expected a string"),
            "invalid type: integer, expected a string"
        );
        assert_eq!(shown("missing field `base-url`"), "missing field `base-url`");
    }

    #[test]
    fn tells_the_place_of_a_mistake() {
        let error = Config::parse("t.toml", "[targets.a]\nbase-url = \"x\"\nnonsense = 1\n").unwrap_err();
        assert_eq!((error.line, error.column), (3, 1));
        assert!(error.to_string().contains("--> t.toml:3:1\n  |\n3 | nonsense = ***\n  | ^"), "{error}");
    }

    #[test]
    fn names_the_targets_there_are() {
        let config = Config::parse("trueline.toml", TEXT).expect("it is right");
        assert_eq!(
            config.target("x").unwrap_err().to_string(),
            "there is no target `x`; the configuration has `local`"
        );
    }
}
