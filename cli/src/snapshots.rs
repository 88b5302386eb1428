//! `trueline snapshots`: what differs from what is kept is looked at, and kept or forgotten. It needs no Cargo project; within one
//! `cargo insta review` does the same.

use std::io::{self, BufRead, IsTerminal as _, Write};
use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use trueline_conformance::record::{Pending, Snapshots};
use trueline_spec::render::{printable, printable_line};

use crate::configuration::Places;
use crate::{Exit, load};

/// What is done with snapshots.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Command {
    /// Show each difference, and ask whether to accept it. Without a terminal the differences are only listed. Exits 0
    /// if no snapshot is left to review, 1 if there are some.
    Review(Choice),
    /// Accept the new snapshots. Exits 0; 2 if no snapshot has that name.
    Accept(Choice),
    /// Reject the new snapshots, and keep the accepted ones. Exits 0; 2 if no snapshot has that name.
    Reject(Choice),
}

/// Which snapshots.
#[derive(Debug, clap::Args)]
pub(crate) struct Choice {
    /// Only these: files, folders, or prefixes of names (`listPets/valid`). Default: all.
    #[arg(value_name = "PATH")]
    paths: Vec<String>,
    /// Only those of this target.
    #[arg(long, value_name = "NAME")]
    target: Option<String>,
    /// Where snapshots are stored. Default: `conformance`, next to the configuration if there is one.
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// The configuration. Default: the nearest `trueline.toml` in the working folder or above it.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Does it.
pub(crate) fn run(command: &Command) -> Exit {
    let (Command::Review(choice) | Command::Accept(choice) | Command::Reject(choice)) = command;
    let done = choice.pending().and_then(|pending| match command {
        Command::Review(_) => review(&pending),
        Command::Accept(_) => all(&pending, "kept", Pending::accept),
        Command::Reject(_) => all(&pending, "forgotten", Pending::reject),
    });
    done.unwrap_or_else(|error| {
        load::error(&error);
        Exit::Usage
    })
}

impl Choice {
    /// What waits of it.
    fn pending(&self) -> Result<Vec<Pending>, String> {
        let state = Places::state(self.config.as_deref(), self.state.as_ref());
        let unreadable = |error: io::Error| format!("the snapshots in `{}` cannot be read: {error}", state.display());
        let folders = match &self.target {
            Some(target) => vec![Snapshots::of_target(&state, target)],
            None => Snapshots::of_every_target(&state).map_err(unreadable)?,
        };
        let mut found = Vec::new();
        for folder in &folders {
            found.extend(folder.pending().map_err(unreadable)?);
        }
        let is_called = |pending: &Pending, path: &String| {
            let waiting = format!("{}.new", pending.file.display());
            pending.name.starts_with(path) || pending.file.starts_with(path) || waiting == *path
        };
        if let Some(path) = self.paths.iter().find(|path| !found.iter().any(|pending| is_called(pending, path))) {
            return Err(format!("no snapshot to review is named `{path}`; `trueline snapshots review` lists them"));
        }
        found.retain(|pending| self.paths.is_empty() || self.paths.iter().any(|path| is_called(pending, path)));
        Ok(found)
    }
}

/// Does the same with each.
fn all(pending: &[Pending], word: &str, act: impl Fn(&Pending) -> io::Result<()>) -> Result<Exit, String> {
    for pending in pending {
        act(pending).map_err(|error| unchanged(pending, &error))?;
        load::println(&format!("{word}: {}", shown(pending)));
    }
    if pending.is_empty() {
        load::println(&"there are no snapshots to review");
    }
    Ok(Exit::Success)
}

fn unchanged(pending: &Pending, error: &io::Error) -> String {
    format!("`{}` cannot be changed: {error}", pending.file.display())
}

fn shown(pending: &Pending) -> String {
    printable_line(&format!("{} ({})", pending.name, pending.file.display())).into_owned()
}

fn review(pending: &[Pending]) -> Result<Exit, String> {
    if pending.is_empty() {
        load::println(&"there are no snapshots to review");
        return Ok(Exit::Success);
    }
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        return ask(pending, &mut io::stdin().lock(), &mut anstream::stdout());
    }
    for pending in pending {
        load::println(&format!("{}\n{}", shown(pending), printable(&pending.difference())));
    }
    let waits = match pending.len() {
        1 => "1 snapshot".to_owned(),
        count => format!("{count} snapshots"),
    };
    load::println(&format!(
        "{waits} to review; `trueline snapshots accept` accepts the new ones, `trueline snapshots reject` rejects \
         them; both take names: `trueline snapshots accept '{}'`",
        pending.first().map(|first| printable_line(&first.name)).unwrap_or_default()
    ));
    Ok(Exit::Findings)
}

/// What is done with a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    Accept,
    Reject,
    Skip,
    /// The same with all that are left.
    AcceptAll,
    RejectAll,
    Quit,
}

/// Shows each, and asks what is done with it.
fn ask(pending: &[Pending], input: &mut impl BufRead, output: &mut impl Write) -> Result<Exit, String> {
    let count = pending.len();
    let mut left = count;
    let mut for_all = None;
    for (index, pending) in pending.iter().enumerate() {
        let decision = if let Some(decision) = for_all {
            decision
        } else {
            let title = format!("{} of {count}: {}", index + 1, shown(pending));
            question(&title, pending, input, output).map_err(|error| error.to_string())?
        };
        let done = match decision {
            Decision::Accept | Decision::AcceptAll => pending.accept(),
            Decision::Reject | Decision::RejectAll => pending.reject(),
            Decision::Skip => continue,
            Decision::Quit => break,
        };
        done.map_err(|error| unchanged(pending, &error))?;
        if matches!(decision, Decision::AcceptAll | Decision::RejectAll) {
            for_all = Some(decision);
        }
        left -= 1;
    }
    let _ = writeln!(output, "snapshots left to review: {left}");
    Ok(if left == 0 { Exit::Success } else { Exit::Findings })
}

/// Shows a snapshot, and asks until it is answered; the end of the input ends all.
fn question(title: &str, pending: &Pending, input: &mut impl BufRead, output: &mut impl Write) -> io::Result<Decision> {
    let paint = |style: Style, text: &str| format!("{style}{text}{style:#}");
    writeln!(output, "\n{}", paint(Style::new().bold(), title))?;
    for line in pending.difference().lines() {
        let colour = match line.chars().next() {
            Some('-') => Some(AnsiColor::Red),
            Some('+') => Some(AnsiColor::Green),
            _ => None,
        };
        let style = colour.map_or_else(Style::new, AnsiColor::on_default);
        writeln!(output, "  {}", paint(style, &printable_line(line)))?;
    }
    loop {
        write!(output, "[a]ccept, [r]eject, [s]kip, [A]ccept all, [R]eject all, [q]uit? ")?;
        output.flush()?;
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            writeln!(output)?;
            return Ok(Decision::Quit);
        }
        return Ok(match line.trim() {
            "a" => Decision::Accept,
            "r" => Decision::Reject,
            "s" => Decision::Skip,
            "A" => Decision::AcceptAll,
            "R" => Decision::RejectAll,
            "q" => Decision::Quit,
            _ => continue,
        });
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    const NAMES: [&str; 3] = ["a", "b", "c"];

    fn pending(folder: &Path) -> Vec<Pending> {
        let snapshots = Snapshots::new(folder.to_owned());
        let text = |name: &str, content: &str| format!("---\nsource: d\nexpression: {name}\n---\n{content}\n");
        for name in NAMES {
            fs::write(folder.join(format!("{name}.snap")), text(name, "old\u{1b}[2J")).expect("written");
            fs::write(folder.join(format!("{name}.snap.new")), text(name, "new")).expect("written");
        }
        snapshots.pending().expect("read")
    }

    /// The answers given on a terminal: the exit, what was shown, which are kept anew, and which wait.
    fn asked(answers: &str) -> (Exit, String, Vec<&'static str>, Vec<&'static str>) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut output = Vec::new();
        let exit = ask(&pending(folder.path()), &mut answers.as_bytes(), &mut output).expect("done");
        let kept = |name: &&str| {
            let text = fs::read_to_string(folder.path().join(format!("{name}.snap"))).expect("it is there");
            text.ends_with("new\n")
        };
        let waits = |name: &&str| folder.path().join(format!("{name}.snap.new")).exists();
        let shown = String::from_utf8(output).expect("text");
        (exit, shown, NAMES.into_iter().filter(kept).collect(), NAMES.into_iter().filter(waits).collect())
    }

    #[test]
    fn each_answer_does_what_it_says() {
        let of = |answers| {
            let (exit, _, kept, waiting) = asked(answers);
            (exit, kept, waiting)
        };
        assert_eq!(of("a\nr\ns\n"), (Exit::Findings, vec!["a"], vec!["c"]));
        assert_eq!(of("A\n"), (Exit::Success, vec!["a", "b", "c"], vec![]));
        assert_eq!(of("s\nR\n"), (Exit::Findings, vec![], vec!["a"]));
        assert_eq!(of("what?\n\na\nq\n"), (Exit::Findings, vec!["a"], vec!["b", "c"]));
        assert_eq!(of(""), (Exit::Findings, vec![], vec!["a", "b", "c"]), "the end of the input ends it");
    }

    #[test]
    fn what_differs_is_shown_and_acts_on_no_terminal() {
        let (_, shown, ..) = asked("q\n");
        assert!(shown.contains("1 of 3: a (") && shown.contains("+new") && shown.contains("-old"), "{shown}");
        assert!(!shown.contains("\u{1b}[2J"), "{shown:?}");
    }
}
