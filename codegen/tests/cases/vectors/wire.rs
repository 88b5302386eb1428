//! The table of values on the wire (`spec/tests/vectors/openapi.yaml`), held against what the client sends;
//! `conformance/tests/vectors.rs` holds the suite and the mock against the same rows.

#[path = "../../../../generated/tests/common/mod.rs"]
mod common;

use case_vectors::{BoxFuture, Client, Config, Error, models};
use common::{Server, with_headers};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

const TABLE: &str = include_str!("../../../../spec/tests/vectors/openapi.yaml");

/// A row.
#[derive(Debug, Deserialize)]
struct Vector {
    value: Value,
    sent: Option<String>,
    omitted: Option<String>,
    refused: Option<String>,
}

impl Vector {
    /// What is sent: a text, nothing, or not even a request.
    fn due(&self) -> Result<Option<String>, ()> {
        match (&self.sent, &self.omitted, &self.refused) {
            (Some(sent), None, None) => Ok(Some(sent.clone())),
            (None, Some(_), None) => Ok(None),
            (None, None, Some(_)) => Err(()),
            _ => panic!("one of `sent`, `omitted` and `refused`: {self:?}"),
        }
    }
}

/// An operation of the table.
struct Operation {
    id: String,
    /// Where its value is, and the name there.
    place: String,
    name: String,
    rows: Vec<Vector>,
}

fn table() -> Vec<Operation> {
    let table: Value = serde_yaml::from_str(TABLE).expect("YAML");
    let paths = table["paths"].as_object().expect("paths");
    let operations = paths.values().flat_map(|path| path.as_object().expect("operations").values());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    operations
        .map(|operation| {
            let (parameter, body) = (&operation["parameters"][0], &operation["requestBody"]["content"]);
            let media_type = body.as_object().and_then(|content| content.keys().next().cloned());
            Operation {
                id: text(&operation["operationId"]),
                place: media_type.unwrap_or_else(|| text(&parameter["in"])),
                name: text(&parameter["name"]).to_lowercase(),
                rows: serde_json::from_value(operation["x-vectors"].clone()).expect("rows"),
            }
        })
        .collect()
}

/// What a request has in the place that the table shows.
fn shown(operation: &Operation, request: &str) -> Option<String> {
    let (head, body) = request.split_once("\r\n\r\n").expect("a head");
    let target = head.split(' ').nth(1).expect("a target");
    let header = |wanted: &str| {
        let mut headers = head.lines().skip(1).filter_map(|line| line.split_once(':'));
        headers.find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim().to_owned())
    };
    match operation.place.as_str() {
        "path" => target.rsplit('/').next().map(str::to_owned),
        "query" => target.split_once('?').map(|(_, query)| query.to_owned()),
        "header" => header(&operation.name),
        "cookie" => header("cookie"),
        "multipart/form-data" => {
            let content_type = header("content-type").expect("a content type");
            let (essence, boundary) = content_type.split_once("; boundary=").expect("a boundary");
            assert_eq!(essence, "multipart/form-data");
            Some(body.replace(boundary, "BOUNDARY").replace("\r\n", "\n"))
        }
        media_type => {
            assert!(header("content-type").is_some_and(|sent| sent.starts_with(media_type)));
            Some(body.to_owned())
        }
    }
}

fn given<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{value}: {error}"))
}

fn call<T, E>(
    call: impl IntoFuture<Output = Result<T, Error<E>>, IntoFuture: Send + 'static>,
) -> BoxFuture<Result<(), String>>
where
    E: std::fmt::Debug,
{
    let call = call.into_future();
    Box::pin(async move { call.await.map(drop).map_err(|error| error.to_string()) })
}

/// The call of each operation, by its identifier.
macro_rules! calls {
    ($($id:literal => $method:ident($type:ty),)+) => {
        fn calls(client: &Client, id: &str, value: &Value) -> BoxFuture<Result<(), String>> {
            match id {
                $($id => call(client.$method(given::<$type>(value))),)+
                _ => panic!("`{id}` has no call here"),
            }
        }
    };
}

calls! {
    "pathSimpleText" => path_simple_text(models::Text),
    "pathSimpleList" => path_simple_list(models::List),
    "pathSimpleListExploded" => path_simple_list_exploded(models::List),
    "pathSimpleColour" => path_simple_colour(models::Colour),
    "pathSimpleColourExploded" => path_simple_colour_exploded(models::Colour),
    "pathLabelText" => path_label_text(models::Text),
    "pathLabelList" => path_label_list(models::ThreeItems),
    "pathLabelListExploded" => path_label_list_exploded(models::List),
    "pathLabelColour" => path_label_colour(models::WholeColour),
    "pathLabelColourExploded" => path_label_colour_exploded(models::Colour),
    "pathMatrixText" => path_matrix_text(models::Text),
    "pathMatrixList" => path_matrix_list(models::List),
    "pathMatrixListExploded" => path_matrix_list_exploded(models::List),
    "pathMatrixColour" => path_matrix_colour(models::Colour),
    "pathMatrixColourExploded" => path_matrix_colour_exploded(models::Colour),
    "pathJson" => path_json(models::Colour),
    "queryText" => query_text(models::Text),
    "queryNumber" => query_number(models::Count),
    "queryFlag" => query_flag(models::Flag),
    "queryNullable" => query_nullable(Option<models::NullableCount>),
    "queryOddName" => query_odd_name(models::Text),
    "queryList" => query_list(models::List),
    "queryListExploded" => query_list_exploded(models::List),
    "queryListOfNull" => query_list_of_null(models::ListOfNull),
    "queryListOfNullExploded" => query_list_of_null_exploded(models::ListOfNull),
    "queryColour" => query_colour(models::Colour),
    "queryColourExploded" => query_colour_exploded(models::Colour),
    "querySpaceList" => query_space_list(models::List),
    "querySpaceListExploded" => query_space_list_exploded(models::List),
    "querySpaceColour" => query_space_colour(models::Colour),
    "queryPipeList" => query_pipe_list(models::List),
    "queryPipeListExploded" => query_pipe_list_exploded(models::List),
    "queryPipeColour" => query_pipe_colour(models::Colour),
    "queryDeepColour" => query_deep_colour(models::Colour),
    "queryDeepNested" => query_deep_nested(models::Filter),
    "queryReservedText" => query_reserved_text(models::Text),
    "queryReservedList" => query_reserved_list(models::List),
    "queryReservedPipe" => query_reserved_pipe(models::List),
    "queryReservedDeep" => query_reserved_deep(models::Named),
    "queryJson" => query_json(models::Colour),
    "headerText" => header_text(models::Text),
    "headerList" => header_list(models::List),
    "headerColour" => header_colour(models::Colour),
    "headerColourExploded" => header_colour_exploded(models::Colour),
    "headerJson" => header_json(models::Colour),
    "cookieText" => cookie_text(models::Text),
    "cookieOddName" => cookie_odd_name(models::Text),
    "cookieNoName" => cookie_no_name(models::Text),
    "cookieList" => cookie_list(models::List),
    "cookieListExploded" => cookie_list_exploded(models::List),
    "cookieColour" => cookie_colour(models::Colour),
    "cookieColourExploded" => cookie_colour_exploded(models::Colour),
    "cookieJson" => cookie_json(models::Colour),
    "form" => form(models::Fields),
    "formStyled" => form_styled(models::StyledFields),
    "formJson" => form_json(models::JsonFields),
    "multipart" => multipart(models::Fields),
    "multipartJson" => multipart_json(models::JsonParts),
    "json" => json(models::Colour),
    "text" => text(models::Text),
}

#[tokio::test]
async fn the_client_sends_what_the_table_has() {
    let table = table();
    let rows: usize = table.iter().map(|operation| operation.rows.len()).sum();
    assert!(rows > 140, "{rows}");
    let server = Server::start((0..rows).map(|_| with_headers("204 No Content", "", "")).collect()).await;
    let client = Client::with_config(Config::new().base_url(&server.url)).expect("a client");
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for operation in &table {
        for row in &operation.rows {
            let told = calls(&client, &operation.id, &row.value).await;
            let requests = server.requests();
            let sent = match requests.get(seen) {
                Some(request) => Ok(shown(operation, request)),
                None => Err(()),
            };
            seen = requests.len();
            if sent != row.due() {
                let due = row.due();
                wrong.push(format!("{} {}\n  is  {sent:?} {told:?}\n  due {due:?}", operation.id, row.value));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\n{} rows", wrong.join("\n"), wrong.len());
}
