//! One whole expansion of each macro, as a file: `golden/<macro>.rs` and what becomes of it, `golden/<macro>.expanded.rs`;
//! with the feature `inbox`, `golden/<macro>.inbox.expanded.rs`.
//!
//! `GOLDEN=overwrite cargo test -p events-derive` writes the expansions anew; read them before you commit them.

use std::path::Path;

use proc_macro2::TokenStream;

use crate::event::Decoding;
use crate::handler::Waiting;

/// `name` is that of the expansion; that of the input is its first word.
fn assert_expansion(name: &str, expand: impl Fn(TokenStream) -> TokenStream) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let input = name.split('.').next().unwrap_or(name);
    let input = std::fs::read_to_string(folder.join(format!("{input}.rs"))).expect("the input is there");
    let tokens = input.parse().expect("the input is Rust");
    let file = syn::parse2(expand(tokens)).expect("the expansion is Rust");
    let expanded = prettyplease::unparse(&file);

    let golden = folder.join(format!("{name}.expanded.rs"));
    if std::env::var_os("GOLDEN").is_some() {
        std::fs::write(&golden, &expanded).expect("the folder can be written");
    }
    let expected = std::fs::read_to_string(&golden).unwrap_or_default();
    assert_eq!(expanded, expected, "run with GOLDEN=overwrite if this is what it should be");
}

#[test]
fn an_event_expands_to_one_impl_and_a_proof_for_each_field() {
    assert_expansion("event", |item| crate::event::derive(item, Decoding::Unsupported));
}

#[test]
fn an_event_with_an_older_version_also_expands_to_how_each_is_decoded() {
    assert_expansion("upcast.inbox", |item| crate::event::derive(item, Decoding::Supported));
}

#[test]
fn a_handler_expands_to_the_block_as_written_and_one_impl_for_each_event() {
    assert_expansion("handler", |item| {
        crate::handler::attribute(TokenStream::new(), item, Waiting::Unsupported)
    });
}

#[test]
fn a_handler_with_an_inbox_also_expands_to_a_variant_for_each_event() {
    assert_expansion("handler.inbox", |item| {
        crate::handler::attribute(TokenStream::new(), item, Waiting::Supported)
    });
}

#[test]
fn a_bus_expands_to_one_flat_impl_for_each_event() {
    assert_expansion("bus", crate::bus::derive);
}
