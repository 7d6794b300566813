//! The macros of [`domain-events`](https://docs.rs/domain-events), which re-exports them. Each is read in one order:
//! `parse` (tokens to a model that borrows them), `check` (the rules, one function each), `expand` (model to tokens).

mod bus;
mod errors;
mod event;
mod facade;
#[cfg(test)]
mod golden;
mod handler;
mod naming;
#[cfg(test)]
mod robustness;
#[cfg(test)]
mod rules;
mod settings;
mod tokens;

use proc_macro::TokenStream;

#[doc = include_str!("../doc/domain_event.md")]
#[proc_macro_derive(DomainEvent, attributes(event))]
pub fn domain_event(item: TokenStream) -> TokenStream {
    event::derive(item.into(), event::Decoding::BY_FEATURE).into()
}

#[doc = include_str!("../doc/handler.md")]
#[proc_macro_attribute]
pub fn handler(settings: TokenStream, item: TokenStream) -> TokenStream {
    handler::attribute(settings.into(), item.into(), handler::Waiting::BY_FEATURE).into()
}

#[doc = include_str!("../doc/event_bus.md")]
#[proc_macro_derive(EventBus, attributes(event_bus, on))]
pub fn event_bus(item: TokenStream) -> TokenStream {
    bus::derive(item.into()).into()
}
