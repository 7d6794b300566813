//! From the struct's tokens to the model of a bus.

use std::collections::{HashMap, HashSet};

use proc_macro2::Ident;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, Data, DeriveInput, Fields, LitStr, Meta, Path, Token, Type};

use super::check::no_event;
use crate::errors::{AtMostOne, Errors, parse_with};
use crate::settings;

/// A bus as it is written.
pub(crate) struct Bus<'a> {
    pub(crate) original: &'a DeriveInput,
    pub(crate) fields: Vec<Field<'a>>,
    /// The events that shall have no handler.
    pub(crate) unhandled: Vec<Type>,
    /// Whether the handlers of an event run at the same time.
    pub(crate) concurrent: bool,
    /// Whether a panic in a handler goes through to whoever published.
    pub(crate) panics_propagate: bool,
    /// Where the facade is: `::domain_events`, or what `crate = …` says.
    pub(crate) facade: Option<Path>,
}

/// A field of a bus: a handler, or something that is skipped.
pub(crate) struct Field<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) ty: &'a Type,
    pub(crate) subscription: Subscription<'a>,
}

pub(crate) enum Subscription<'a> {
    /// Neither `#[on(…)]` nor `#[event_bus(skip)]`.
    Missing,
    Skipped,
    /// The `#[on(…)]` attributes and the events in them.
    On {
        attributes: Vec<&'a Attribute>,
        events: Vec<Type>,
    },
    /// Both, which `check` reports.
    Both(Ident),
    /// An `#[on …]` that could not be read and has been reported.
    Unreadable,
}

/// An event and the fields that are subscribed to it, in their order.
pub(crate) struct Route<'a> {
    pub(crate) event: &'a Type,
    /// Each field with the event as it writes it, which is the place for messages.
    pub(crate) fields: Vec<(&'a Field<'a>, &'a Type)>,
}

const SETTINGS: &[&str] = &["concurrent", "panics", "unhandled", "crate"];

/// `None` for what can have no model: anything but a struct with named fields.
pub(crate) fn parse<'a>(item: &'a DeriveInput, errors: &mut Errors) -> Option<Bus<'a>> {
    let bus = &item.ident;
    let advice =
        format!("a bus is a struct whose named fields are its handlers: write `struct {bus} {{ … }}`");
    let fields = match &item.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => Some(&fields.named),
            Fields::Unnamed(fields) => {
                errors.at(fields, advice);
                return None;
            }
            Fields::Unit => None,
        },
        Data::Enum(data) => {
            errors.at(data.enum_token, advice);
            return None;
        }
        Data::Union(data) => {
            errors.at(data.union_token, advice);
            return None;
        }
    };
    let mut facade = AtMostOne::none();
    let mut concurrent = AtMostOne::none();
    let mut panics = AtMostOne::none();
    let mut unhandled = Vec::new();
    for setting in settings::of_attributes(&item.attrs, "event_bus", errors) {
        match setting.word().as_str() {
            "concurrent" => {
                if let Some(word) = setting.flag(errors) {
                    concurrent.push(word, errors, "`concurrent` is given twice: remove the second");
                }
            }
            "panics" => {
                if let Some(what) = setting.string(r#"panics = "propagate""#, errors) {
                    panics.push(what, errors, "`panics` is given twice: remove the second");
                }
            }
            "unhandled" => unhandled.extend(setting.types("unhandled(OrderArchived)", errors)),
            "crate" => setting.facade(&mut facade, errors),
            "skip" => errors.at(
                setting.key,
                "`skip` says something of a field: move `#[event_bus(skip)]` to the field that is no handler",
            ),
            _ => setting.unknown("#[event_bus(…)]", SETTINGS, errors),
        }
    }
    for attribute in item.attrs.iter().filter(|attribute| attribute.path().is_ident("on")) {
        errors.at(attribute, "`#[on(…)]` says what a field handles: move it to the field");
    }
    let fields = fields.into_iter().flatten().filter_map(|field| {
        let ident = field.ident.as_ref()?;
        Some(Field { ident, ty: &field.ty, subscription: subscription(&field.attrs, errors) })
    });
    let fields = fields.collect();
    let panics_propagate = panics.get().is_some_and(|what| propagates(what, errors));
    Some(Bus {
        original: item,
        fields,
        unhandled,
        concurrent: concurrent.get().is_some(),
        panics_propagate,
        facade: facade.get().cloned(),
    })
}

fn propagates(what: &LitStr, errors: &mut Errors) -> bool {
    match what.value().as_str() {
        "propagate" => return true,
        "isolate" => {}
        _ => errors.at(
            what,
            "a panic is either a failure of its handler, `panics = \"isolate\"`, which is the default, or goes through to whoever published: `panics = \"propagate\"`",
        ),
    }
    false
}

fn subscription<'a>(attributes: &'a [Attribute], errors: &mut Errors) -> Subscription<'a> {
    let mut skip = None;
    for setting in settings::of_attributes(attributes, "event_bus", errors) {
        match setting.word().as_str() {
            "skip" => skip = setting.flag(errors),
            _ => setting.unknown("#[event_bus(…)]", &["skip"], errors),
        }
    }
    let on = attributes.iter().filter(|attribute| attribute.path().is_ident("on")).collect::<Vec<_>>();
    match (skip, on.is_empty()) {
        (Some(skip), false) => Subscription::Both(skip),
        (Some(_), true) => Subscription::Skipped,
        (None, true) => Subscription::Missing,
        (None, false) => {
            let events = on.iter().map(|attribute| events(attribute, errors)).collect::<Option<Vec<_>>>();
            events.map_or(Subscription::Unreadable, |events| Subscription::On {
                attributes: on,
                events: events.into_iter().flatten().collect(),
            })
        }
    }
}

fn events(attribute: &Attribute, errors: &mut Errors) -> Option<Vec<Type>> {
    const EXAMPLE: &str = "list the events that the field handles: `#[on(OrderPlaced, OrderCancelled)]`";
    let Meta::List(list) = &attribute.meta else {
        errors.at(attribute, EXAMPLE);
        return None;
    };
    match parse_with(Punctuated::<Type, Token![,]>::parse_terminated, list.tokens.clone()) {
        Ok(events) => Some(events.into_iter().collect()),
        Err(error) => {
            errors.at_span(error.span(), format!("this is not the type of an event: {EXAMPLE}"));
            None
        }
    }
}

impl Field<'_> {
    /// The events as they are written.
    pub(crate) fn events(&self) -> &[Type] {
        match &self.subscription {
            Subscription::On { events, .. } => events,
            _ => &[],
        }
    }

    /// The events that can be routed, each of them once; what is wrong with the others is reported by `check`.
    pub(crate) fn routed(&self) -> Vec<&Type> {
        let mut seen = HashSet::new();
        self.routable().filter(|event| seen.insert(written(event))).collect()
    }

    fn routable(&self) -> impl Iterator<Item = &Type> {
        self.events().iter().filter(|event| no_event(event, self).is_none())
    }
}

impl Bus<'_> {
    /// One route for each event, in the order in which the events are first named.
    pub(crate) fn routes(&self) -> Vec<Route<'_>> {
        let mut routes = Vec::<Route<'_>>::new();
        let mut positions = HashMap::new();
        for field in &self.fields {
            for event in field.routed() {
                let position = *positions.entry(written(event)).or_insert(routes.len());
                match routes.get_mut(position) {
                    Some(route) => route.fields.push((field, event)),
                    None => routes.push(Route { event, fields: vec![(field, event)] }),
                }
            }
        }
        for event in &self.unhandled {
            let position = *positions.entry(written(event)).or_insert(routes.len());
            if position == routes.len() {
                routes.push(Route { event, fields: Vec::new() });
            }
        }
        routes
    }
}

/// A type's tokens as text, by which two mentions of one event are told to be the same.
pub(crate) fn written(ty: &Type) -> String {
    ty.to_token_stream().to_string()
}
