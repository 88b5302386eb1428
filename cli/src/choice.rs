//! What of a run is tested, and when it has found enough.

use std::collections::BTreeSet;

use trueline_codegen::{Selection, Selector};
use trueline_conformance::check::{Check, Severity};
use trueline_conformance::{Choice, ClassPattern, CustomCheck, Partition};
use trueline_spec::did_you_mean::similar;
use trueline_spec::model::{Api, Checked, Operation};
use trueline_spec::render::{counted, printable_line};

/// Which operations, classes and checks.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Choice")]
pub(crate) struct Chosen {
    /// Only operations whose name contains it.
    #[arg(long, value_name = "TEXT")]
    pub only: Option<String>,
    /// Only operations with this operationId, tag (`tag:NAME`) or path (`/v1/**`, `GET /pets/*`). Can be repeated.
    #[arg(long, value_name = "SELECTOR")]
    include: Vec<Selector>,
    /// No operations with this operationId, tag or path. Can be repeated.
    #[arg(long, value_name = "SELECTOR")]
    exclude: Vec<Selector>,
    /// Test operations with this operationId, tag or path that would disrupt the server: they reset it, shut it down,
    /// rotate keys or delete everything. Without it they are skipped and listed. Can be repeated.
    #[arg(long, value_name = "SELECTOR")]
    allow: Vec<Selector>,
    /// Only classes and laws whose names match this regular expression: `^query\.limit/`, `law/`. Valid requests are
    /// sent as well, since without them a refusal proves nothing. Can be repeated.
    #[arg(long, value_name = "REGEX")]
    class: Vec<ClassPattern>,
    /// Only findings of this check: `server-error`, or one of the configuration. Can be repeated.
    #[arg(long, value_name = "NAME")]
    check: Vec<String>,
    /// Test one part of the selection: `1/4` is the first of four, which together send what one run sends (with the
    /// same seed). What depends on each other is in one part. `trueline report merge` merges the reports of `--report
    /// json=FILE`.
    #[arg(long, value_name = "N/PARTS")]
    pub partition: Option<Partition>,
    /// Findings of this severity fail the run, too: `undeclared`, `unstable`. Can be repeated.
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    deny: Vec<Severity>,
    /// Findings of this severity are reported and do not fail the run: `likely`. Can be repeated.
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    warn: Vec<Severity>,
    /// Stop the run after this number of failures.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    max_findings: Option<u32>,
    /// Stop the run after the first failure.
    #[arg(long, conflicts_with = "max_findings")]
    fail_fast: bool,
}

impl Chosen {
    /// The choice, applied to a document.
    ///
    /// # Errors
    ///
    /// It chooses nothing, or a check that neither this program nor the configuration has; the message names what is near.
    pub(crate) fn of(&self, api: &Checked<Api>, custom: &[CustomCheck]) -> Result<Choice, String> {
        if let Some(only) = &self.only {
            chooses_any(only, api)?;
        }
        let selection = Selection { include: self.include.clone(), exclude: self.exclude.clone() };
        let operations = (!selection.is_all()).then(|| selection.operations(api)).transpose();
        let operations = operations.map_err(|unmatched| unmatched.to_string())?;
        let is_left = |operation: &Operation| self.only.as_ref().is_none_or(|only| operation.key.contains(only));
        if let Some(operations) = &operations
            && !operations.iter().any(|id| is_left(api.operation(*id)))
        {
            return Err("--only, --include and --exclude together leave no operation".to_owned());
        }
        let allowed = Selection { include: self.allow.clone(), exclude: Vec::new() };
        let allowed = if self.allow.is_empty() { Ok(BTreeSet::new()) } else { allowed.operations(api) };
        let allowed = allowed.map_err(|unmatched| format!("--allow: {unmatched}"))?;
        let checks = self.check.iter().map(|name| check(name, custom)).collect::<Result<_, _>>()?;
        Ok(Choice { operations, allowed, classes: self.class.clone(), checks })
    }

    /// By which findings the run fails.
    ///
    /// # Errors
    ///
    /// One is both denied and warned of.
    pub(crate) fn denied(&self) -> Result<BTreeSet<Severity>, String> {
        if let Some(both) = self.deny.iter().find(|severity| self.warn.contains(severity)) {
            return Err(format!("`{both}` is passed to --deny and to --warn"));
        }
        let is_denied = |severity: &Severity| {
            self.deny.contains(severity) || severity.is_failure() && !self.warn.contains(severity)
        };
        Ok(Severity::ALL.into_iter().filter(is_denied).collect())
    }

    /// With how many failures the run ends.
    pub(crate) fn max_failures(&self) -> Option<usize> {
        if self.fail_fast { Some(1) } else { self.max_findings.and_then(|most| most.try_into().ok()) }
    }
}

/// A check by its name.
fn check(name: &str, custom: &[CustomCheck]) -> Result<Check, String> {
    let all = || Check::ALL.into_iter().chain(custom.iter().map(CustomCheck::check));
    all().find(|check| check.as_str() == name).ok_or_else(|| {
        let known = || all().map(Check::as_str);
        let near = similar(name, known());
        let (word, names) =
            if near.is_empty() { ("the checks are", known().collect()) } else { ("did you mean", near) };
        format!("--check {}: no such check; {word} {}", printable_line(name), names.join(", "))
    })
}

/// A severity by its name.
fn severity(name: &str) -> Result<Severity, String> {
    name.parse().map_err(|_| {
        let known: Vec<&str> = Severity::ALL.into_iter().map(Severity::as_str).collect();
        format!("no such severity; the severities are {}", known.join(", "))
    })
}

/// Why a choice of operations is a mistake; nothing where it chooses any.
fn chooses_any(only: &str, api: &Checked<Api>) -> Result<(), String> {
    let keys = || api.operations.iter().map(|operation| operation.key.as_str());
    if keys().any(|key| key.contains(only)) {
        return Ok(());
    }
    let near: Vec<String> = similar(only, keys()).into_iter().map(|key| format!("`{}`", printable_line(key))).collect();
    let help = if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.join(" or ")) };
    let operations = counted(api.operations.len(), "operation");
    Err(format!("`--only {}` selects none of {operations}{help}", printable_line(only)))
}
