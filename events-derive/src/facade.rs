//! Where generated code finds what it calls, and where the compiler looks for the user's mistakes.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Path, Type};

/// The hidden door of the facade, the only path that generated code begins with.
pub(crate) fn private(facade: Option<&Path>) -> TokenStream {
    facade.map_or_else(|| quote!(::domain_events::__private), |path| quote!(#path::__private))
}

/// The tokens as if they stood at the user's token, so that an error in them is shown there. What names mean stays as it
/// was: only the location changes.
pub(crate) fn located(tokens: TokenStream, place: &impl ToTokens) -> TokenStream {
    match place.to_token_stream().into_iter().next() {
        Some(first) => located_at(tokens, first.span()),
        None => tokens,
    }
}

fn located_at(tokens: TokenStream, place: Span) -> TokenStream {
    let moved = tokens.into_iter().map(|token| {
        let span = token.span().located_at(place);
        let mut token = match token {
            TokenTree::Group(group) => {
                Group::new(group.delimiter(), located_at(group.stream(), place)).into()
            }
            other => other,
        };
        token.set_span(span);
        token
    });
    moved.collect()
}

/// Whether a type names a lifetime, at any depth.
pub(crate) fn has_lifetime(ty: &Type) -> bool {
    fn in_tokens(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Punct(punct) => punct.as_char() == '\'',
            TokenTree::Group(group) => in_tokens(group.stream()),
            _ => false,
        })
    }
    in_tokens(ty.to_token_stream())
}
