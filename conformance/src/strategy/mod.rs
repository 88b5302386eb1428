//! Requests and values of a document as strategies of `proptest`, for tests of one's own.
//!
//! They compose as all strategies do: `prop_filter`, `prop_map`, `prop_flat_map`. What is given is what a run sends: a
//! [`Request`] that obeys the document, or breaks exactly one of its rules, by the word of the judge. It shrinks to the
//! plainest such request.
//!
//! # Examples
//!
//! ```
//! use std::sync::Arc;
//!
//! use proptest::prelude::*;
//! use trueline_conformance::strategy;
//! use trueline_spec::source::{Fetch, FetchError};
//! use trueline_spec::{LoadOptions, load};
//!
//! # struct Text(&'static str);
//! # impl Fetch for Text {
//! #     fn fetch(&self, _: &str) -> Result<Vec<u8>, FetchError> {
//! #         Ok(self.0.as_bytes().to_vec())
//! #     }
//! # }
//! let document = "
//! openapi: 3.1.0
//! info: {title: Pets, version: '1'}
//! paths:
//!   /pets/{id}:
//!     put:
//!       operationId: putPet
//!       parameters:
//!         - {name: id, in: path, required: true, schema: {type: integer, minimum: 1}}
//!       requestBody:
//!         required: true
//!         content:
//!           application/json:
//!             schema:
//!               type: object
//!               required: [name]
//!               properties: {name: {type: string, maxLength: 40}, age: {type: integer, minimum: 0, maximum: 30}}
//!       responses: {'204': {description: Done.}, '400': {description: No pet.}}
//! ";
//! # let document = Text(document);
//! let loaded = load("pets.yaml", &document, LoadOptions::default()).map_err(|error| error.0)?;
//! let api = Arc::new(loaded.api.ok_or("the document has errors")?);
//!
//! // Pets that have an age, and a name.
//! let old_enough = strategy::request(&api, "putPet")?
//!     .prop_filter("a pet without an age", |request| request.json().is_some_and(|pet| pet["age"].is_u64()));
//! proptest!(|(request in old_enough)| {
//!     prop_assert_eq!((request.method(), request.media_type()), ("PUT", Some("application/json")));
//!     prop_assert!(request.path_parameter("id").and_then(|id| id.as_i64()) >= Some(1));
//!     prop_assert!(request.json().and_then(|pet| pet["age"].as_u64()) <= Some(30));
//! });
//!
//! // What a server has to refuse, whatever else it does.
//! let nameless = strategy::invalid_request(&api, "putPet")?.of_class("body/name/missing")?;
//! proptest!(|(request in nameless)| {
//!     prop_assert!(request.json().is_some_and(|pet| pet.get("name").is_none()));
//! });
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod request;
mod request_strategy;
mod subject;
mod value;

pub use error::StrategyError;
pub use request::Request;
pub use request_strategy::{RequestStrategy, RequestTree, invalid_request, request};
pub use value::value;
