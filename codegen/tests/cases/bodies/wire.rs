//! What bodies look like on the wire, and what is streamed.

#[path = "../../common/mod.rs"]
mod common;

use std::convert::Infallible;
use std::time::Duration;

use case_bodies::models::{
    Form, Upload as Picture, UploadRelatedBody, UploadRelatedBodyMetadata, UploadSeveralBody, UploadSeveralBodyAbout,
};
use case_bodies::{Client, Config, Error, Retry, TransportError, Upload};
use common::{Server, Step, empty};
use futures_util::stream;

async fn server(answers: usize) -> (Server, Client) {
    let server = Server::start((0..answers).map(|_| empty("204 No Content")).collect()).await;
    let config = Config::new().retry(Retry::default().base_delay(Duration::from_millis(1)));
    let client = Client::with_config(config.base_url(&server.url)).expect("a client");
    (server, client)
}

fn pieces() -> impl futures_util::Stream<Item = Result<&'static [u8], Infallible>> + Send + 'static {
    stream::iter([Ok(&b"one, "[..]), Ok(&b"two"[..])])
}

fn text((head, body): (String, Vec<u8>)) -> (String, String) {
    (head, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn a_body_is_streamed_in_chunks_or_with_its_length() {
    let (server, client) = server(2).await;
    client.store_image(7).body(Upload::stream(pieces()).content_type("image/png")).await.expect("taken");
    let (head, body) = text(server.last());
    assert!(head.contains("transfer-encoding: chunked") && head.contains("content-type: image/png"), "{head}");
    assert_eq!(body, "one, two");
    client.store_image(7).body(Upload::sized_stream(pieces(), 8)).await.expect("taken");
    let (head, body) = text(server.last());
    assert!(head.contains("content-length: 8") && !head.contains("chunked"), "{head}");
    assert_eq!(body, "one, two");
}

#[tokio::test]
async fn a_stream_is_sent_once() {
    let server = Server::start(vec![empty("503 Unavailable"), empty("204 No Content")]).await;
    let config = Config::new().retry(Retry::default().base_delay(Duration::from_millis(1)));
    let client = Client::with_config(config.base_url(&server.url)).expect("a client");
    let call = client.store_image(7).body(Upload::stream(pieces()));
    let again = call.clone();
    assert_eq!(call.await.expect_err("it is refused").status().map(|status| status.as_u16()), Some(503));
    assert_eq!(server.requests().len(), 1, "what was streamed cannot be sent again");
    let Err(Error::Constraint(error)) = again.await else { panic!("it has been sent") };
    assert_eq!(error.violations()[0].message(), "is a stream that has already been sent");
    client.store_image(7).body(b"bytes").await.expect("taken");
}

#[tokio::test]
async fn bytes_are_sent_again_where_the_method_allows() {
    let server = Server::start(vec![empty("503 Unavailable"), empty("204 No Content")]).await;
    let config = Config::new().retry(Retry::default().base_delay(Duration::from_millis(1)));
    let client = Client::with_config(config.base_url(&server.url)).expect("a client");
    client.store_image(7).body(vec![1, 2, 3]).await.expect("taken");
    assert_eq!(server.requests().len(), 2);
    assert_eq!(server.last().1, [1, 2, 3]);
}

#[tokio::test]
async fn a_stream_that_breaks_off_fails_the_call() {
    let server = Server::start(vec![vec![Step::Stall]]).await;
    let client = Client::with_config(Config::new().base_url(&server.url)).expect("a client");
    let broken = stream::iter([Ok(&b"one"[..]), Err(std::io::Error::other("the disk is gone"))]);
    let Err(Error::Transport(error)) = client.store_image(7).body(Upload::stream(broken)).await else {
        panic!("the caller's stream breaks off")
    };
    assert!(matches!(error.cause(), TransportError::Network(_)), "{error:?}");
    assert!(format!("{error:?}").contains("the disk is gone"), "{error:?}");
}

#[tokio::test]
async fn files_among_parts_are_bytes_or_streams() {
    let (server, client) = server(2).await;
    let files = vec![Upload::from(&[0xFF, 0x00]).file_name("a\"b.bin"), Upload::stream(pieces())];
    let about = UploadSeveralBodyAbout::new().tags(vec!["x".to_owned()]);
    let body = UploadSeveralBody::new(files).about(about).cover(Upload::from("png").content_type("image/png"));
    client.upload_several(body).await.expect("taken");
    let (head, body) = server.last();
    let boundary = head.split("boundary=").nth(1).and_then(|rest| rest.lines().next()).expect("a boundary").to_owned();
    let part = |disposition: &str, kind: &str, content: &[u8]| {
        let head =
            format!("--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\nContent-Type: {kind}\r\n\r\n");
        [head.as_bytes(), content, b"\r\n"].concat()
    };
    let expected = [
        part("name=\"about\"", "application/json", b"{\"tags\":[\"x\"]}"),
        part("name=\"cover\"; filename=\"cover\"", "image/png", b"png"),
        part("name=\"files\"; filename=\"a%22b.bin\"", "application/octet-stream", &[0xFF, 0x00]),
        part("name=\"files\"; filename=\"files\"", "application/octet-stream", b"one, two"),
        format!("--{boundary}--\r\n").into_bytes(),
    ]
    .concat();
    assert_eq!(String::from_utf8_lossy(&body), String::from_utf8_lossy(&expected));
    assert_eq!(body, expected);

    client.upload().body(Picture::builder().title("sunset").picture(b"\x89PNG").build()).await.expect("taken");
    let (head, body) = text(server.last());
    assert!(head.contains("content-length: "), "what is in memory has a length: {head}");
    assert!(body.contains("name=\"title\"\r\n\r\nsunset\r\n"), "{body}");
    assert!(body.contains("name=\"picture\"; filename=\"picture\"\r\nContent-Type: image/png\r\n\r\n"), "{body}");
}

#[tokio::test]
async fn a_content_type_that_is_no_header_is_told() {
    let (server, client) = server(0).await;
    let body = UploadSeveralBody::new(vec![Upload::from("x").content_type("a\r\nb: c")]);
    assert!(matches!(client.upload_several(body).await, Err(Error::Constraint(_))));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn json_values_follow_each_other() {
    let (server, client) = server(2).await;
    client.add_many(vec![Form::new("a"), Form::new("b")]).await.expect("taken");
    let (head, body) = text(server.last());
    assert!(head.contains("content-type: application/x-ndjson"), "{head}");
    assert_eq!(body, "{\"name\":\"a\"}\n{\"name\":\"b\"}\n");
    client.add_many_as_json_seq(vec![Form::new("a")]).await.expect("taken");
    assert_eq!(text(server.last()).1, "\u{1E}{\"name\":\"a\"}\n");
}

#[tokio::test]
async fn forms_text_and_xml_are_written_as_the_document_says() {
    let (server, client) = server(4).await;
    let tags = vec!["a b".to_owned(), "c&d".to_owned()];
    client.send_form(Form::new("é=1").tags(tags)).await.expect("taken");
    let (head, body) = text(server.last());
    assert!(head.contains("content-type: application/x-www-form-urlencoded"), "{head}");
    assert_eq!(body, "name=%C3%A9%3D1&tags=a%20b%20c%26d");
    client.add_note_as_xml("<form/>").await.expect("taken");
    let (head, body) = text(server.last());
    assert!(head.contains("content-type: application/xml") && body == "<form/>", "{head}\n{body}");
    client.change_note(1).body(Form::new("a")).await.expect("taken");
    let (head, body) = text(server.last());
    assert!(
        head.contains("content-type: application/merge-patch+json") && body == "{\"name\":\"a\"}",
        "{head}\n{body}"
    );
    client.change_note(1).await.expect("taken");
    let (head, body) = text(server.last());
    assert!(!head.contains("content-type") && body.is_empty(), "{head}\n{body}");
}

#[tokio::test]
async fn parts_of_no_form_have_the_order_of_the_document() {
    let (server, client) = server(1).await;
    let media = Upload::from("film").content_type("video/webm").header("X-Own", "own");
    let body = UploadRelatedBody::new(UploadRelatedBodyMetadata::new().name("a"), media).checksum("c");
    client.upload_related(body).media_x_range([1, 2]).media_x_digest("abc").await.expect("taken");
    let (head, body) = text(server.last());
    assert!(head.contains("content-type: multipart/related; type=\"application/json\"; boundary="), "{head}");
    let boundary = head.split("boundary=").nth(1).and_then(|rest| rest.lines().next()).expect("a boundary");
    let expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"metadata\"\r\nContent-Type: application/json\r\n\r\n\
         {{\"name\":\"a\"}}\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"media\"; filename=\"media\"\r\nX-Own: own\r\n\
         Content-Type: video/webm\r\nx-digest: abc\r\nx-range: 1,2\r\n\r\nfilm\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"checksum\"\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\nc\r\n--{boundary}--\r\n"
    );
    assert_eq!(body, expected);
    let wrong = UploadRelatedBody::new(UploadRelatedBodyMetadata::new(), Upload::from("x").header("a b", "c"));
    assert!(matches!(client.upload_related(wrong).await, Err(Error::Constraint(_))));
    let short = UploadRelatedBody::new(UploadRelatedBodyMetadata::new(), Upload::from("x"));
    let Err(Error::Constraint(error)) = client.upload_related(short).media_x_digest("a").await else {
        panic!("it is too short")
    };
    assert_eq!(error.violations()[0].parameter(), "media.X-Digest");
}
