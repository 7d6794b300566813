//! Tokens below the syntax: where they stand, and which of them a type has at any depth.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Type;

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

/// Whether a type names a lifetime.
pub(crate) fn has_lifetime(ty: &Type) -> bool {
    leaves(ty.to_token_stream())
        .iter()
        .any(|token| matches!(token, TokenTree::Punct(it) if it.as_char() == '\''))
}

/// The tokens without the groups they stand in.
pub(crate) fn leaves(tokens: TokenStream) -> Vec<TokenTree> {
    let nested = tokens.into_iter().map(|token| match token {
        TokenTree::Group(group) => leaves(group.stream()),
        leaf => vec![leaf],
    });
    nested.flatten().collect()
}
