//! Publications and handlers in traces (feature `tracing`).
#![cfg(feature = "tracing")]

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use domain_events::prelude::*;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

#[derive(Clone, DomainEvent)]
struct OrderPlaced {
    order_id: u64,
}

#[derive(DomainEvent)]
struct PaymentRequested;

#[handler]
async fn reserve_inventory(placed: &OrderPlaced) -> Result<PaymentRequested, &'static str> {
    tokio::task::yield_now().await;
    assert_ne!(placed.order_id, 13, "thirteen");
    if placed.order_id == 0 { Err("out of stock") } else { Ok(PaymentRequested) }
}

#[handler]
fn track_sale(_: &OrderPlaced) {}

#[handler]
fn request_payment(_: &PaymentRequested) {
    tracing::info!("the bank is asked");
}

#[derive(EventBus)]
struct Shop {
    #[on(OrderPlaced)]
    inventory: ReserveInventory,
    #[on(OrderPlaced)]
    sales: TrackSale,
    #[on(PaymentRequested)]
    payments: RequestPayment,
}

/// What is traced: spans, and events as spans without an end.
#[derive(Clone, Default)]
struct Traces(Arc<Mutex<Recorded>>);

#[derive(Default)]
struct Recorded {
    spans: Vec<Traced>,
    entered: Vec<usize>,
}

#[derive(Clone, Default)]
struct Traced {
    name: String,
    parent: Option<usize>,
    fields: BTreeMap<String, String>,
}

impl Visit for Traced {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.fields.insert(field.name().to_owned(), format!("{value:?}").trim_matches('"').to_owned());
    }
}

impl Traces {
    fn add(&self, name: &str, record: impl FnOnce(&mut Traced)) -> usize {
        let mut recorded = self.0.lock().unwrap();
        let mut traced =
            Traced { name: name.to_owned(), parent: recorded.entered.last().copied(), ..Traced::default() };
        record(&mut traced);
        recorded.spans.push(traced);
        recorded.spans.len() - 1
    }

    fn all(&self) -> Vec<Traced> {
        self.0.lock().unwrap().spans.clone()
    }
}

fn index(id: &Id) -> usize {
    usize::try_from(id.into_u64()).unwrap() - 1
}

impl Subscriber for Traces {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let index = self.add(span.metadata().name(), |traced| span.record(traced));
        Id::from_u64(index as u64 + 1)
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        values.record(&mut self.0.lock().unwrap().spans[index(id)]);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.add(event.metadata().level().as_str(), |traced| event.record(traced));
    }

    fn enter(&self, id: &Id) {
        self.0.lock().unwrap().entered.push(index(id));
    }

    fn exit(&self, id: &Id) {
        let left = self.0.lock().unwrap().entered.pop();
        assert_eq!(left, Some(index(id)), "spans are left in the order in which they were entered");
    }
}

fn traces_of(order_id: u64) -> (Vec<Traced>, Envelope<OrderPlaced>) {
    let traces = Traces::default();
    let occurrence = OrderPlaced { order_id }.occurred();
    tracing::subscriber::with_default(traces.clone(), || {
        let shop = Shop { inventory: ReserveInventory, sales: TrackSale, payments: RequestPayment };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let _ = runtime.block_on(shop.publish_envelope(occurrence.clone()));
    });
    (traces.all(), occurrence)
}

/// The fields of a trace that are named, in that order.
fn fields<'t>(traced: &'t Traced, names: &[&str]) -> Vec<&'t str> {
    names.iter().map(|name| traced.fields.get(*name).map_or("(none)", String::as_str)).collect()
}

#[test]
fn each_handler_has_a_span_in_the_span_of_its_publication() {
    let (traces, _) = traces_of(1);

    let tree = traces.iter().map(|traced| {
        let name = &traced.fields.get("otel.name").unwrap_or(&traced.name)[..];
        let handler = fields(traced, &["messaging.consumer.group.name"])[0];
        (name, handler, traced.parent)
    });
    assert_eq!(
        tree.collect::<Vec<_>>(),
        [
            ("publish order.placed", "(none)", None),
            ("process order.placed", "reserve_inventory", Some(0)),
            ("process order.placed", "track_sale", Some(0)),
            ("publish payment.requested", "(none)", Some(0)),
            ("process payment.requested", "request_payment", Some(3)),
            ("INFO", "(none)", Some(4)),
        ]
    );
}

#[test]
fn spans_carry_the_id_the_correlation_the_outcome_and_the_duration() {
    let (traces, occurrence) = traces_of(1);

    let id = occurrence.id().to_string();
    let names = ["messaging.message.id", "messaging.message.conversation_id", "outcome"];
    assert_eq!(fields(&traces[0], &names), [&id, &id, "ok"]);
    assert_eq!(fields(&traces[1], &names), [&id, &id, "ok"]);
    assert_eq!(fields(&traces[3], &names)[1], id, "the correlation of a follow-up is that of its cause");
    assert_ne!(fields(&traces[3], &names)[0], id);
    for (span, duration) in [
        (0, "messaging.client.operation.duration"),
        (1, "messaging.process.duration"),
        (4, "messaging.process.duration"),
    ] {
        let seconds = fields(&traces[span], &[duration])[0].parse::<f64>().unwrap();
        assert!((0.0..60.0).contains(&seconds), "{seconds}");
    }
}

#[test]
fn a_failing_handler_is_traced_with_its_name_and_the_id_of_the_event() {
    let (traces, occurrence) = traces_of(0);

    let names = ["outcome", "error.type", "failures"];
    assert_eq!(fields(&traces[0], &names), ["error", "(none)", "1"]);
    assert_eq!(fields(&traces[1], &names), ["error", "error", "(none)"]);
    let error = traces.iter().find(|traced| traced.name == "ERROR").unwrap();
    assert_eq!(error.parent, Some(1), "it stands in the handler's span");
    let names = [
        "messaging.destination.name",
        "messaging.message.id",
        "messaging.consumer.group.name",
        "error.message",
    ];
    assert_eq!(
        fields(error, &names),
        ["order.placed", &occurrence.id().to_string(), "reserve_inventory", "out of stock"]
    );
}

#[test]
fn a_panic_is_told_from_an_error() {
    let (traces, _) = traces_of(13);

    assert_eq!(fields(&traces[1], &["outcome", "error.type"]), ["panic", "panic"]);
    assert_eq!(traces[2].name, "ERROR");
    assert_eq!(fields(&traces[3], &["messaging.consumer.group.name", "outcome"]), ["track_sale", "ok"]);
}

#[cfg(feature = "tokio")]
#[test]
fn an_event_that_a_handler_in_background_gives_up_is_told_once_and_each_attempt_has_a_span() {
    #[derive(Clone, DomainEvent)]
    struct OrderPaid;
    #[handler]
    fn send_invoice(_: &OrderPaid) -> Result<(), &'static str> {
        Err("no printer")
    }
    let traces = Traces::default();
    let occurrence = OrderPaid.occurred();

    tracing::subscriber::with_default(traces.clone(), || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        runtime.unwrap().block_on(async {
            let background = Background::spawn(SendInvoice, 1);
            background.handle(&occurrence).await.unwrap();
            background.shutdown().await;
        });
    });

    let traces = traces.all();
    let [attempts @ .., error] = &traces[..] else { panic!("nothing is traced") };
    assert_eq!(attempts.len(), 5);
    for attempt in attempts {
        assert_eq!(attempt.name, "process");
        assert_eq!(fields(attempt, &["messaging.consumer.group.name", "outcome"]), ["send_invoice", "error"]);
    }
    assert_eq!(error.name, "ERROR");
    let names = [
        "messaging.destination.name",
        "messaging.message.id",
        "messaging.consumer.group.name",
        "attempts",
        "error.message",
    ];
    assert_eq!(
        fields(error, &names),
        ["order.paid", &occurrence.id().to_string(), "send_invoice", "5", "no printer"]
    );
}
