//! That types of other crates are read and written as the document says.

use case_configured::models::{Direction, Occasion};

#[test]
fn values_come_back_as_they_were_sent() {
    let text = r#"{"at":"2024-02-29T12:00:00Z","on":"2024-02-29","price":"https://a.example/","labels":{"z":"1","a":"2"},"place":{"street":"s","more":"m"},"code":null}"#;
    let occasion: Occasion = serde_json::from_str(text).expect("it is one");
    assert_eq!(serde_json::to_string(&occasion).expect("JSON"), text);
    let labels: Vec<&String> = occasion.labels.iter().flatten().map(|(name, _)| name).collect();
    assert_eq!(labels, ["z", "a"]);
    fn is_eq<T: Eq + std::hash::Hash>(_: T) {}
    is_eq(Direction::Up);
}
