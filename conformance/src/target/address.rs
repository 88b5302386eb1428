//! Base addresses: which of them requests can be sent below.

use trueline_spec::render::printable_line;

use super::TargetError;

/// Whether requests can be sent below an address. What may be a secret of it is not shown.
pub(super) fn check_address(base_url: &str) -> Result<(), TargetError> {
    let wrong = |reason: &str| {
        let shown = shown_address(base_url);
        TargetError(format!("`{shown}` cannot be tested: it {reason}; write one like `http://127.0.0.1:4020/v1`"))
    };
    if base_url.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(wrong("has white space or a control character"));
    }
    let Ok(parsed) = url::Url::parse(base_url) else { return Err(wrong("is not an absolute address")) };
    if !matches!(parsed.scheme(), "http" | "https") || !parsed.has_host() {
        return Err(wrong("is neither of http nor of https"));
    }
    if !parsed.username().is_empty() || parsed.password().is_some() {
        return Err(wrong("has a user name or a password, which belong to the target's credentials"));
    }
    match (parsed.query(), parsed.fragment()) {
        (Some(_), _) => Err(wrong("has a query, which no path can be put behind")),
        (_, Some(_)) => Err(wrong("has a fragment, which no path can be put behind")),
        _ => Ok(()),
    }
}

/// An address without user name, password, query and fragment, on one line.
fn shown_address(address: &str) -> String {
    let end = address.find(['?', '#']).unwrap_or(address.len());
    let start = address.find("//").map_or(0, |at| at + 2).min(end);
    let own = &address[..end];
    let shown = match own.rfind('@') {
        Some(at) if at >= start => format!("{}[redacted]{}", &own[..start], &own[at..]),
        _ => own.to_owned(),
    };
    let rest = address[end..].chars().next().map_or(String::new(), |mark| format!("{mark}[redacted]"));
    printable_line(&format!("{shown}{rest}")).into_owned()
}

#[cfg(test)]
mod tests {
    use super::check_address;

    #[test]
    fn addresses_that_would_test_another_path_are_refused_and_show_no_secret() {
        for (address, reason) in [
            ("http://127.0.0.1/a?key=hunter2", "has a query"),
            ("http://127.0.0.1/a?", "has a query"),
            ("http://127.0.0.1/a#hunter2", "has a fragment"),
            ("http://ada:hunter2@127.0.0.1/a", "has a user name or a password"),
            ("http://hunter2@127.0.0.1/a", "has a user name or a password"),
            ("ada:hunter2@127.0.0.1", "is neither of http nor of https"),
            ("127.0.0.1:4020", "is not an absolute address"),
            ("/v1", "is not an absolute address"),
            ("localhost:4020", "is neither of http nor of https"),
            ("file:///etc/passwd", "is neither of http nor of https"),
            ("http://127.0.0.1/a b", "has white space or a control character"),
            ("http://127.0.0.1/a\n::error::", "has white space or a control character"),
            ("http://127.0.0.1/\u{1b}]0;x\u{7}", "has white space or a control character"),
        ] {
            let error = check_address(address).expect_err(address).to_string();
            assert!(error.contains(reason), "{address}: {error}");
            assert!(!error.contains("hunter2") && !error.contains('\u{1b}') && error.lines().count() == 1, "{error}");
        }
        for fine in ["http://127.0.0.1:4020", "https://a.example/v1", "http://[::1]:80/a%20b"] {
            assert_eq!(check_address(fine), Ok(()), "{fine}");
        }
    }
}
