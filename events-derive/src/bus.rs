//! `#[derive(EventBus)]`.

mod check;
mod expand;
mod knowledge;
mod parse;

use proc_macro2::TokenStream;
use syn::DeriveInput;
use syn::parse::Parse;

use crate::errors::{Errors, parse_with};

pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let item = match parse_with(DeriveInput::parse, item) {
        Ok(item) => item,
        Err(error) => return error.to_compile_error(),
    };
    let mut errors = Errors::new();
    let Some(bus) = parse::parse(&item, &mut errors) else {
        return errors.into_tokens();
    };
    check::check(&bus, &mut errors);
    [expand::expand(&bus), errors.into_tokens()].into_iter().collect()
}
