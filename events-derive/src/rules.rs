//! A rule without a `.stderr` does not exist: each text that the macros can say is said in a case under `tests/ui`.

use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};

const SOURCES: &[(&str, &str)] = &[
    ("settings.rs", include_str!("settings.rs")),
    ("event/parse.rs", include_str!("event/parse.rs")),
    ("event/check.rs", include_str!("event/check.rs")),
    ("handler/parse.rs", include_str!("handler/parse.rs")),
    ("handler/check.rs", include_str!("handler/check.rs")),
    ("bus/parse.rs", include_str!("bus/parse.rs")),
    ("bus/check.rs", include_str!("bus/check.rs")),
];

#[test]
fn each_text_of_a_rule_is_in_a_ui_case() {
    let said = texts_of_the_compiler(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/ui"));

    let texts = SOURCES.iter().flat_map(|(file, source)| {
        let texts = texts(source.parse().expect("it is Rust"));
        texts.into_iter().map(move |text| format!("{file}: {text}"))
    });
    let unsaid = texts.filter(|text| {
        let fragments = fragments(text.split_once(": ").map_or(text, |(_, text)| text));
        !said.iter().any(|line| fragments.iter().all(|fragment| line.contains(fragment)))
    });
    let unsaid = unsaid.collect::<Vec<_>>();
    assert!(unsaid.is_empty(), "no case under tests/ui shows these texts:\n{}", unsaid.join("\n"));
}

fn texts_of_the_compiler(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the cases are there");
    let mut lines = Vec::new();
    for path in entries.map(|entry| entry.expect("it can be read").path()) {
        if path.is_dir() {
            lines.extend(texts_of_the_compiler(&path));
        } else if path.extension().is_some_and(|extension| extension == "stderr") {
            let text = std::fs::read_to_string(path).expect("it can be read");
            lines.extend(text.lines().filter(|line| line.starts_with("error")).map(str::to_owned));
        }
    }
    lines
}

/// The string literals of a file that are sentences, but for its documentation.
fn texts(tokens: TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    let mut in_attribute = false;
    for token in tokens {
        match token {
            TokenTree::Group(group) if !in_attribute => found.extend(texts(group.stream())),
            TokenTree::Literal(literal) => {
                if let syn::Lit::Str(text) = syn::Lit::new(literal)
                    && text.value().matches(' ').count() > 2
                {
                    found.push(text.value());
                }
            }
            TokenTree::Punct(punct) => {
                in_attribute = punct.as_char() == '#' || (in_attribute && punct.as_char() == '!');
                continue;
            }
            _ => {}
        }
        in_attribute = false;
    }
    found
}

/// The parts of a format string between its placeholders.
fn fragments(text: &str) -> Vec<String> {
    let plain = text.replace("{{", "\u{1}").replace("}}", "\u{2}");
    let parts = plain
        .split('{')
        .enumerate()
        .map(|(i, part)| if i == 0 { part } else { part.split_once('}').map_or("", |(_, rest)| rest) });
    parts.map(|part| part.replace('\u{1}', "{").replace('\u{2}', "}")).collect()
}
