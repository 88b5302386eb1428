//! What the document does not list cannot be made up.

use tybrite::UnknownValue;
use tybrite::models::Priority;

fn main() {
    let _ = Priority::Unknown(UnknownValue("whenever".to_owned()));
    let _ = Priority::Unknown("whenever".to_owned());
}
