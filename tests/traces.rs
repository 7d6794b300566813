//! Failures of handlers in traces (feature `tracing`).
#![cfg(feature = "tracing")]

use std::fmt::Write;
use std::sync::{Arc, Mutex};

use domain_events::prelude::*;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

#[derive(DomainEvent)]
struct OrderPlaced;

#[handler]
fn reserve_inventory(_: &OrderPlaced) -> Result<(), &'static str> {
    Err("out of stock")
}

#[handler]
fn track_sale(_: &OrderPlaced) {}

#[derive(EventBus)]
struct Shop {
    #[on(OrderPlaced)]
    inventory: ReserveInventory,
    #[on(OrderPlaced)]
    sales: TrackSale,
}

/// Keeps each trace event as a line.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

impl Subscriber for Lines {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

#[test]
fn a_failing_handler_is_traced_with_its_name_and_the_id_of_the_event() {
    let lines = Lines::default();
    let occurrence = OrderPlaced.occurred();
    let id = occurrence.id();

    let receipt = tracing::subscriber::with_default(lines.clone(), || {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(Shop { inventory: ReserveInventory, sales: TrackSale }.publish_envelope(occurrence))
    });

    assert_eq!(receipt.failures().len(), 1);
    let lines = lines.0.lock().unwrap();
    let [line] = &lines[..] else { panic!("one line, not {lines:?}") };
    assert!(line.starts_with("ERROR"), "{line}");
    for part in ["order.placed", "reserve_inventory", "out of stock", &id.to_string()] {
        assert!(line.contains(part), "{line} does not say {part}");
    }
}
