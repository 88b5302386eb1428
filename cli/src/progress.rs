//! How far a run is: on a terminal a line that is written anew, in CI a line a minute, elsewhere nothing. Never in reports.

use std::fmt::{self, Write as _};
use std::io::{IsTerminal as _, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use trueline_conformance::report::Event;
use trueline_conformance::transport::Transport;
use trueline_spec::render::counted;
use trueline_spec::render::printable_line;

use crate::load;

/// How often the line of a terminal is written anew.
const TICK: Duration = Duration::from_millis(200);
/// How often a log of CI gets a line.
const PAUSE: Duration = Duration::from_secs(60);

/// Who is shown how far a run is.
pub(crate) enum Progress {
    Nobody,
    Terminal(ProgressBar, Arc<Counts>),
    Log(Log, Arc<Counts>),
}

/// A thread that writes a line from time to time, until this is dropped.
pub(crate) struct Log {
    end: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What is counted.
pub(crate) struct Counts {
    started: Instant,
    operations: AtomicUsize,
    done: AtomicUsize,
    requests: AtomicUsize,
    findings: AtomicUsize,
}

impl Progress {
    /// A terminal is shown a line, a log of CI gets some, and who wants quiet has it.
    pub(crate) fn new(is_quiet: bool, is_ci: bool) -> Self {
        if is_quiet {
            return Self::Nobody;
        }
        let counts = Arc::new(Counts::new());
        if std::io::stderr().is_terminal() {
            return Self::Terminal(bar(&counts), counts);
        }
        if is_ci { Self::Log(Log::start(PAUSE, std::io::stderr(), Arc::clone(&counts)), counts) } else { Self::Nobody }
    }

    /// The way to the target on which requests are counted.
    pub(crate) fn observe(&self, transport: Transport) -> Transport {
        match self {
            Self::Nobody => transport,
            Self::Terminal(_, counts) | Self::Log(_, counts) => {
                let counts = Arc::clone(counts);
                transport.observed(move |_| counts.request())
            }
        }
    }

    pub(crate) fn event(&self, event: &Event) {
        let (Self::Terminal(_, counts) | Self::Log(_, counts)) = self else { return };
        counts.event(event);
        if let (Self::Terminal(bar, _), Event::OperationStarted { key, .. }) = (self, event) {
            bar.set_message(printable_line(key).into_owned());
        }
    }

    /// Prints text of a report, which may go to the same terminal.
    pub(crate) fn print(&self, text: &str) {
        match self {
            Self::Terminal(bar, _) => bar.suspend(|| load::print(text)),
            Self::Nobody | Self::Log(..) => load::print(text),
        }
    }

    /// Leaves nothing on the terminal.
    pub(crate) fn end(self) {
        match self {
            Self::Terminal(bar, _) => bar.finish_and_clear(),
            Self::Log(log, _) => drop(log),
            Self::Nobody => {}
        }
    }
}

fn bar(counts: &Arc<Counts>) -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    let counts = Arc::clone(counts);
    let style = ProgressStyle::with_template("{spinner} {counts}  {wide_msg}").map(|style| {
        style.with_key("counts", move |_: &ProgressState, line: &mut dyn fmt::Write| {
            let _ = write!(line, "{counts}");
        })
    });
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.enable_steady_tick(TICK);
    bar
}

impl Log {
    fn start(pause: Duration, mut to: impl Write + Send + 'static, counts: Arc<Counts>) -> Self {
        let (end, ended) = channel();
        let thread = std::thread::spawn(move || {
            while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                // Who does not read it misses nothing.
                let _ = writeln!(to, "progress: {counts}");
            }
        });
        Self { end: Some(end), thread: Some(thread) }
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Counts {
    fn new() -> Self {
        let zero = || AtomicUsize::new(0);
        Self { started: Instant::now(), operations: zero(), done: zero(), requests: zero(), findings: zero() }
    }

    fn request(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    fn event(&self, event: &Event) {
        match event {
            Event::Started { operations, .. } => self.operations.store(*operations, Ordering::Relaxed),
            Event::OperationFinished { .. } => _ = self.done.fetch_add(1, Ordering::Relaxed),
            Event::Failed(_) => _ = self.findings.fetch_add(1, Ordering::Relaxed),
            _ => {}
        }
    }

    /// All of it after a time. How much is left is known once operations are done: the others take as long as these.
    fn text(&self, elapsed: Duration) -> String {
        let [operations, done, requests, findings] =
            [&self.operations, &self.done, &self.requests, &self.findings].map(|count| count.load(Ordering::Relaxed));
        let rate = u128::try_from(requests).unwrap_or_default() * 1000 / elapsed.as_millis().max(1);
        let mut text = format!(
            "{done} of {}, {} ({rate}/s), {}",
            counted(operations, "operation"),
            counted(requests, "request"),
            counted(findings, "finding")
        );
        let left = u32::try_from(operations.saturating_sub(done)).unwrap_or(u32::MAX);
        if let Some(each) = u32::try_from(done).ok().and_then(|done| elapsed.checked_div(done))
            && left > 0
        {
            let _ = write!(text, ", about {} left", duration(each.saturating_mul(left)));
        }
        text
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(self.started.elapsed()))
    }
}

fn duration(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..=99 => format!("{seconds} s"),
        seconds @ 100..=5999 => format!("{} min", seconds / 60),
        seconds => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, PoisonError};

    use super::*;

    fn counts(operations: usize, done: usize, requests: usize) -> Counts {
        let counts = Counts::new();
        counts.operations.store(operations, Ordering::Relaxed);
        counts.done.store(done, Ordering::Relaxed);
        counts.requests.store(requests, Ordering::Relaxed);
        counts
    }

    #[test]
    fn what_is_left_is_known_once_something_is_done() {
        let text =
            |operations, done, requests, seconds| counts(operations, done, requests).text(Duration::from_secs(seconds));
        assert_eq!(text(40, 0, 0, 0), "0 of 40 operations, 0 requests (0/s), 0 findings");
        assert_eq!(text(40, 10, 500, 10), "10 of 40 operations, 500 requests (50/s), 0 findings, about 30 s left");
        assert!(text(40, 1, 9, 60).ends_with("about 39 min left"));
        assert!(text(400, 1, 9, 60).ends_with("about 6 h 39 min left"));
        assert!(text(40, 40, 9, 60).ends_with("0 findings"));
    }

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_log_gets_a_line_from_time_to_time() {
        let (written, counts) = (Written::default(), Arc::new(counts(3, 1, 7)));
        let log = Log::start(Duration::from_millis(10), written.clone(), Arc::clone(&counts));
        let lines = || String::from_utf8(written.0.lock().expect("written").clone()).expect("text");
        while lines().lines().count() < 2 {
            std::thread::sleep(Duration::from_millis(5));
        }
        drop(log);
        let text = lines();
        assert!(text.lines().all(|line| line.starts_with("progress: 1 of 3 operations, 7 requests (")), "{text}");
        std::thread::sleep(Duration::from_millis(50));
        assert_eq!(lines(), text, "nothing is written after the end");
    }
}
