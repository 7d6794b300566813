//! What handlers return is published next, by the same bus.

use std::sync::{Arc, Mutex};

use domain_events::Uuid;
use domain_events::prelude::*;

#[derive(Debug, Clone, PartialEq, DomainEvent)]
struct OrderPlaced {
    order_id: u64,
}

#[derive(Debug, Clone, PartialEq, DomainEvent)]
struct PaymentRequested {
    order_id: u64,
}

#[derive(Debug, Clone, PartialEq, DomainEvent)]
struct OrderFlagged;

#[derive(Debug, Clone, PartialEq, DomainEvent)]
struct InvoiceSent;

/// What handlers saw, in the order in which they saw it, with id, correlation and cause.
#[derive(Clone, Default)]
struct Journal(Arc<Mutex<Vec<(String, Ids)>>>);

/// Of an envelope: its own, its correlation's, its cause's.
type Ids = [Option<Uuid>; 3];

impl Journal {
    fn write<E: DomainEvent>(&self, who: &str, envelope: &Envelope<E>) {
        let ids = [Some(envelope.id()), Some(envelope.correlation_id()), envelope.causation_id()];
        self.0.lock().unwrap().push((format!("{who} {}", E::NAME), ids));
    }

    fn lines(&self) -> Vec<String> {
        self.0.lock().unwrap().iter().map(|(line, _)| line.clone()).collect()
    }

    fn ids(&self, line: &str) -> Ids {
        self.0.lock().unwrap().iter().find(|(written, _)| written == line).unwrap().1
    }
}

struct Payments(Journal);
#[handler]
impl Payments {
    async fn request(&self, placed: &Envelope<OrderPlaced>) -> Result<PaymentRequested, String> {
        self.0.write("payments", placed);
        tokio::task::yield_now().await;
        if placed.order_id == 0 {
            Err("no order".into())
        } else {
            Ok(PaymentRequested { order_id: placed.order_id })
        }
    }

    fn invoice(&self, requested: &Envelope<PaymentRequested>) -> Result<Vec<InvoiceSent>, HandlerError> {
        self.0.write("payments", requested);
        match requested.order_id {
            13 => Err(HandlerError::permanent("unlucky")),
            copies => Ok(vec![InvoiceSent; usize::try_from(copies)?]),
        }
    }
}

struct Audit(Journal);
#[handler]
impl Audit {
    fn placed(&self, placed: &Envelope<OrderPlaced>) -> Option<(OrderFlagged, InvoiceSent)> {
        self.0.write("audit", placed);
        (placed.order_id > 100).then_some((OrderFlagged, InvoiceSent))
    }

    fn flagged(&self, flagged: &Envelope<OrderFlagged>) {
        self.0.write("audit", flagged);
    }

    fn sent(&self, sent: &Envelope<InvoiceSent>) {
        self.0.write("audit", sent);
    }
}

#[derive(EventBus)]
struct Shop {
    #[on(OrderPlaced, PaymentRequested)]
    payments: Payments,
    #[on(OrderPlaced, OrderFlagged, InvoiceSent)]
    audit: Audit,
}

fn shop() -> (Shop, Journal) {
    let journal = Journal::default();
    (Shop { payments: Payments(journal.clone()), audit: Audit(journal.clone()) }, journal)
}

#[tokio::test]
async fn a_follow_up_is_published_when_all_handlers_of_its_cause_have_run() {
    let (shop, journal) = shop();

    let receipt = shop.publish(OrderPlaced { order_id: 2 }).await;

    assert!(receipt.is_ok(), "{receipt:?}");
    assert_eq!(
        journal.lines(),
        [
            "payments order.placed",
            "audit order.placed",
            "payments payment.requested",
            "audit invoice.sent",
            "audit invoice.sent",
        ]
    );
}

#[tokio::test]
async fn follow_ups_of_several_handlers_come_in_the_order_of_the_fields() {
    let (shop, journal) = shop();

    let receipt = shop.publish(OrderPlaced { order_id: 101 }).await;

    assert!(receipt.is_ok());
    let lines = journal.lines();
    assert_eq!(lines[2], "payments payment.requested");
    assert!(lines[3..104].iter().all(|line| line == "audit invoice.sent"), "its own follow-ups come first");
    assert_eq!(lines[104..], ["audit order.flagged", "audit invoice.sent"]);
}

#[tokio::test]
async fn a_follow_up_carries_the_correlation_on_and_names_its_cause() {
    let (shop, journal) = shop();
    let placed = OrderPlaced { order_id: 1 }.occurred();
    let first = Some(placed.id());

    let receipt = shop.publish_envelope(placed).await;

    assert!(receipt.is_ok());
    let [requested, correlation, cause] = journal.ids("payments payment.requested");
    assert_eq!((correlation, cause), (first, first));
    let [sent, correlation, cause] = journal.ids("audit invoice.sent");
    assert_eq!((correlation, cause), (first, requested));
    assert!(sent != requested && requested != first);
}

#[tokio::test]
async fn a_handler_that_fails_is_followed_by_nothing() {
    let (shop, journal) = shop();

    let receipt = shop.publish(OrderPlaced { order_id: 0 }).await;

    assert_eq!(receipt.failures().len(), 1);
    assert_eq!(journal.lines(), ["payments order.placed", "audit order.placed"]);
}

#[tokio::test]
async fn the_receipt_says_which_event_a_failure_belongs_to() {
    let (shop, _) = shop();

    let receipt = shop.publish(OrderPlaced { order_id: 13 }).await;

    let [failure] = receipt.failures() else { panic!("one failure, not {receipt:?}") };
    assert_eq!((failure.handler(), failure.event()), ("payments", "payment.requested"));
    assert!(failure.error().is_permanent());
}

#[tokio::test]
async fn ids_are_made_if_only_a_handler_of_a_follow_up_sees_them() {
    #[handler]
    fn place(_: &OrderPlaced) -> InvoiceSent {
        InvoiceSent
    }
    #[handler]
    fn forget(_: &OrderPlaced) -> OrderFlagged {
        OrderFlagged
    }
    #[handler]
    fn read(_: &OrderFlagged) {}
    #[derive(EventBus)]
    struct Seen {
        #[on(OrderPlaced)]
        place: Place,
        #[on(OrderFlagged, InvoiceSent)]
        audit: OnlyLater,
    }
    struct OnlyLater(Journal);
    #[handler]
    impl OnlyLater {
        fn flagged(&self, _: &OrderFlagged) {}

        fn sent(&self, sent: &Envelope<InvoiceSent>) {
            self.0.write("later", sent);
        }
    }
    #[derive(EventBus)]
    struct Unseen {
        #[on(OrderPlaced)]
        forget: Forget,
        #[on(OrderFlagged)]
        read: Read,
    }
    let journal = Journal::default();
    let bus = Seen { place: Place, audit: OnlyLater(journal.clone()) };

    assert!(bus.publish(OrderPlaced { order_id: 1 }).await.is_ok());
    assert!(Unseen { forget: Forget, read: Read }.publish(OrderPlaced { order_id: 1 }).await.is_ok());

    let [_, correlation, cause] = journal.ids("later invoice.sent");
    assert_eq!(correlation, cause);
    assert!(cause.is_some_and(|id| !id.is_nil()));
    let seen =
        [<Seen as Publish<OrderPlaced>>::SEES_ENVELOPE, <Unseen as Publish<OrderPlaced>>::SEES_ENVELOPE];
    assert_eq!(seen, [true, cfg!(feature = "tracing")]);
}

#[tokio::test]
async fn handlers_of_generic_buses_have_follow_ups_too() {
    trait Rates: Send + Sync {
        fn rate(&self) -> u64;
    }
    struct Flat;
    impl Rates for Flat {
        fn rate(&self) -> u64 {
            3
        }
    }
    struct Taxes<R>(R);
    #[handler]
    impl<R: Rates> Taxes<R> {
        fn levy(&self, _: &OrderPlaced) -> PaymentRequested {
            PaymentRequested { order_id: self.0.rate() }
        }
    }
    #[derive(EventBus)]
    struct Declared<R: Rates> {
        #[on(OrderPlaced)]
        taxes: Taxes<R>,
        #[on(PaymentRequested)]
        journal: Seen,
    }
    #[derive(EventBus)]
    struct Bare<R, H> {
        #[on(OrderPlaced)]
        taxes: Taxes<R>,
        #[on(PaymentRequested)]
        journal: H,
    }
    struct Seen(Journal);
    #[handler]
    impl Seen {
        fn see(&self, requested: &Envelope<PaymentRequested>) {
            assert_eq!(requested.order_id, 3);
            self.0.write("seen", requested);
        }
    }
    let journal = Journal::default();
    let declared = Declared { taxes: Taxes(Flat), journal: Seen(journal.clone()) };
    let bare = Bare { taxes: Taxes(Flat), journal: Seen(journal.clone()) };

    assert!(declared.publish(OrderPlaced { order_id: 1 }).await.is_ok());
    assert!(
        tokio::spawn(async move { bare.publish(OrderPlaced { order_id: 1 }).await.is_ok() }).await.unwrap()
    );

    assert_eq!(journal.lines(), ["seen payment.requested"; 2]);
}
