//! The rules of a bus that its tokens show, one function each. That a field handles what it is subscribed to, and the
//! other rules that need types, are bounds and constants in the expansion.

use std::collections::HashSet;

use syn::Type;
use syn::ext::IdentExt;

use super::parse::{Bus, Field, Subscription, written};
use crate::errors::Errors;
use crate::naming;

pub(crate) fn check(bus: &Bus<'_>, errors: &mut Errors) {
    for field in &bus.fields {
        subscribed_or_skipped(field, errors);
        some_event(field, errors);
        each_event_once(field, errors);
        types_of_events(field, errors);
    }
    unhandled_once(bus, errors);
}

fn subscribed_or_skipped(field: &Field<'_>, errors: &mut Errors) {
    let name = field.ident;
    match &field.subscription {
        Subscription::Missing => errors.at(
            name,
            format!(
                "field `{name}` is subscribed to nothing: write `#[on(…)]` with the events that it handles, or `#[event_bus(skip)]` if it is no handler"
            ),
        ),
        Subscription::Both(skip) => {
            errors.at(skip, format!("field `{name}` is skipped and subscribed: remove `skip` or `#[on(…)]`"));
        }
        _ => {}
    }
}

fn some_event(field: &Field<'_>, errors: &mut Errors) {
    if let Subscription::On { attributes, events } = &field.subscription
        && events.is_empty()
    {
        for attribute in attributes {
            errors.at(
                attribute,
                "`#[on()]` names no event: list the events that the field handles, as in `#[on(OrderPlaced)]`, or write `#[event_bus(skip)]`",
            );
        }
    }
}

fn each_event_once(field: &Field<'_>, errors: &mut Errors) {
    let mut seen = HashSet::new();
    for event in field.events() {
        let event_name = written(event);
        if !seen.insert(event_name.clone()) {
            errors.at(
                event,
                format!("field `{}` is subscribed to `{event_name}` already: remove this one", field.ident),
            );
        }
    }
}

fn types_of_events(field: &Field<'_>, errors: &mut Errors) {
    for event in field.events() {
        if let Some(mistake) = no_event(event, field) {
            errors.at(event, mistake);
        }
    }
}

fn unhandled_once(bus: &Bus<'_>, errors: &mut Errors) {
    let mut seen = HashSet::new();
    for event in &bus.unhandled {
        let name = written(event);
        let handles = bus.fields.iter().find(|field| field.events().iter().any(|it| written(it) == name));
        if let Some(field) = handles {
            let field = field.ident;
            errors.at(event, format!("field `{field}` handles `{name}`: remove it from `unhandled(…)`"));
        } else if !seen.insert(name.clone()) {
            errors.at(event, format!("`{name}` stands in `unhandled(…)` already: remove this one"));
        }
    }
}

/// Why what stands in `#[on(…)]` cannot be an event, as far as its tokens show.
pub(crate) fn no_event(event: &Type, field: &Field<'_>) -> Option<String> {
    let event_name = written(event);
    if event_name == written(field.ty) {
        return Some(format!("`{event_name}` is the handler itself: list the events that it handles"));
    }
    let word = in_snake_case(event)?;
    Some(format!("`#[on(…)]` takes the types of events: write `{}`", naming::pascal_case(&word)))
}

/// `order_placed`, which names a module, a field or nothing, but no type.
fn in_snake_case(ty: &Type) -> Option<String> {
    let Type::Path(path) = ty else { return None };
    let word = path.path.get_ident()?.unraw().to_string();
    word.starts_with(char::is_lowercase).then_some(word)
}
