//! The first call as a program: the example of the package, and the same in its README.

use crate::emit::tokens::code::{Code, Literal, code, joined, put};
use crate::names::{Ident, crate_name};
use crate::plan::first_call::{Argument, Call, FirstCall};

/// What the example is called.
pub(super) const NAME: &str = "first_call";

/// An identifier that is as good as any.
const UUID: &str = "\"3c90c3cc-0d44-4b50-8888-8dd25736052a\"";

/// The program, as it is before the printer prints it.
pub(super) fn program(package: &str, first: &FirstCall<'_>) -> Code {
    let krate = crate_name(package);
    let mut text = uses(&krate, first);
    text.put(&"#[tokio::main]\nasync fn main() -> Result<(), Box<dyn std::error::Error>> {\n");
    put!(text, client(package, first));
    match &first.call {
        Some(call) => put!(text, sent(package, call)),
        None => text.put(&"println!(\"{client:?}\");\n"),
    }
    text.put(&"Ok(())\n}\n");
    text
}

fn uses(krate: &Ident, first: &FirstCall<'_>) -> Code {
    let mut names = vec![code!["Client"]];
    if first.needs_address {
        names.push(code!["Config"]);
    }
    if first.role.is_some() {
        names.push(code!["Key"]);
    }
    let role = first.role.map(|role| code!["use ", krate, "::credentials::", role, ";\n"]);
    match names.as_slice() {
        [only] => code![role, "use ", krate, "::", only, ";\n"],
        several => code![role, "use ", krate, "::{", joined(several, ", "), "};\n"],
    }
}

/// How the client is made.
fn client(package: &str, first: &FirstCall<'_>) -> Code {
    let mut text = Code::new();
    if let Some(role) = first.role {
        put!(text, "let key: Key<", role, "> = ", variable(package, "KEY"), ".parse()?;\n");
    }
    if first.needs_address {
        put!(text, "let config = Config::new().base_url(", variable(package, "BASE_URL"), ");\n");
    }
    let made = match (first.role.is_some(), first.needs_address) {
        (true, true) => "Client::with_config(&key, config)?",
        (true, false) => "Client::new(&key)?",
        (false, true) => "Client::with_config(config)?",
        (false, false) => "Client::new()?",
    };
    put!(text, "let client = ", made);
    for credential in &first.credentials {
        let name = credential.method.as_str().trim_start_matches("with_").to_ascii_uppercase();
        put!(text, ".", credential.method, "(");
        if credential.is_pair {
            let [user, password] = ["USER", "PASSWORD"].map(|what| variable(package, &format!("{name}_{what}")));
            put!(text, "&", user, ", &", password);
        } else {
            text.put(&variable(package, &name));
        }
        text.put(&")?");
    }
    text.put(&";\n");
    text
}

/// The call, and what came of it.
fn sent(package: &str, call: &Call<'_>) -> Code {
    let arguments = call.arguments.iter().map(|argument| match argument {
        Argument::Text(name) => code![Literal::of(name)],
        Argument::One => code!["1"],
        Argument::OneAndAHalf => code!["1.5"],
        Argument::True => code!["true"],
        Argument::Uuid => code![UUID],
        Argument::Session => variable(package, "SESSION"),
    });
    let arguments = joined(arguments, ", ");
    let shown = if call.has_body { "{:#?}\", response.body()" } else { "{}\", response.status()" };
    let resource = call.operation.resource.as_ref().map(|resource| code![resource, "()."]);
    let method = &call.operation.method_name;
    code!["let response = client.", resource, method, "(", arguments, ").await?;\nprintln!(\"", shown, ");\n"]
}

/// A variable of the environment that is named after the package.
fn variable(package: &str, name: &str) -> Code {
    let name: String = name.chars().map(|sign| if sign.is_ascii_alphanumeric() { sign } else { '_' }).collect();
    let package = package.replace('-', "_").to_ascii_uppercase();
    code!["std::env::var(", Literal::of(&format!("{package}_{name}")), ")?"]
}
