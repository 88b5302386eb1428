//! What somebody wrote beside the client.

use crate::Client;
use crate::models::MuseumHours;

impl Client {
    /// The hours of the first day that is listed, where the museum answers.
    pub async fn next_hours(&self) -> Option<MuseumHours> {
        self.get_museum_hours().await.ok()?.into_body().into_iter().next()
    }
}
