//! `#[derive(DomainEvent)]`.

mod check;
mod decode;
mod expand;
mod parse;
mod written;

use proc_macro2::TokenStream;
use syn::DeriveInput;
use syn::parse::Parse;

use crate::errors::{Errors, parse_with};

/// Whether an event says how each of its versions is decoded: what the feature `inbox` asks for.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Decoding {
    Supported,
    Unsupported,
}

impl Decoding {
    pub(crate) const BY_FEATURE: Self =
        if cfg!(feature = "inbox") { Self::Supported } else { Self::Unsupported };
}

pub(crate) fn derive(item: TokenStream, decoding: Decoding) -> TokenStream {
    let item = match parse_with(DeriveInput::parse, item) {
        Ok(item) => item,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::new();
    let event = parse::parse(&item, &mut errors);
    check::check(&event, &mut errors);
    if errors.is_empty() {
        return expand::expand(&event, decoding);
    }
    let stub = if check::can_be_event(&event) { expand::implementation(&event) } else { TokenStream::new() };
    [stub, errors.into_tokens()].into_iter().collect()
}
