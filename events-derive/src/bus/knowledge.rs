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
}

/// Where the compiler proves that a field handles what it is subscribed to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// By a bound in the impl of the route: of a type without parameters it is proved there and then.
    InTheImpl,
    /// By a function beside the impls, with the bounds that the struct declares. The impls have a bound too.
    Apart,
    /// By that function, and without a bound in the impls: of a type with a lifetime it would keep their futures from being
    /// `Send` (rust-lang/rust#100013).
    ApartAlone,
    /// By a bound in the impl, where the bus is used: the struct says nothing of what its parameters do.
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
        Self { parameters, borrows: generics.lifetimes().next().is_some() }
    }

    /// Whether the bus borrows: whether it has lifetime parameters.
    pub(crate) fn borrows(&self) -> bool {
        self.borrows
    }

    pub(crate) fn proof(&self, ty: &Type) -> Proof {
        let mut mentioned = self.mentioned(ty).peekable();
        let concrete = mentioned.peek().is_none();
        let declared = mentioned.all(|declared| match declared {
            Declared::Wholly => true,
            Declared::By(bounds) => bounds.iter().any(|bound| !MANNERS.contains(&bound.as_str())),
        });
        match (declared, has_lifetime(ty)) {
            (false, _) => Proof::WhereUsed,
            (true, true) => Proof::ApartAlone,
            (true, false) if concrete => Proof::InTheImpl,
            (true, false) => Proof::Apart,
        }
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
