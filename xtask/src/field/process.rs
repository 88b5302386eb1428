//! A server that runs until it is dropped, with everything that it has started.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use std::{fs, io};

/// Runs a command until standard input ends, which it does however this process ends; then its whole group is ended.
const KEEPER: &str = r#""$@" < /dev/null & server=$!
echo "$server" > "$PROCESS_FILE"
cat > /dev/null
trap '' TERM
kill -TERM 0
wait "$server""#;
/// How long a server may take to end by itself.
const GRACE: Duration = Duration::from_secs(10);
/// How often a server is asked whether it is there.
const PAUSE: Duration = Duration::from_millis(200);
/// An address that nobody listens at: servers reach nothing but this machine.
const NO_PROXY: &str = "http://127.0.0.1:9";

/// A server under way.
#[derive(Debug)]
pub(super) struct RunningServer {
    keeper: Child,
    /// The file with the number of its process.
    process_file: PathBuf,
    /// The file with what it says.
    log: PathBuf,
}

impl RunningServer {
    /// Starts a server; what it says goes to a file.
    ///
    /// # Errors
    /// Where it cannot be started.
    pub(super) fn start(command: &[String], variables: &BTreeMap<String, String>, data: &Path) -> io::Result<Self> {
        let process_file = data.with_extension("process");
        // One of an earlier server would be believed.
        if process_file.exists() {
            fs::remove_file(&process_file)?;
        }
        let log = data.with_extension("log");
        let output = fs::File::create(&log)?;
        let mut keeper = Command::new("sh");
        keeper.args(["-c", KEEPER, "sh"]).args(command).current_dir(data);
        keeper.envs([("http_proxy", NO_PROXY), ("https_proxy", NO_PROXY)]);
        keeper.envs([("HTTP_PROXY", NO_PROXY), ("HTTPS_PROXY", NO_PROXY), ("NO_PROXY", "127.0.0.1,localhost")]);
        keeper.envs(variables).env("PROCESS_FILE", &process_file).env("HOME", data);
        keeper.stdin(Stdio::piped()).stdout(output.try_clone()?).stderr(output).process_group(0);
        Ok(Self { keeper: keeper.spawn()?, process_file, log })
    }

    /// Waits until a path is answered with 200, and gives that body.
    ///
    /// # Errors
    /// Where the server ends before, or takes longer than that.
    pub(super) fn wait_for(&self, port: u16, path: &str, patience: Duration) -> io::Result<Vec<u8>> {
        let begin = Instant::now();
        let mut last = String::from("nothing is listening");
        while begin.elapsed() < patience {
            match get(port, path) {
                Ok((200, body)) => return Ok(body),
                Ok((status, _)) => last = format!("it responds with {status}"),
                Err(error) => last = error.to_string(),
            }
            if !self.is_there() {
                return Err(self.ended());
            }
            sleep(PAUSE);
        }
        Err(io::Error::other(format!("`{path}` is not available after {} s: {last}", patience.as_secs())))
    }

    /// Why it ended, as far as its last line tells.
    fn ended(&self) -> io::Error {
        let said = fs::read(&self.log).unwrap_or_default();
        let said = String::from_utf8_lossy(&said);
        let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it printed nothing");
        io::Error::other(format!("it ended before it responded: {last} ({})", self.log.display()))
    }

    /// Whether its process is there.
    pub(super) fn is_there(&self) -> bool {
        let process = fs::read_to_string(&self.process_file).unwrap_or_default();
        // The keeper writes the file at once; until then nothing can be said.
        process.trim().is_empty() || signal("-0", process.trim())
    }
}

impl Drop for RunningServer {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let group = format!("-{}", self.keeper.id());
        let begin = Instant::now();
        while begin.elapsed() < GRACE && matches!(self.keeper.try_wait(), Ok(None)) {
            sleep(PAUSE);
        }
        // Whoever does not end when asked to is ended; where nobody is left this does nothing.
        signal("-KILL", &group);
        let _ = self.keeper.wait();
    }
}

fn signal(signal: &str, process: &str) -> bool {
    let mut kill = Command::new("kill");
    kill.args([signal, "--", process]).stdout(Stdio::null()).stderr(Stdio::null());
    kill.status().is_ok_and(|status| status.success())
}

/// A port of this machine that nobody listens at.
///
/// # Errors
/// Where there is none.
pub(super) fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// The status and body of what a path shows. HTTP/1.0, for such answers end with their connection.
fn get(port: u16, path: &str) -> io::Result<(u16, Vec<u8>)> {
    let mut connection = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    connection.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(connection, "GET {path} HTTP/1.0\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer)?;
    split(&answer).ok_or_else(|| io::Error::other("the response is not HTTP"))
}

fn split(answer: &[u8]) -> Option<(u16, Vec<u8>)> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let status = std::str::from_utf8(answer.get(9..12)?).ok()?.parse().ok()?;
    Some((status, answer[end + 4..].to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn serving(script: &str, data: &Path) -> RunningServer {
        let words = ["python3", "-c", script].map(ToOwned::to_owned);
        RunningServer::start(&words, &BTreeMap::new(), data).expect("it starts")
    }

    /// A folder of this test's own.
    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("trueline-field-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        folder
    }

    #[test]
    fn a_server_is_waited_for_and_ended_with_its_children() {
        let data = folder("ended");
        let port = free_port().expect("a port");
        // The child of a child, which ignores what it is asked, serves.
        let script = format!(
            "import subprocess, sys, time\n\
             subprocess.Popen([sys.executable, '-c', 'import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); \
             import http.server as h; h.HTTPServer((\"127.0.0.1\", {port}), h.SimpleHTTPRequestHandler).serve_forever()'])\n\
             time.sleep(600)"
        );
        let server = serving(&script, &data);
        let page = server.wait_for(port, "/", Duration::from_secs(30)).expect("it answers");
        assert!(String::from_utf8_lossy(&page).contains("Directory listing"));
        drop(server);
        assert!(get(port, "/").is_err(), "it is still there");
        let again = serving("import time; time.sleep(600)", &data);
        assert!(again.is_there(), "the number of the first is believed");
        drop(again);
        fs::remove_dir_all(data).expect("removed");
    }

    #[test]
    fn a_server_that_ends_is_not_waited_for() {
        let data = folder("ends");
        let server = serving("raise SystemExit('no more')", &data);
        let error = server.wait_for(free_port().expect("a port"), "/", Duration::from_secs(30)).expect_err("it ends");
        assert!(error.to_string().starts_with("it ended before it responded: no more ("), "{error}");
        fs::remove_dir_all(data).expect("removed");
    }
}
