//! The rules of an event, one function each.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Data, Fields, GenericParam};

use super::parse::Event;
use crate::errors::Errors;
use crate::naming::{self, TenseError};
use crate::tokens::leaves;

pub(crate) fn check(event: &Event<'_>, errors: &mut Errors) {
    a_struct(event, errors);
    no_parameters(event, errors);
    at_most_one_unnamed_field(event, errors);
    past_tense(event, errors);
    well_formed_name(event, errors);
    positive_version(event, errors);
    no_mutable_references(event, errors);
    no_interior_mutability(event, errors);
    no_reference_counts(event, errors);
}

/// Whether an impl can stand in spite of the mistakes, so that one mistake is one error. It cannot where it would only
/// add the compiler's own complaint: parameters, and types that do not go from thread to thread.
pub(crate) fn can_be_event(event: &Event<'_>) -> bool {
    event.original.generics.params.is_empty()
        && event.fields.iter().all(|field| {
            let tokens = || field.original.ty.to_token_stream();
            let cell = interior_mutability(tokens()).is_some_and(|word| word.to_string().ends_with("Cell"));
            !cell && reference_count(tokens()).is_none()
        })
}

fn a_struct(event: &Event<'_>, errors: &mut Errors) {
    let name = &event.original.ident;
    match &event.original.data {
        Data::Struct(_) => {}
        Data::Enum(data) => errors.at(
            data.enum_token,
            format!(
                "an event is one fact, and `{name}` is one of several: make each variant a struct with `#[derive(DomainEvent)]`"
            ),
        ),
        Data::Union(data) => errors.at(data.union_token, format!("an event is a struct: write `struct {name}`")),
    }
}

fn no_parameters(event: &Event<'_>, errors: &mut Errors) {
    for parameter in &event.original.generics.params {
        let (what, remedy) = match parameter {
            GenericParam::Lifetime(_) => ("borrow", "own the data (`String` for `&str`, `Vec` for a slice)"),
            GenericParam::Type(_) => ("have type parameters", "write one struct for each type"),
            GenericParam::Const(_) => ("have const parameters", "write one struct for each value"),
        };
        errors.at(
            parameter,
            format!(
                "an event cannot {what}, because it has one name and one shape wherever it goes: {remedy}"
            ),
        );
    }
}

fn at_most_one_unnamed_field(event: &Event<'_>, errors: &mut Errors) {
    let Data::Struct(data) = &event.original.data else { return };
    if let Fields::Unnamed(fields) = &data.fields
        && fields.unnamed.len() > 1
    {
        errors.at(
            fields,
            format!(
                "the fields of an event have names, so that it can be read and can grow: write `struct {} {{ … }}`",
                event.original.ident
            ),
        );
    }
}

fn past_tense(event: &Event<'_>, errors: &mut Errors) {
    if event.allows_any_tense {
        return;
    }
    let Err(mistake) = naming::check_tense(&event.ident()) else { return };
    let (rule, suggestion, otherwise) = match mistake {
        TenseError::EventSuffix { suggestion } => (
            "an event's name says what has happened, not that it is an event",
            suggestion,
            "name the fact, as in `OrderPlaced`",
        ),
        TenseError::NotPast { suggestion } => (
            "an event states a fact that has happened",
            suggestion,
            "end the name with what happened, as in `OrderPlaced`",
        ),
        TenseError::VerbFirst { suggestion } => (
            "an event's name says first what it happened to, then what happened",
            suggestion,
            "put the verb last, as in `OrderPlaced`",
        ),
    };
    let remedy = suggestion.map_or(otherwise.to_owned(), |name| format!("try `{name}`"));
    errors.at(
        &event.original.ident,
        format!("{rule}: {remedy} (or, if `{}` is a fact, `#[event(allow(tense))]`)", event.original.ident),
    );
}

fn well_formed_name(event: &Event<'_>, errors: &mut Errors) {
    let Some(literal) = &event.name else { return };
    let name = literal.value();
    let mistake = if name.is_empty() {
        "is empty".to_owned()
    } else if let Some(wildcard) = name.chars().find(|c| "*#>".contains(*c)) {
        format!("has `{wildcard}`, which brokers take for a wildcard")
    } else if name.chars().any(|c| c.is_whitespace() || c.is_control()) {
        "has a blank".to_owned()
    } else if name.chars().any(char::is_uppercase) {
        "has upper case, and brokers tell cases apart".to_owned()
    } else if name.split('.').any(str::is_empty) {
        "has a dot with nothing before or after it".to_owned()
    } else {
        return;
    };
    errors.at(
        literal,
        format!(
            "the name of an event is words in lower case with dots between, and this one {mistake}: write `name = \"{}\"`, or leave it out",
            naming::event_name(&event.ident())
        ),
    );
}

fn positive_version(event: &Event<'_>, errors: &mut Errors) {
    let Some(literal) = &event.version else { return };
    match literal.base10_parse::<u32>() {
        Ok(0) => errors.at(literal, "`version` starts at 1"),
        Ok(_) if literal.suffix().is_empty() => {}
        Ok(_) => {
            errors.at(literal, format!("`version` is a plain number: write `{}`", literal.base10_digits()));
        }
        Err(_) => errors.at(literal, format!("`version` goes from 1 to {}", u32::MAX)),
    }
}

fn no_mutable_references(event: &Event<'_>, errors: &mut Errors) {
    for field in &event.fields {
        let tokens = leaves(field.original.ty.to_token_stream());
        for reference in
            tokens.iter().filter(|token| matches!(token, TokenTree::Ident(word) if word == "mut"))
        {
            errors.at(
                reference,
                format!(
                    "an event is never changed, and through `{}` it could be: own the value instead of `&mut`",
                    field.name()
                ),
            );
        }
    }
}

fn no_interior_mutability(event: &Event<'_>, errors: &mut Errors) {
    for field in &event.fields {
        if let Some(word) = interior_mutability(field.original.ty.to_token_stream()) {
            errors.at(
                &word,
                format!(
                    "an event is never changed, and `{word}` lets `{}` change: hold the plain value (if `{word}` is a type of yours, write its path, `crate::…::{word}`)",
                    field.name()
                ),
            );
        }
    }
}

fn no_reference_counts(event: &Event<'_>, errors: &mut Errors) {
    for field in &event.fields {
        if let Some(word) = reference_count(field.original.ty.to_token_stream()) {
            errors.at(
                &word,
                "an event goes from thread to thread, and `Rc` does not: write `Arc`, or own the value",
            );
        }
    }
}

const CELLS: &[&str] = &[
    "Cell",
    "LazyCell",
    "LazyLock",
    "Mutex",
    "OnceCell",
    "OnceLock",
    "RefCell",
    "RwLock",
    "SyncUnsafeCell",
    "UnsafeCell",
];

/// The first type in the tokens that can change behind a shared reference.
fn interior_mutability(tokens: TokenStream) -> Option<Ident> {
    find(tokens, &|word| {
        let atomic = word.strip_prefix("Atomic").is_some_and(|rest| rest.starts_with(char::is_uppercase));
        atomic || CELLS.contains(&word)
    })
}

/// The first type in the tokens that stays in its thread.
fn reference_count(tokens: TokenStream) -> Option<Ident> {
    find(tokens, &|word| word == "Rc")
}

/// The first type of the standard library with such a name. Types of the user's own crate, named by a path from `crate`,
/// `self` or `super`, are left to the compiler's check of the whole field.
fn find(tokens: TokenStream, is_meant: &dyn Fn(&str) -> bool) -> Option<Ident> {
    let mut own_path = false;
    let mut after_colons = false;
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let found = find(group.stream(), is_meant);
                if found.is_some() {
                    return found;
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' => {
                after_colons = true;
                continue;
            }
            TokenTree::Ident(ident) => {
                let word = ident.unraw().to_string();
                own_path = if after_colons { own_path } else { matches!(&*word, "crate" | "self" | "super") };
                if !own_path && is_meant(&word) {
                    return Some(ident);
                }
            }
            _ => {}
        }
        after_colons = false;
    }
    None
}
