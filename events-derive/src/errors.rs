//! All mistakes of one item, reported in one build.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::parse::Parser;

/// The mistakes found so far.
#[derive(Default)]
#[must_use = "mistakes that are not emitted are not seen"]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A mistake at these tokens.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl std::fmt::Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// A mistake where there are no tokens to point at.
    pub(crate) fn at_span(&mut self, span: Span, message: impl std::fmt::Display) {
        self.push(syn::Error::new(span, message));
    }

    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(first) => first.combine(error),
            None => self.0 = Some(error),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The mistakes as the compiler wants them: one `compile_error!` each.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.0.map(|error| error.to_compile_error()).unwrap_or_default()
    }
}

/// Parses tokens. Where the parser misses something at the end of the input or of a group, it knows no place but the macro's
/// name: the last token is nearer to what is missing.
pub(crate) fn parse_with<P: Parser>(parser: P, tokens: TokenStream) -> syn::Result<P::Output> {
    let last = tokens.clone().into_iter().last();
    parser.parse2(tokens).map_err(|error| {
        let nowhere = format!("{:?}", error.span()) == format!("{:?}", Span::call_site());
        match last {
            Some(last) if nowhere => syn::Error::new(last.span(), error),
            _ => error,
        }
    })
}

/// A setting that may be given once.
pub(crate) struct AtMostOne<T>(Option<T>);

impl<T> AtMostOne<T> {
    pub(crate) const fn none() -> Self {
        Self(None)
    }

    /// Takes the value, or reports the second one.
    pub(crate) fn push(&mut self, value: T, errors: &mut Errors, message: impl std::fmt::Display)
    where
        T: ToTokens,
    {
        if self.0.is_none() {
            self.0 = Some(value);
        } else {
            errors.at(value, message);
        }
    }

    pub(crate) fn get(&self) -> Option<&T> {
        self.0.as_ref()
    }
}
