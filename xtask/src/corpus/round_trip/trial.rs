//! Values that are tried, and what they said.

use std::path::Path;
use std::sync::Arc;
use std::{fmt, io};

use serde_json::Value;
use trueline_codegen::GeneratedType;
use trueline_spec::model::{Api, Checked};

use super::instances::Instance;
use super::known::AbsentNulls;
use super::program::Program;
use super::{instances, meaning};

/// Failures of one schema that are told; the others are counted.
const TOLD: usize = 1;

/// What a document's values said of its client.
#[derive(Debug, Clone, Default)]
pub(crate) struct RoundTrip {
    /// Types of named schemas, one for each direction where there are two.
    pub types: usize,
    /// Types of which no valid value could be made.
    pub without_values: usize,
    /// Valid values that came back equal.
    pub equal: usize,
    /// Values with something unknown in them that became the type.
    pub unknown: usize,
    /// What failed.
    pub failures: usize,
    /// The first failures of each schema, for people.
    pub told: Vec<Failure>,
}

/// A value that did not come back equal, for people.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    /// The schema's name in the document.
    pub schema: String,
    /// What became of the value.
    pub text: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.schema, self.text)
    }
}

/// What is known of one client.
#[derive(Debug)]
pub(in crate::corpus) struct Subject {
    pub api: Arc<Checked<Api>>,
    pub values: Vec<GeneratedType>,
    pub absent_nulls: AbsentNulls,
}

/// Compiles a program that reads and writes values by the client's types, and has it do so.
pub(in crate::corpus) fn run(subject: &Subject, scratch: &Path, package: &str) -> io::Result<RoundTrip> {
    let program = Program::build(scratch, package, &subject.values)?;
    let instances = instances::of(&subject.api, &subject.values, &subject.absent_nulls);
    let answers = program.run(&instances);
    program.remove()?;
    let answers = answers?;
    let mut found = RoundTrip { types: subject.values.len(), ..RoundTrip::default() };
    found.without_values = (0..subject.values.len())
        .filter(|index| !instances.iter().any(|instance| instance.value_type == *index))
        .count();
    let mut told = vec![0_usize; subject.values.len()];
    for (instance, answer) in instances.iter().zip(answers) {
        match judged(instance, &answer) {
            None if instance.is_valid => found.equal += 1,
            None => found.unknown += 1,
            Some(difference) => {
                found.failures += 1;
                told[instance.value_type] += 1;
                if told[instance.value_type] <= TOLD {
                    let GeneratedType { name, rust_type, .. } = &subject.values[instance.value_type];
                    let text = Shortened(&instance.json);
                    let text = format!("as `{rust_type}`: {difference}\n    of {text}");
                    found.told.push(Failure { schema: name.clone(), text });
                }
            }
        }
    }
    Ok(found)
}

/// What is wrong with an answer, if anything.
fn judged(instance: &Instance, answer: &Result<String, String>) -> Option<String> {
    let text = match answer {
        Ok(text) => text,
        Err(error) => return Some(format!("it is refused: {error}")),
    };
    if !instance.is_valid {
        return None;
    }
    let Ok(back) = serde_json::from_str::<Value>(text) else { return Some("it does not become JSON".to_owned()) };
    meaning::difference(&instance.expected, &back).map(|difference| format!("it comes back different: {difference}"))
}

/// A value, of a long one the beginning.
struct Shortened<'v>(&'v Value);

impl fmt::Display for Shortened<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.to_string();
        match text.char_indices().nth(300) {
            Some((at, _)) => write!(f, "{}... ({} bytes)", &text[..at], text.len()),
            None => f.write_str(&text),
        }
    }
}
