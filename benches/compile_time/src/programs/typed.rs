//! The program with the macros.

use super::{handled_by, main_of, methods};

/// A use case and the expression that runs it.
pub(crate) struct Publication {
    item: String,
    call: String,
}

/// The whole `main.rs`.
pub(crate) fn source(n: usize, publication: fn(usize) -> Publication) -> String {
    let events = (0..n).map(event).collect::<String>();
    let handlers = (0..n).map(|handler| self::handler(handler, n)).collect::<String>();
    let fields = (0..n).map(|handler| field(handler, n)).collect::<String>();
    let publications = (0..n).map(|event| publication(event).item).collect::<String>();
    let main = main_of(n, |event| publication(event).call);
    format!(
        r"#![allow(dead_code)]
use std::sync::atomic::{{AtomicU64, Ordering}};

use domain_events::prelude::*;

{events}
{handlers}
#[derive(EventBus)]
struct Bus {{
{fields}}}

{publications}
{main}"
    )
}

/// A use case that asks for a port.
pub(crate) fn port(event: usize) -> Publication {
    let item = format!(
        r"
struct PlaceItem{event}<P> {{
    events: P,
}}

impl<P: Publish<Item{event}Placed>> PlaceItem{event}<P> {{
    async fn run(&self, id: u64, amount: u64) -> usize {{
        self.events.publish(Item{event}Placed {{ id, amount }}).await.failures().len()
    }}
}}
"
    );
    Publication { item, call: format!("PlaceItem{event} {{ events: bus }}.run({event}, 1)") }
}

/// A function that has the bus itself.
pub(crate) fn direct(event: usize) -> Publication {
    let item = format!(
        r"
async fn place_item_{event}(bus: &Bus, id: u64, amount: u64) -> usize {{
    bus.publish(Item{event}Placed {{ id, amount }}).await.failures().len()
}}
"
    );
    Publication { item, call: format!("place_item_{event}(bus, {event}, 1)") }
}

fn event(event: usize) -> String {
    format!(
        r"
#[derive(DomainEvent)]
struct Item{event}Placed {{
    #[event(key)]
    id: u64,
    amount: u64,
}}
"
    )
}

fn handler(handler: usize, n: usize) -> String {
    let methods = methods(handler, n);
    format!(
        "\n#[derive(Default)]\nstruct Handler{handler} {{\n    seen: AtomicU64,\n}}\n\n#[handler]\n{methods}"
    )
}

fn field(handler: usize, n: usize) -> String {
    let [first, second, third] = handled_by(handler, n);
    format!(
        "    #[on(Item{first}Placed, Item{second}Placed, Item{third}Placed)]\n    field_{handler}: Handler{handler},\n"
    )
}
