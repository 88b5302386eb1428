//! What in a text rustdoc would act on.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

/// Something that rustdoc would compile, put into its pages as it is, or link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Hazard {
    /// A code block that is not marked as text, which `cargo test --doc` compiles and runs.
    Code(String),
    /// Raw HTML.
    Html(String),
    /// A link to elsewhere than a web page.
    Link(String),
    /// An image, which a browser fetches as soon as the page is shown.
    Image(String),
}

/// All that a parse finds.
#[must_use]
pub(crate) fn hazards(text: &str, options: Options) -> Vec<Hazard> {
    Parser::new_ext(text, options).filter_map(|event| hazard(&event)).collect()
}

fn hazard(event: &Event<'_>) -> Option<Hazard> {
    match event {
        Event::Start(Tag::CodeBlock(kind)) => match kind {
            CodeBlockKind::Fenced(info) if &**info == "text" => None,
            CodeBlockKind::Fenced(info) => Some(Hazard::Code(info.to_string())),
            CodeBlockKind::Indented => Some(Hazard::Code(String::new())),
        },
        Event::Html(html) | Event::InlineHtml(html) => Some(Hazard::Html(html.to_string())),
        Event::Start(Tag::HtmlBlock) => Some(Hazard::Html(String::new())),
        Event::Start(Tag::Link { dest_url, .. }) => (!is_web(dest_url)).then(|| Hazard::Link(dest_url.to_string())),
        Event::Start(Tag::Image { dest_url, .. }) => Some(Hazard::Image(dest_url.to_string())),
        _ => None,
    }
}

/// Whether an address is one of a web page.
pub(super) fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}
