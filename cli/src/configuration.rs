//! The `trueline.toml` of a run: the one that is named, or the nearest upward from the working folder.

use std::path::{Path, PathBuf};

use trueline_conformance::CustomCheck;
use trueline_conformance::target::{Config, TargetConfig};
use trueline_spec::source::is_address;

/// What it is called where nobody names it.
const NAME: &str = "trueline.toml";

/// The state folder where nobody names one.
const STATE: &str = "conformance";

/// Where everything of a run is.
pub(crate) struct Places {
    /// The document.
    pub location: String,
    /// The configuration, where anything of it is needed.
    pub configuration: Option<Configuration>,
    /// What is kept from run to run.
    pub state: PathBuf,
}

impl Places {
    /// What is kept from run to run, by what is named: the folder, or the configuration's file.
    pub(crate) fn state(file: Option<&Path>, state: Option<&PathBuf>) -> PathBuf {
        let beside = || Configuration::read(file).map_or_else(|_| STATE.into(), |found| found.state(STATE));
        state.cloned().unwrap_or_else(beside)
    }

    /// By what is named: the document, the configuration's file and the state folder.
    pub(crate) fn of(
        document: Option<&String>,
        has_target: bool,
        file: Option<&Path>,
        state: Option<&PathBuf>,
    ) -> Result<Self, String> {
        let is_needed = document.is_none() || has_target || file.is_some();
        let configuration = is_needed.then(|| Configuration::read(file)).transpose();
        let configuration = configuration.map_err(|error| match document {
            Some(_) => error,
            None => format!("no document is set, and {error}"),
        })?;
        let location = match (document, &configuration) {
            (Some(document), _) => document.clone(),
            (None, Some(configuration)) => configuration.document()?,
            (None, None) => return Err("no document is set".to_owned()),
        };
        let beside = || configuration.as_ref().map_or_else(|| STATE.into(), |configuration| configuration.state(STATE));
        let state = state.cloned().unwrap_or_else(beside);
        Ok(Self { location, configuration, state })
    }
}

/// A configuration that is read.
pub(crate) struct Configuration {
    file: PathBuf,
    /// Whether it was found, and not named.
    is_found: bool,
    config: Config,
}

impl Configuration {
    /// That of a file, or the nearest one upward from the working folder.
    fn read(named: Option<&Path>) -> Result<Self, String> {
        let file = match named {
            Some(file) => file.to_owned(),
            None => nearest().ok_or_else(|| {
                format!(
                    "there is no `{NAME}` in the working folder or above it; write one with `trueline init DOCUMENT`"
                )
            })?,
        };
        let shown = file.display().to_string();
        let text = std::fs::read_to_string(&file).map_err(|error| {
            format!("the configuration `{shown}` cannot be read: {error}; choose another with --config")
        })?;
        let config = Config::parse(&shown, &text).map_err(|error| {
            let text = error.to_string();
            text.strip_prefix("error: ").map_or(text.clone(), str::to_owned)
        })?;
        Ok(Self { file, is_found: named.is_none(), config })
    }

    /// The target of a name.
    pub(crate) fn target(&self, name: &str) -> Result<TargetConfig, String> {
        let target = self.config.target(name).cloned();
        let target = target.map_err(|error| format!("{error} ({})", self.file.display()))?;
        Ok(target.below(self.file.parent().unwrap_or(Path::new(""))))
    }

    /// Its checks.
    pub(crate) fn checks(&self) -> Result<Vec<CustomCheck>, String> {
        let folder = self.file.parent().unwrap_or(Path::new(""));
        let checks = self.config.checks.iter();
        let checks = checks.map(|(name, config)| CustomCheck::of_config(name, &config.clone().below(folder)));
        checks.collect::<Result<_, _>>().map_err(|error| format!("{error} ({})", self.file.display()))
    }

    /// The document that it names, at its top or of its client.
    fn document(&self) -> Result<String, String> {
        if let Some(document) = &self.config.document {
            let is_relative = !is_address(document) && !document.starts_with("file:");
            return Ok(if is_relative { self.beside(document) } else { document.clone() });
        }
        let codegen = trueline_codegen::Config::read(&self.file).map_err(|error| {
            let text = error.to_string();
            text.strip_prefix("error: ").map_or(text.clone(), str::to_owned)
        })?;
        codegen.document.ok_or_else(|| {
            format!(
                "no document is set, and `{}` sets none; add `document = \"openapi.yaml\"` at its top",
                self.file.display()
            )
        })
    }

    /// Where a run keeps what it keeps: beside a configuration that was found, so that it is the same from every folder
    /// below.
    fn state(&self, folder: &str) -> PathBuf {
        if self.is_found { self.beside(folder).into() } else { folder.into() }
    }

    fn beside(&self, path: &str) -> String {
        self.file.parent().unwrap_or(Path::new("")).join(path).to_string_lossy().into_owned()
    }
}

fn nearest() -> Option<PathBuf> {
    let folders = std::env::current_dir().ok()?.ancestors().count();
    let upward = std::iter::successors(Some(PathBuf::from(NAME)), |file| Some(Path::new("..").join(file)));
    upward.take(folders).find(|file| file.is_file())
}
