//! What the derive knows of the types of a bus's fields, and so where their routes can be proved.

use std::collections::{HashMap, HashSet};

use quote::ToTokens;
use syn::{GenericParam, Path, Type, TypeParamBound, WherePredicate};

use super::parse::Bus;
use crate::tokens::{has_lifetime, leaves};

/// The parameters of a bus and what it declares of them.
pub(crate) struct Knowledge {
    /// For each type parameter the last words of its bounds; of lifetimes and constants, that all is known.
    parameters: HashMap<String, Declared>,
    borrows: bool,
    has_types: bool,
    proved_where_used: bool,
}

/// Where the compiler proves that a field handles what it is subscribed to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// In the body of the impl, which asks for nothing.
    InTheBody,
    /// By a function beside the impls, with the bounds that the struct declares. The impls ask for it too.
    Apart,
    /// By the bounds of the impls, where the bus is used: the struct says nothing of what a parameter does, or nobody knows what
    /// a handler returns. All fields of such a bus are proved there, as an event may follow any other.
    WhereUsed,
}

enum Declared {
    Wholly,
    By(HashSet<String>),
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

impl Knowledge {
    pub(crate) fn of(bus: &Bus<'_>) -> Self {
        let generics = &bus.original.generics;
        let mut parameters = HashMap::new();
        for parameter in &generics.params {
            let (ident, declared) = match parameter {
                GenericParam::Type(it) => (&it.ident, Declared::By(words(&it.bounds).collect())),
                GenericParam::Const(it) => (&it.ident, Declared::Wholly),
                GenericParam::Lifetime(it) => (&it.lifetime.ident, Declared::Wholly),
            };
            parameters.insert(ident.to_string(), declared);
        }
        for predicate in generics.where_clause.iter().flat_map(|clause| &clause.predicates) {
            if let WherePredicate::Type(predicate) = predicate
                && let Type::Path(path) = &predicate.bounded_ty
                && let Some(ident) = path.path.get_ident()
                && let Some(Declared::By(known)) = parameters.get_mut(&ident.to_string())
            {
                known.extend(words(&predicate.bounds));
            }
        }
        let borrows = generics.lifetimes().next().is_some();
        let has_types = generics.type_params().next().is_some();
        let mut knowledge = Self { parameters, borrows, has_types, proved_where_used: false };
        let fields = bus.fields.iter().filter(|field| !field.events().is_empty());
        knowledge.proved_where_used = fields
            .map(|field| field.ty)
            .any(|ty| !knowledge.can_list_events(ty) || !knowledge.is_declared(ty));
        knowledge
    }

    /// Whether the bus has type parameters.
    pub(crate) fn has_types(&self) -> bool {
        self.has_types
    }

    /// Whether the bus borrows: whether it has lifetime parameters.
    pub(crate) fn borrows(&self) -> bool {
        self.borrows
    }

    pub(crate) fn proof(&self, ty: &Type) -> Proof {
        if self.proved_where_used {
            Proof::WhereUsed
        } else if self.has_types && !has_lifetime(ty) {
            Proof::Apart
        } else {
            // A bound on a type with a lifetime would keep the futures from being `Send` (rust-lang/rust#100013).
            Proof::InTheBody
        }
    }

    /// Whether the type is the same for every instance of the bus.
    pub(crate) fn is_concrete(&self, ty: &Type) -> bool {
        self.mentioned(ty).next().is_none()
    }

    /// Whether the bus says of the type's parameters more than how they move and print.
    fn is_declared(&self, ty: &Type) -> bool {
        self.mentioned(ty).all(|declared| match declared {
            Declared::Wholly => true,
            Declared::By(bounds) => bounds.iter().any(|bound| !MANNERS.contains(&bound.as_str())),
        })
    }

    /// Whether the type's list of events is known to anyone. Of a parameter that is a handler itself it is not.
    pub(crate) fn can_list_events(&self, ty: &Type) -> bool {
        let bare = match ty {
            Type::Path(path) => {
                path.path.get_ident().is_some_and(|it| self.parameters.contains_key(&it.to_string()))
            }
            _ => false,
        };
        let is_handler =
            |declared: &Declared| matches!(declared, Declared::By(bounds) if bounds.contains("Handler"));
        !bare && !self.mentioned(ty).any(is_handler)
    }

    fn mentioned(&self, ty: &Type) -> impl Iterator<Item = &Declared> {
        leaves(ty.to_token_stream()).into_iter().filter_map(|token| self.parameters.get(&token.to_string()))
    }
}

fn words<'b>(bounds: impl IntoIterator<Item = &'b TypeParamBound>) -> impl Iterator<Item = String> {
    let paths = bounds.into_iter().filter_map(|bound| match bound {
        TypeParamBound::Trait(bound) => Some(&bound.path),
        _ => None,
    });
    paths.filter_map(|path: &Path| path.segments.last().map(|last| last.ident.to_string()))
}
