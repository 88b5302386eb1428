//! The pace of a run: a rate is kept and leaves the order of the plan as it is, and a target that asks to wait is waited
//! for, as long as a run has time for it.

mod support;

use std::future::{Ready, ready};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use support::{Told, embedded, messaging, settings, target, tell};
use tower::Service;
use trueline_conformance::check::Check;
use trueline_conformance::report::Summary;
use trueline_conformance::target::{Target, TargetConfig};
use trueline_conformance::transport::{HttpTransport, ServiceTransport, Transport};
use trueline_conformance::{RunError, Settings};
use trueline_spec::model::{Api, Checked};
use trueline_spec::source::{Fetch, FetchError};
use trueline_spec::{LoadOptions, load};

struct Text;

impl Fetch for Text {
    fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
        let parameter = "{name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 9}}";
        let content = "{application/json: {schema: {type: array}}}";
        let text = format!(
            "openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths:\n  /things:\n    get:\n      operationId: things\n      \
             parameters: [{parameter}]\n      responses: {{'200': {{description: d, content: {content}}}, '400': \
             {{description: d}}}}\n"
        );
        Ok(text.into_bytes())
    }
}

fn document() -> Arc<Checked<Api>> {
    Arc::new(load("api.yaml", &Text, LoadOptions::default()).expect("read").api.expect("right"))
}

/// What is answered to the request of a number in place of what is right: a status, and `Retry-After`.
type Refuses = fn(usize) -> Option<(u16, String)>;

/// A service that notes when each request comes, and does what it is reported for its number.
#[derive(Clone)]
struct Noting {
    came: Arc<Mutex<Vec<(Instant, String)>>>,
    refuses: Refuses,
}

impl Noting {
    fn new(refuses: Refuses) -> Self {
        Self { came: Arc::default(), refuses }
    }

    fn requests(&self) -> Vec<(Instant, String)> {
        self.came.lock().expect("whole").clone()
    }
}

impl Service<Request<Full<Bytes>>> for Noting {
    type Response = Response<Full<Bytes>>;
    type Error = std::convert::Infallible;
    type Future = Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Full<Bytes>>) -> Self::Future {
        let mut came = self.came.lock().expect("whole");
        came.push((Instant::now(), request.uri().to_string()));
        let query = request.uri().query().unwrap_or_default();
        let is_valid = query.strip_prefix("limit=").is_none_or(|limit| (1..=9).contains(&limit.parse().unwrap_or(0)));
        let answer = match (self.refuses)(came.len() - 1) {
            Some((status, after)) => {
                Response::builder().status(status).header("retry-after", after).body(Full::default())
            }
            None if request.method() != "GET" => {
                Response::builder().status(405).header("allow", "GET").body(Full::default())
            }
            None if !is_valid => Response::builder().status(400).body(Full::default()),
            None => Response::builder().header("content-type", "application/json").body(Full::from("[]")),
        };
        ready(Ok(answer.expect("a response")))
    }
}

async fn run_of(service: &Noting, change: impl FnOnce(&mut Settings)) -> (Told, Result<Summary, RunError>, Duration) {
    let state = tempfile::tempdir().expect("a folder");
    let api = document();
    let target = Target::resolve("paced", &TargetConfig::at("http://localhost"), &api, &|_| None).expect("it is right");
    let mut settings = settings(state.path());
    change(&mut settings);
    let began = Instant::now();
    let transport = Transport::Service(ServiceTransport::new(service.clone()));
    let (told, result) = tell(&api, &target, &transport, &settings).await;
    (told, result, began.elapsed())
}

fn warnings(told: &Told) -> Vec<String> {
    told.json["warnings"].as_array().into_iter().flatten().map(|text| text.as_str().unwrap_or("").to_owned()).collect()
}

#[tokio::test]
async fn a_rate_is_kept_and_the_order_of_the_plan_with_it() {
    let (quick, paced) = (Noting::new(|_| None), Noting::new(|_| None));
    let (_, quick_summary, _) = run_of(&quick, |_| {}).await;
    let (_, paced_summary, _) = run_of(&paced, |settings| settings.rate = Some("200/s".parse().expect("a rate"))).await;
    assert_eq!(quick_summary, paced_summary, "the same bytes, and the same verdicts");
    let targets = |service: &Noting| service.requests().into_iter().map(|(_, target)| target).collect::<Vec<_>>();
    assert_eq!(targets(&quick), targets(&paced), "several are under way, and each comes in its turn");
    let times: Vec<Instant> = paced.requests().into_iter().map(|(time, _)| time).collect();
    assert!(times.len() > 20, "{}", times.len());
    for (number, time) in times.iter().enumerate() {
        let least = Duration::from_millis(5) * u32::try_from(number).expect("few");
        assert!(*time - times[0] + Duration::from_millis(1) >= least, "request {number} came too early");
    }
}

#[tokio::test]
async fn the_embedded_mock_is_asked_at_the_rate_too() {
    let api = messaging();
    let target = target(&api, "embedded", "http://localhost");
    let state = tempfile::tempdir().expect("a folder");
    let run = async |rate: Option<&str>| {
        let rate = rate.map(|rate| rate.parse().expect("a rate"));
        let began = Instant::now();
        let settings = Settings { cases: 2, rate, ..settings(state.path()) };
        let (_, summary) = tell(&api, &target, &embedded(&api, &[]), &settings).await;
        (summary.expect("a result"), began.elapsed())
    };
    let (quick, _) = run(None).await;
    let (paced, took) = run(Some("1000/s")).await;
    assert_eq!(quick, paced);
    let least = Duration::from_millis(u64::try_from(paced.requests).expect("few") - 1);
    assert!(paced.requests > 100 && took >= least, "{} requests in {took:?}", paced.requests);
}

#[tokio::test]
async fn a_target_that_asks_to_wait_is_asked_again_after_that_time() {
    let refusals: [Refuses; 2] = [
        |number| (number == 3 || number == 9).then(|| (429, "1".to_owned())),
        |number| {
            let soon = || httpdate::fmt_http_date(std::time::SystemTime::now() + Duration::from_secs(2));
            (number == 3).then(|| (503, soon()))
        },
    ];
    for refuses in refusals {
        let service = Noting::new(refuses);
        let (told, summary, took) = run_of(&service, |_| {}).await;
        let summary = summary.expect("a result");
        assert_eq!((summary.undecided, summary.failures), (0, 0), "{}", told.text);
        assert_eq!(warnings(&told), Vec::<String>::new());
        assert!((1..8).contains(&took.as_secs()), "{took:?}");
        let requests = service.requests();
        let wait = requests[4].0 - requests[3].0;
        assert!(wait >= Duration::from_millis(990), "nothing is sent meanwhile: {wait:?}");
        let again = requests[4..].iter().any(|(_, target)| *target == requests[3].1);
        assert!(again, "the request that was refused is sent again");
    }
}

#[tokio::test]
async fn a_target_behind_an_address_is_waited_for_too() {
    let noting = Noting::new(|number| (number == 3).then(|| (429, "1".to_owned())));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let serving = noting.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let service = serving.clone();
            let answer = hyper::service::service_fn(move |request: Request<hyper::body::Incoming>| {
                service.clone().call(request.map(|_| Full::default()))
            });
            tokio::spawn(
                hyper::server::conn::http1::Builder::new()
                    .serve_connection(hyper_util::rt::TokioIo::new(stream), answer),
            );
        }
    });
    let (api, state) = (document(), tempfile::tempdir().expect("a folder"));
    let target = Target::resolve("paced", &TargetConfig::at(&address), &api, &|_| None).expect("it is right");
    let transport = Transport::Http(HttpTransport::new(&address).expect("a system"));
    let (told, summary) = tell(&api, &target, &transport, &settings(state.path())).await;
    let summary = summary.expect("a result");
    assert_eq!((summary.undecided, summary.failures), (0, 0), "{}", told.text);
    assert_eq!(warnings(&told), Vec::<String>::new());
    let requests = noting.requests();
    // Some were under way already.
    let pauses = requests.windows(2).filter(|pair| pair[1].0 - pair[0].0 >= Duration::from_millis(900)).count();
    assert_eq!(pauses, 1, "nothing is sent meanwhile");
    assert!(requests[4..].iter().any(|(_, target)| *target == requests[3].1), "what was refused is sent again");
}

#[tokio::test]
async fn what_asks_for_longer_than_a_run_waits_is_told_once_and_stays_what_it_is() {
    let began = Instant::now();
    let limited = Noting::new(|_| Some((429, "3600".to_owned())));
    let (told, summary, _) = run_of(&limited, |_| {}).await;
    let summary = summary.expect("a result");
    assert_eq!((summary.undecided, summary.failures), (summary.requests, 0), "{}", told.text);
    let [warning] = &warnings(&told)[..] else { panic!("{:?}", warnings(&told)) };
    assert!(warning.contains("429 and asks to wait 3600 s") && warning.contains("max-retry-wait"), "{warning}");
    assert_eq!(told.text.matches("asks to wait").count(), 1, "{}", told.text);

    let broken = Noting::new(|_| Some((503, "3600".to_owned())));
    let (told, _, _) = run_of(&broken, |_| {}).await;
    assert!(told.failures.iter().any(|failure| failure.finding.check == Check::ServerError), "{}", told.text);
    assert_eq!(warnings(&told).len(), 1);

    let forever = Noting::new(|_| Some((429, "18446744073709551615".to_owned())));
    let (told, _, _) = run_of(&forever, |_| {}).await;
    assert_eq!(warnings(&told).len(), 1);
    assert!(began.elapsed() < Duration::from_secs(30), "nobody waits");
}

#[tokio::test]
async fn a_run_waits_no_longer_in_all_than_it_may() {
    let limited = Noting::new(|_| Some((429, "1".to_owned())));
    let (told, summary, took) = run_of(&limited, |settings| settings.max_retry_wait = Duration::from_secs(2)).await;
    let summary = summary.expect("a result");
    assert_eq!(summary.undecided, summary.requests, "{}", told.text);
    assert!((Duration::from_secs(1)..Duration::from_secs(8)).contains(&took), "{took:?}");
    assert_eq!(warnings(&told).len(), 1, "{:?}", warnings(&told));

    let never = Noting::new(|_| Some((429, "1".to_owned())));
    let (told, _, took) = run_of(&never, |settings| settings.max_retry_wait = Duration::ZERO).await;
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert_eq!(warnings(&told).len(), 1);

    let at_once = Noting::new(|_| Some((429, "0".to_owned())));
    let (told, summary, _) = run_of(&at_once, |_| {}).await;
    let sent = at_once.requests().len();
    assert!(sent <= 4 * summary.expect("a result").requests, "a request is sent again three times at most, not {sent}");
    assert_eq!(warnings(&told), Vec::<String>::new());
}

#[tokio::test]
async fn no_wait_goes_beyond_the_time_of_the_run() {
    let limited = Noting::new(|number| (number > 5).then(|| (429, "30".to_owned())));
    let (told, _, took) = run_of(&limited, |settings| settings.max_time = Some(Duration::from_secs(5))).await;
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert_eq!(warnings(&told).len(), 1, "{}", told.text);
}
