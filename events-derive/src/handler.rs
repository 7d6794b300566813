//! `#[handler]`.

mod check;
mod expand;
mod inbox;
mod parse;

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::Parse;

use self::parse::Item;
use crate::errors::{Errors, parse_with};

/// Whether the events of a handler can wait for it: what the feature `inbox` asks for.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Waiting {
    Supported,
    Unsupported,
}

impl Waiting {
    pub(crate) const BY_FEATURE: Self =
        if cfg!(feature = "inbox") { Self::Supported } else { Self::Unsupported };
}

pub(crate) fn attribute(settings: TokenStream, item: TokenStream, waiting: Waiting) -> TokenStream {
    let mut parsed = match parse_with(Item::parse, item.clone()) {
        Ok(parsed) => parsed,
        Err(error) => return [item, error.to_compile_error()].into_iter().collect(),
    };
    let mut errors = Errors::new();
    let skipped = parsed.take_markers(&mut errors);
    let handler = parse::parse(settings, &parsed, &skipped, &mut errors);
    check::check(&handler, &mut errors);
    let expansion = expand::expand(&handler, waiting);
    let errors = errors.into_tokens();
    quote!(#parsed #expansion #errors)
}
