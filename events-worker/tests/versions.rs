//! A message of an older version is decoded as that version and converted.
#![cfg(feature = "messages")]
#![allow(clippy::cast_possible_truncation)] // of prices that a test makes up

use domain_events::prelude::*;
use events_worker::codec::Decodable;
use events_worker::{Json, Message, MessageError, Source};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DomainEvent)]
#[event(name = "order.placed")]
struct OrderPlacedV1 {
    order: u64,
    price: f64,
}

#[derive(Serialize, Deserialize, DomainEvent)]
#[event(name = "order.placed", version = 2, upcast_from = OrderPlacedV1)]
struct OrderPlacedV2 {
    order_id: String,
    price: f64,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, DomainEvent)]
#[event(version = 4, upcast_from = OrderPlacedV2)]
struct OrderPlaced {
    order_id: String,
    total_cents: i64,
}

#[derive(Debug, Serialize, Deserialize, DomainEvent)]
#[event(name = "order.placed", version = 5)]
struct OrderPlacedV5 {}

#[derive(DomainEvent)]
struct OrderShown;

impl From<OrderPlacedV1> for OrderPlacedV2 {
    fn from(old: OrderPlacedV1) -> Self {
        Self { order_id: format!("o-{}", old.order), price: old.price }
    }
}

impl From<OrderPlacedV2> for OrderPlaced {
    fn from(old: OrderPlacedV2) -> Self {
        Self { order_id: old.order_id, total_cents: (old.price * 100.0).round() as i64 }
    }
}

fn message<E: DomainEvent + Serialize>(event: E) -> Message {
    Message::of(&event.occurred(), &Source::new("/shop").unwrap(), &Json).unwrap()
}

fn read<E: Decodable<Json>>(message: &Message) -> Result<E, String> {
    let text = |error: MessageError| error.to_string().replace(&message.id().to_string(), "ID");
    message.envelope_of::<E, _>(&Json).map(Envelope::into_event).map_err(text)
}

#[test]
fn each_version_is_decoded_as_itself_and_converted_along_the_chain() {
    let now = OrderPlaced { order_id: "o-7".to_owned(), total_cents: 1250 };

    let first = message(OrderPlacedV1 { order: 7, price: 12.5 });
    let second = message(OrderPlacedV2 { order_id: "o-7".to_owned(), price: 12.5 });
    let own = message(OrderPlaced { order_id: "o-7".to_owned(), total_cents: 1250 });

    assert_eq!([first.version(), second.version(), own.version()], [1, 2, 4]);
    for message in [first, second, own] {
        assert_eq!(read::<OrderPlaced>(&message).as_ref(), Ok(&now));
    }
}

#[test]
fn the_envelope_of_an_upcast_event_is_that_of_the_old_one() {
    let old = OrderPlacedV1 { order: 7, price: 1.0 }.occurred();
    let caused = old.caused(OrderPlacedV1 { order: 8, price: 1.0 });

    let message = Message::of(&caused, &Source::new("/shop").unwrap(), &Json).unwrap();
    let read = message.envelope_of::<OrderPlaced, _>(&Json).unwrap();

    assert_eq!((read.id(), read.occurred_at()), (caused.id(), caused.occurred_at()));
    assert_eq!((read.correlation_id(), read.causation_id()), (old.id(), Some(old.id())));
}

#[test]
fn a_newer_version_says_to_update() {
    assert_eq!(
        read::<OrderPlaced>(&message(OrderPlacedV5 {})).unwrap_err(),
        "cannot decode message ID (`order.placed`): it is of version 5, and this program knows version 4: update this program"
    );
}

#[test]
fn a_version_between_two_that_are_known_is_not_taken_for_newer() {
    let between = message(OrderPlacedV5 {}).with_version(3.try_into().unwrap());

    assert_eq!(
        read::<OrderPlaced>(&between).unwrap_err(),
        "cannot decode message ID (`order.placed`): it is of version 3, and of the versions that this program knows, 4 is the \
         nearest: write the event of version 3 and name it with `upcast_from` at version 4"
    );
}

#[test]
fn an_older_version_without_a_way_from_it_says_what_to_write() {
    let first = message(OrderPlacedV1 { order: 7, price: 1.0 });

    assert_eq!(
        read::<OrderPlacedV5>(&first).unwrap_err(),
        "cannot decode message ID (`order.placed`): it is of version 1, and of the versions that this program knows, 5 is the \
         nearest: write the event of version 1 and name it with `upcast_from` at version 5"
    );
}

#[test]
fn a_body_that_is_not_what_its_version_says_names_the_version_and_the_place() {
    let wrong = message(OrderPlacedV2 { order_id: "o-7".to_owned(), price: 1.0 });
    let wrong = wrong.with_body("application/json", r#"{"order_id": "o-7", "price": "1.00"}"#);

    assert_eq!(
        read::<OrderPlaced>(&wrong).unwrap_err(),
        "cannot decode message ID (`order.placed`), version 2, from `application/json`: at `price`: invalid type: string \
         \"1.00\", expected f64 at line 1 column 35: if the event has changed its shape, give it a new `version` and `upcast_from`"
    );
}

#[test]
fn an_event_without_serde_is_an_event() {
    assert_eq!(OrderShown.occurred().event().key(), None);
}
