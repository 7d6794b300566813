//! The rules of a bus that its tokens show, one function each. That a field handles what it is subscribed to, and the
//! other rules that need types, are bounds and constants in the expansion.

use std::collections::HashSet;

use super::parse::{Bus, Field, Subscription, written};
use crate::errors::Errors;

pub(crate) fn check(bus: &Bus<'_>, errors: &mut Errors) {
    for field in &bus.fields {
        subscribed_or_skipped(field, errors);
        some_event(field, errors);
        each_event_once(field, errors);
    }
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
