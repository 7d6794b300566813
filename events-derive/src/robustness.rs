//! Half-written and broken code: whatever stands under a macro, it answers with errors at the user's tokens.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

use crate::handler::Waiting;
use crate::{bus, event, handler};

type Macro = fn(TokenStream) -> TokenStream;

/// Each macro with an input that has all it knows.
const INPUTS: &[(Macro, &str)] = &[
    (|item| event::derive(item, event::Decoding::Supported), include_str!("../golden/event.rs")),
    (
        |item| handler::attribute(TokenStream::new(), item, Waiting::Supported),
        include_str!("../golden/handler.rs"),
    ),
    (bus::derive, include_str!("../golden/bus.rs")),
    (|item| handler::attribute(TokenStream::new(), item, Waiting::Supported), FUNCTION),
    (
        |settings| handler::attribute(settings, FUNCTION.parse().expect("it is Rust"), Waiting::Supported),
        SETTINGS,
    ),
];

const FUNCTION: &str =
    "/// Tracks it.\npub async fn track_sale(placed: &Envelope<OrderPlaced>) -> Result<(), Error> { Ok(()) }";
const SETTINGS: &str = r#"name = "confirmation", crate = some::path"#;

#[test]
fn every_prefix_of_an_input_is_answered() {
    for (expand, source) in INPUTS {
        let input = source.parse::<TokenStream>().expect("the input is Rust");
        for length in 0..=count(input.clone()) {
            assert_answered(*expand, source, prefix(input.clone(), &mut { length }));
        }
    }
}

#[test]
fn ten_thousand_broken_inputs_are_answered() {
    let mut random = Random(0x5eed);
    for round in 0..12_500 {
        let (expand, source) = INPUTS[round % INPUTS.len()];
        let mut input = source.parse::<TokenStream>().expect("the input is Rust");
        for _ in 0..=random.below(3) {
            let position = random.below(count(input.clone()));
            input = mutate(input, &mut { position }, &mut random);
        }
        assert_answered(expand, source, input);
    }
}

/// No panic, and each error is at a token of the input; of an empty input, at the macro's own name.
fn assert_answered(expand: Macro, source: &str, input: TokenStream) {
    let text = input.to_string();
    let empty = input.is_empty();
    let output = expand(input);
    for (span, message) in errors(output) {
        assert!(
            empty || !span.byte_range().is_empty(),
            "an error without a place in\n{text}\n(from {source}): {message}"
        );
    }
}

/// The place and the text of each `compile_error!`.
fn errors(tokens: TokenStream) -> Vec<(Span, String)> {
    let mut found = Vec::new();
    let mut after_name = None;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) if ident == "compile_error" => after_name = Some(ident.span()),
            TokenTree::Group(group) => match after_name.take() {
                Some(span) => found.push((span, group.stream().to_string())),
                None => found.extend(errors(group.stream())),
            },
            _ => {}
        }
    }
    found
}

fn count(tokens: TokenStream) -> usize {
    let counts = tokens.into_iter().map(|token| match token {
        TokenTree::Group(group) => 1 + count(group.stream()),
        _ => 1,
    });
    counts.sum()
}

/// The first tokens, with the groups that are open at that point closed.
fn prefix(tokens: TokenStream, left: &mut usize) -> TokenStream {
    let mut kept = TokenStream::new();
    for token in tokens {
        if *left == 0 {
            break;
        }
        *left -= 1;
        kept.extend([match token {
            TokenTree::Group(group) => regroup(&group, group.delimiter(), prefix(group.stream(), left)),
            other => other,
        }]);
    }
    kept
}

/// Deletes, doubles or replaces the token at a position.
fn mutate(tokens: TokenStream, position: &mut usize, random: &mut Random) -> TokenStream {
    let mut mutated = TokenStream::new();
    for token in tokens {
        let here = *position == 0;
        *position = position.wrapping_sub(1);
        let token = match token {
            TokenTree::Group(group) if !here => {
                regroup(&group, group.delimiter(), mutate(group.stream(), position, random))
            }
            other => other,
        };
        match if here { random.below(6) } else { 9 } {
            0 => {}
            1 => mutated.extend([token.clone(), token]),
            2 => mutated.extend([word(random, token.span())]),
            3 => mutated.extend([punct(random, token.span())]),
            4 => mutated.extend([punct(random, token.span()), token]),
            5 => match token {
                TokenTree::Group(group) => {
                    let delimiter =
                        [Delimiter::Parenthesis, Delimiter::Brace, Delimiter::Bracket, Delimiter::None];
                    mutated.extend([regroup(&group, delimiter[random.below(4)], group.stream())]);
                }
                other => mutated.extend([word(random, other.span()), other]),
            },
            _ => mutated.extend([token]),
        }
    }
    mutated
}

fn regroup(original: &Group, delimiter: Delimiter, tokens: TokenStream) -> TokenTree {
    let mut group = Group::new(delimiter, tokens);
    group.set_span(original.span());
    group.into()
}

fn word(random: &mut Random, span: Span) -> TokenTree {
    const WORDS: &[&str] = &[
        "struct",
        "enum",
        "union",
        "impl",
        "fn",
        "self",
        "Self",
        "mut",
        "async",
        "unsafe",
        "where",
        "for",
        "dyn",
        "pub",
        "crate",
        "skip",
        "key",
        "name",
        "version",
        "allow",
        "on",
        "event",
        "Cell",
        "Envelope",
        "PlaceOrder",
        "_2fa",
        "__",
        "T",
    ];
    Ident::new(WORDS[random.below(WORDS.len())], span).into()
}

fn punct(random: &mut Random, span: Span) -> TokenTree {
    let puncts = ['&', '<', '>', ',', ':', ';', '=', '#', '*', '!', '.', '-'];
    let mut punct = Punct::new(puncts[random.below(puncts.len())], Spacing::Alone);
    punct.set_span(span);
    punct.into()
}

/// A linear congruential generator: the same broken inputs in each run (constants of Knuth's MMIX).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end.max(1)
    }
}
