//! What `#[derive(DomainEvent)]` makes of a struct.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain_events::Upcast;
use domain_events::prelude::*;

/// A customer has ordered.
///
/// The second paragraph.
#[derive(Debug, Clone, PartialEq, DomainEvent)]
struct OrderPlaced {
    /// Which order.
    #[event(key)]
    order_id: OrderId,
    lines: Vec<Option<Arc<str>>>,
    pair: (u8, &'static str),
    next: Option<Box<Self>>,
}

#[derive(Debug, Clone, PartialEq)]
struct OrderId(u64);

impl std::fmt::Display for OrderId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "o-{}", self.0)
    }
}

#[derive(Debug, Clone, PartialEq, DomainEvent)]
struct SessionStarted;

fn placed(order_id: u64) -> OrderPlaced {
    OrderPlaced { order_id: OrderId(order_id), lines: vec![], pair: (1, "a"), next: None }
}

#[test]
fn a_name_comes_from_the_identifier() {
    #[derive(DomainEvent)]
    struct CustomerAddressChanged;
    #[derive(DomainEvent)]
    struct UserLoggedIn;
    #[derive(DomainEvent)]
    struct HTTPRequestFailed;
    #[derive(DomainEvent)]
    #[event(allow(tense))]
    struct StockLow;

    assert_eq!(OrderPlaced::NAME, "order.placed");
    assert_eq!(CustomerAddressChanged::NAME, "customer_address.changed");
    assert_eq!(UserLoggedIn::NAME, "user.logged_in");
    assert_eq!(HTTPRequestFailed::NAME, "http_request.failed");
    assert_eq!(StockLow::NAME, "stock.low");
}

#[test]
fn name_and_version_can_be_set() {
    #[derive(DomainEvent)]
    #[event(name = "order.created", version = 3)]
    struct OrderPlaced;

    assert_eq!((OrderPlaced::NAME, OrderPlaced::VERSION), ("order.created", 3));
    assert_eq!((OrderPlaced::DESCRIPTOR.name, OrderPlaced::DESCRIPTOR.version), ("order.created", 3));
}

#[test]
fn a_descriptor_states_fields_types_and_docs_as_written() {
    let descriptor = OrderPlaced::DESCRIPTOR;

    assert_eq!((descriptor.name, descriptor.version), ("order.placed", 1));
    assert_eq!(descriptor.doc, "A customer has ordered.\n\nThe second paragraph.");
    let fields = descriptor.fields.iter().map(|field| (field.name, field.type_name)).collect::<Vec<_>>();
    assert_eq!(
        fields,
        [
            ("order_id", "OrderId"),
            ("lines", "Vec<Option<Arc<str>>>"),
            ("pair", "(u8, &'static str)"),
            ("next", "Option<Box<Self>>"),
        ]
    );
    assert_eq!(descriptor.fields[0].doc, "Which order.");
    assert!(descriptor.fields[0].is_key && !descriptor.fields[1].is_key);
}

#[test]
fn a_key_is_the_text_of_its_field() {
    assert_eq!(placed(7).key().as_deref(), Some("o-7"));
    assert_eq!(SessionStarted.key(), None);
}

#[test]
fn a_newtype_and_a_unit_struct_are_events() {
    #[derive(DomainEvent)]
    struct OrderArchived(#[event(key)] u64);

    assert_eq!(OrderArchived(5).key().as_deref(), Some("5"));
    assert_eq!(OrderArchived::DESCRIPTOR.fields[0].name, "0");
    assert!(SessionStarted::DESCRIPTOR.fields.is_empty());
    assert_eq!(SessionStarted.occurred().into_event(), SessionStarted);
}

#[test]
fn raw_identifiers_are_shown_without_their_prefix() {
    #[derive(DomainEvent)]
    struct r#TicketOpened {
        #[event(key)]
        r#type: &'static str,
    }

    assert_eq!(TicketOpened::NAME, "ticket.opened");
    assert_eq!(TicketOpened::DESCRIPTOR.fields[0].name, "type");
    assert_eq!(TicketOpened { r#type: "bug" }.key().as_deref(), Some("bug"));
}

#[test]
fn an_event_that_occurs_gets_an_id_and_the_time() {
    let before = SystemTime::now();
    let (first, second) = (placed(1).occurred(), placed(1).occurred());
    let after = SystemTime::now();

    assert!((before..=after).contains(&first.occurred_at()));
    assert_eq!(first.id().get_version_num(), 7);
    assert!(first.id() < second.id());
    assert_eq!((first.correlation_id(), first.causation_id()), (first.id(), None));
    assert_eq!(first.event(), second.event());
    assert_ne!(first, second);
}

#[test]
fn the_fields_of_the_event_are_read_through_the_envelope() {
    let envelope = placed(7).occurred();

    assert_eq!(envelope.order_id, OrderId(7));
    assert_eq!(envelope.key().as_deref(), Some("o-7"));
    assert_eq!(envelope.into_event(), placed(7));
}

#[test]
fn an_event_can_have_occurred_before_1970() {
    let moon_landing = UNIX_EPOCH - Duration::from_secs(14_182_940);

    let envelope = placed(1).occurred_at(moon_landing);

    assert_eq!(envelope.occurred_at(), moon_landing);
    assert_eq!(envelope.id().get_version_num(), 7);
}

#[test]
fn an_event_can_carry_its_own_time() {
    #[derive(Clone)]
    struct Seconds(u64);
    impl From<Seconds> for SystemTime {
        fn from(seconds: Seconds) -> Self {
            UNIX_EPOCH + Duration::from_secs(seconds.0)
        }
    }
    #[derive(DomainEvent)]
    struct ReadingTaken {
        #[event(occurred_at)]
        taken_at: Seconds,
    }
    let taken = || ReadingTaken { taken_at: Seconds(60) };

    assert_eq!(taken().occurred().occurred_at(), UNIX_EPOCH + Duration::from_mins(1));
    assert_eq!(taken().occurred_at(UNIX_EPOCH).occurred_at(), UNIX_EPOCH);
}

#[test]
fn a_chain_of_events_keeps_its_correlation_and_names_each_cause() {
    let first = placed(1).occurred();
    let second = first.caused(SessionStarted);
    let third = second.caused(placed(2));

    assert_eq!((second.correlation_id(), third.correlation_id()), (first.id(), first.id()));
    assert_eq!((second.causation_id(), third.causation_id()), (Some(first.id()), Some(second.id())));
}

mod sheet {
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct Cell(pub(crate) u8);
}

#[test]
fn a_type_of_the_users_own_may_be_called_cell() {
    #[derive(DomainEvent)]
    struct CellEdited {
        cell: crate::sheet::Cell,
    }

    assert_eq!(CellEdited { cell: sheet::Cell(1) }.occurred().cell, sheet::Cell(1));
}

#[test]
fn an_event_is_made_from_its_older_versions() {
    #[derive(DomainEvent)]
    #[event(name = "order.placed")]
    struct OrderPlacedV1 {
        order_id: u64,
    }
    #[derive(DomainEvent)]
    #[event(name = "order.placed", version = 2, upcast_from = OrderPlacedV1)]
    struct OrderPlacedV2 {
        order_id: u64,
        currency: &'static str,
    }
    #[derive(Debug, PartialEq, DomainEvent)]
    #[event(version = 5, upcast_from = OrderPlacedV2)]
    struct OrderPlaced {
        order_id: String,
        currency: &'static str,
    }
    impl From<OrderPlacedV1> for OrderPlacedV2 {
        fn from(old: OrderPlacedV1) -> Self {
            Self { order_id: old.order_id, currency: "EUR" }
        }
    }
    impl From<OrderPlacedV2> for OrderPlaced {
        fn from(old: OrderPlacedV2) -> Self {
            Self { order_id: old.order_id.to_string(), currency: old.currency }
        }
    }
    fn newest<Newest: Upcast<Newer>, Newer: Upcast<Old>, Old: DomainEvent>(old: Old) -> Newest {
        Newest::upcast_from(Newer::upcast_from(old))
    }

    let placed: OrderPlaced = newest::<_, OrderPlacedV2, _>(OrderPlacedV1 { order_id: 7 });

    assert_eq!(placed, OrderPlaced { order_id: "7".to_owned(), currency: "EUR" });
}
