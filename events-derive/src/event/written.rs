//! A type as it is written: tokens know no blanks, and a reader misses or minds each one.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// `Vec<Option<Arc<str>>>` rather than `Vec < Option < Arc < str > > >`.
pub(crate) fn written(tokens: TokenStream) -> String {
    let mut text = String::new();
    write(tokens, &mut text);
    text
}

fn write(tokens: TokenStream, text: &mut String) {
    let mut inside_operator = false;
    for token in tokens {
        let mut joint = false;
        match token {
            TokenTree::Ident(word) => write_word(&word.to_string(), text),
            TokenTree::Literal(literal) => write_word(&literal.to_string(), text),
            TokenTree::Punct(punct) => {
                joint = punct.spacing() == Spacing::Joint;
                write_punct(punct.as_char(), joint, inside_operator, text);
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket if follows_word(text) => (" [", "]"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write(group.stream(), text);
                text.push_str(close);
            }
        }
        inside_operator = joint;
    }
}

/// Words are kept apart from words, and from the `>` that ends the words before: `for<'a> Fn`.
fn write_word(word: &str, text: &mut String) {
    if follows_word(text) || text.ends_with(['>', ')', ']']) {
        text.push(' ');
    }
    text.push_str(word);
}

fn write_punct(punct: char, joint: bool, inside_operator: bool, text: &mut String) {
    match punct {
        ',' => text.push_str(", "),
        ';' => text.push_str("; "),
        '+' => text.push_str(" + "),
        '=' => text.push_str(" = "),
        '-' if joint => text.push_str(" -"),
        '>' if text.ends_with(" -") => text.push_str("> "),
        ':' if !joint && !inside_operator => text.push_str(": "),
        '\'' if follows_word(text) => text.push_str(" '"),
        _ => text.push(punct),
    }
}

fn follows_word(text: &str) -> bool {
    text.ends_with(|last: char| last.is_alphanumeric() || last == '_')
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_type_has_the_blanks_that_rustfmt_would_give_it() {
        for ty in [
            "u64",
            "Vec<Option<Arc<str>>>",
            "(u8, &'static str)",
            "[u8; 16]",
            "Option<Box<Self>>",
            "std::collections::BTreeMap<String, r#type>",
            "Box<dyn Fn(u8) -> u8 + Send>",
            "<Self as Iterator>::Item",
            "for<'a> fn(&'a str) -> &'a str",
            "dyn Iterator<Item = u8>",
            "&'static [u8]",
        ] {
            assert_eq!(super::written(ty.parse().expect("a type")), ty);
        }
    }
}
