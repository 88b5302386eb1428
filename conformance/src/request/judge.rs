//! A draft as bytes, and what the document says of them.

use super::case_builder::STEPS_OF_REQUEST;
use super::{CaseBuilder, NotMade, RequestTemplate, WireRequest};
use crate::judge::{Reading, Route, read_request};
use crate::limits::{REQUEST_SIZE, TARGET_SIZE};
use crate::wire::{RequestParts, match_path};

impl CaseBuilder<'_> {
    /// The request's bytes, and all that the document has against them.
    ///
    /// # Errors
    ///
    /// The request cannot be sent.
    pub(crate) fn judge(&self, template: &RequestTemplate) -> Result<(WireRequest, Reading), NotMade> {
        self.validators.work.check()?;
        // Each parameter is looked for among all that are sent, and the media type among those that are declared.
        let parameters = self.operation.parameters.len();
        let media_types = self.operation.body.as_ref().map_or(0, |body| body.content.len());
        self.charge(STEPS_OF_REQUEST + parameters + parameters * parameters / 16 + media_types / 4);
        let wire = template.encode(self.api, self.operation)?;
        self.charge(wire.body.len() / 8 + wire.target.len() / 32);
        if wire.body.len() > REQUEST_SIZE {
            return Err(NotMade::BodyTooLarge { bytes: wire.body.len() });
        }
        if wire.target.len() > TARGET_SIZE {
            return Err(NotMade::TargetTooLong { bytes: wire.target.len() });
        }
        let (path, query) = wire.target.split_once('?').unwrap_or((&wire.target, ""));
        let values = match_path(&self.operation.path, path).ok_or(NotMade::OtherPath)?;
        let route = self.router.route(self.api, &wire.method, path, query);
        self.validators.work.charge(self.router.take_steps());
        if wire.method == self.operation.method.as_str() {
            match route {
                Route::Operation(other, _) if other != self.id => {
                    return Err(NotMade::PathOfAnother { operation: self.api.operation(other).key.clone() });
                }
                Route::OtherMethods(_) => return Err(NotMade::PathWithoutMethod),
                _ => {}
            }
        }
        let reading = self.read(&wire, values, query);
        match reading.undecided {
            Some(reason) => Err(NotMade::Undecided(reason)),
            None => Ok((wire, reading)),
        }
    }

    /// What a request of the operation says; nothing where its path is another's.
    pub(crate) fn reading(&self, wire: &WireRequest) -> Option<Reading> {
        let (path, query) = wire.target.split_once('?').unwrap_or((&wire.target, ""));
        Some(self.read(wire, match_path(&self.operation.path, path)?, query))
    }

    fn read(&self, wire: &WireRequest, values: Vec<(String, String)>, query: &str) -> Reading {
        let headers = wire.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect();
        let parts = RequestParts::new(values, query, headers);
        read_request(self.api, self.validators, self.operation, &parts, &wire.body)
    }
}
