//! The XML of `JUnit`, as CI services read it: a suite an operation, a case a class.

use indexmap::IndexMap;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite, XmlString};
use trueline_spec::render::{printable, printable_line};

use super::{ClassOutcome, Event, Failure, Reporter, Stopped, TextStyle, text};
use crate::redact::Redacted;

/// Collects a run, to be written at its end. Nothing in it depends on time.
#[derive(Debug, Default)]
pub struct JunitReport {
    name: String,
    /// The outcomes of the classes by the key of the operation.
    operations: IndexMap<String, Vec<ClassOutcome>>,
    /// What is wrong, by operation and class.
    failures: IndexMap<(String, String), Vec<Failure>>,
    /// What was reported, by the numbers of causes.
    told: IndexMap<usize, Failure>,
    /// The causes that show in classes where they are not reported.
    repeated: IndexMap<(String, String), Vec<usize>>,
    stopped: Option<Stopped>,
    /// Why the run has no result.
    error: Option<Redacted>,
}

impl Reporter for JunitReport {
    fn event(&mut self, event: &Event) -> String {
        match event {
            Event::Started { title, target, .. } => self.name = format!("{title} at {target}"),
            Event::OperationStarted { key, .. } => {
                self.operations.entry(key.to_string()).or_default();
            }
            Event::ClassFinished(outcome) => {
                self.operations.entry(outcome.operation.to_string()).or_default().push(outcome.clone());
            }
            Event::Failed(failure) => {
                let key = (failure.operation.to_string(), failure.class.to_string());
                if failure.is_failure {
                    self.failures.entry(key).or_default().push((**failure).clone());
                } else {
                    self.repeated.entry(key).or_default().push(failure.number);
                }
                self.told.insert(failure.number, (**failure).clone());
            }
            Event::Repeated(repeated) => {
                let key = (repeated.operation.to_string(), repeated.class.to_string());
                self.repeated.entry(key).or_default().push(repeated.number);
            }
            Event::Stopped(stopped) => self.stopped = Some(stopped.clone()),
            Event::Aborted { reason } => self.error = Some(reason.clone()),
            _ => {}
        }
        String::new()
    }

    fn finish(&mut self) -> String {
        let mut report = Report::new(xml(&printable_line(&self.name)));
        report.add_test_suites(self.suites());
        // Nothing but writing to memory could fail.
        report.to_string().unwrap_or_default()
    }
}

impl JunitReport {
    fn suites(&mut self) -> Vec<TestSuite> {
        self.add_classes_without_outcome();
        let mut suites: Vec<TestSuite> = self
            .operations
            .iter()
            .map(|(operation, outcomes)| suite(operation, outcomes.iter().map(|outcome| self.case(outcome))))
            .collect();
        if let Some(Stopped { reason, operations, .. }) = &self.stopped {
            suites.extend(operations.iter().map(|operation| {
                let mut status = TestCaseStatus::skipped();
                status.set_message(xml(&printable_line(&format!("not reached: {reason}"))));
                suite(operation, std::iter::once(case(operation, "operation", status)))
            }));
        }
        if let Some(reason) = &self.error {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(xml(&printable_line(reason)));
            suites.push(suite("run", std::iter::once(case("run", "run", status))));
        }
        suites
    }

    /// What an earlier run found, or a class that did not come to its end, fails under its own name.
    fn add_classes_without_outcome(&mut self) {
        for failures in self.failures.values() {
            let Some(first) = failures.first() else { continue };
            let outcomes = self.operations.entry(first.operation.to_string()).or_default();
            if !outcomes.iter().any(|outcome| outcome.class == first.class) {
                outcomes.push(ClassOutcome {
                    operation: first.operation.clone(),
                    class: first.class.clone(),
                    violating: failures.len(),
                    ..ClassOutcome::default()
                });
            }
        }
    }

    fn case(&self, outcome: &ClassOutcome) -> TestCase {
        let found = self.failures.get(&(outcome.operation.to_string(), outcome.class.to_string()));
        let reason = outcome.reason.as_deref().unwrap_or_default();
        let ClassOutcome { conforming, violating, undeclared, undecided, .. } = outcome;
        let status = match found {
            Some(failures) => failed(failures),
            None if *violating > 0 && !self.is_noted(outcome) => self.failed_elsewhere(outcome),
            None if *violating > 0 => TestCaseStatus::success(),
            None if *conforming + *undeclared > 0 => TestCaseStatus::success(),
            None => {
                let word = if *undecided > 0 { "undecided" } else { "not made" };
                let mut status = TestCaseStatus::skipped();
                status.set_message(xml(&printable_line(&format!("{word}: {reason}"))));
                status
            }
        };
        let mut case = case(&outcome.operation, &outcome.class, status);
        case.set_assertions(outcome.requests());
        let mut said: Vec<String> = Vec::new();
        if *undecided > 0 && (*conforming > 0 || *violating > 0) {
            said.push(format!("{undecided} undecided: {reason}"));
        }
        let known = self.causes_of(outcome).filter(|failure| failure.is_known);
        said.extend(known.map(|failure| format!("known: {}: {}", failure.finding.check, failure.finding.message)));
        if !said.is_empty() {
            case.set_system_out(xml(&printable(&said.join("\n"))));
        }
        case
    }

    /// What was reported of a class without being a failure of it.
    fn causes_of(&self, outcome: &ClassOutcome) -> impl Iterator<Item = &Failure> {
        let numbers = self.repeated.get(&(outcome.operation.to_string(), outcome.class.to_string()));
        numbers.into_iter().flatten().filter_map(|number| self.told.get(number))
    }

    /// Whether all that was found in a class is known, or noted for another reason.
    fn is_noted(&self, outcome: &ClassOutcome) -> bool {
        let mut causes = self.causes_of(outcome).peekable();
        causes.peek().is_some() && causes.all(|failure| !failure.is_failure)
    }

    /// One cause is reported once, with the first class that shows it.
    fn failed_elsewhere(&self, outcome: &ClassOutcome) -> TestCaseStatus {
        let message = match self.causes_of(outcome).find(|failure| failure.is_failure) {
            Some(first) => {
                format!("{}, as in {} {}, with which it is reported", first.finding.check, first.operation, first.class)
            }
            None => format!("answers that do not conform: {}", outcome.violating),
        };
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message(xml(&printable_line(&message)));
        status
    }
}

fn failed(failures: &[Failure]) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
    let messages: Vec<&str> = failures.iter().filter_map(|failure| failure.finding.message.lines().next()).collect();
    let checks: Vec<&str> = failures.iter().map(|failure| failure.finding.check.as_str()).collect();
    let whole: String = failures.iter().map(|failure| text::told(failure, TextStyle::default())).collect();
    status.set_message(xml(&printable_line(&messages.join("; "))));
    status.set_type(xml(&checks.join(",")));
    status.set_description(xml(&whole));
    status
}

fn suite(operation: &str, cases: impl Iterator<Item = TestCase>) -> TestSuite {
    let mut suite = TestSuite::new(xml(&printable_line(operation)));
    suite.add_test_cases(cases);
    suite
}

fn case(operation: &str, class: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(xml(&printable_line(class)), status);
    case.set_classname(xml(&printable_line(operation)));
    case
}

/// Text without the two characters that XML 1.0 (section 2.2) does not take and the library leaves.
fn xml(text: &str) -> XmlString {
    XmlString::new(text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}"))
}
