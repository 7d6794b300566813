//! What the derive knows of the types of a bus's fields, and so where their routes can be proved.

use std::collections::{HashMap, HashSet};

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Path, Type, TypeParamBound, WherePredicate};

use super::parse::Bus;

/// The type parameters of a bus and what it declares of them.
pub(crate) struct Knowledge<'a> {
    /// For each parameter the last words of its bounds.
    parameters: HashMap<&'a Ident, HashSet<String>>,
}

/// Bounds that say how a type moves and prints, and nothing of what it does.
const MANNERS: &[&str] = &[
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Display",
    "Eq",
    "Hash",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Send",
    "Sized",
    "Sync",
    "Unpin",
];

impl<'a> Knowledge<'a> {
    pub(crate) fn of(bus: &Bus<'a>) -> Self {
        let generics = &bus.original.generics;
        let mut parameters = HashMap::<_, HashSet<_>>::new();
        for parameter in generics.type_params() {
            parameters.entry(&parameter.ident).or_default().extend(words(&parameter.bounds));
        }
        for predicate in generics.where_clause.iter().flat_map(|clause| &clause.predicates) {
            if let WherePredicate::Type(predicate) = predicate
                && let Type::Path(path) = &predicate.bounded_ty
                && let Some(known) = path.path.get_ident().and_then(|ident| parameters.get_mut(ident))
            {
                known.extend(words(&predicate.bounds));
            }
        }
        Self { parameters }
    }

    pub(crate) fn mentions_parameters(&self, ty: &Type) -> bool {
        self.mentioned(ty).next().is_some()
    }

    /// Whether the struct says of all parameters of the type what they do, so that the routes can be proved at the struct.
    pub(crate) fn is_declared(&self, ty: &Type) -> bool {
        let mut mentioned = self.mentioned(ty).peekable();
        mentioned.peek().is_some()
            && mentioned.all(|bounds| bounds.iter().any(|bound| !MANNERS.contains(&bound.as_str())))
    }

    /// Whether the type's list of events is known to anyone. Of a parameter that is a handler itself it is not.
    pub(crate) fn can_list_events(&self, ty: &Type) -> bool {
        let bare = matches!(ty, Type::Path(path) if path.path.get_ident().is_some_and(|it| self.parameters.contains_key(it)));
        !bare && !self.mentioned(ty).any(|bounds| bounds.contains("Handler"))
    }

    fn mentioned(&self, ty: &Type) -> impl Iterator<Item = &HashSet<String>> {
        identifiers(ty.to_token_stream()).into_iter().filter_map(|ident| self.parameters.get(&ident))
    }
}

fn words<'b>(bounds: impl IntoIterator<Item = &'b TypeParamBound>) -> impl Iterator<Item = String> {
    let paths = bounds.into_iter().filter_map(|bound| match bound {
        TypeParamBound::Trait(bound) => Some(&bound.path),
        _ => None,
    });
    paths.filter_map(|path: &Path| path.segments.last().map(|last| last.ident.to_string()))
}

fn identifiers(tokens: TokenStream) -> Vec<Ident> {
    let nested = tokens.into_iter().map(|token| match token {
        TokenTree::Ident(ident) => vec![ident],
        TokenTree::Group(group) => identifiers(group.stream()),
        _ => Vec::new(),
    });
    nested.flatten().collect()
}
