//! What holds for any headers and any bytes.

use domain_events::DomainEvent;
use events_worker::message::{Binding, Headers};
use events_worker::{Json, Message, Undecodable};
use fastrand::Rng;
use serde::Deserialize;

use crate::mutation;

#[derive(Debug, Deserialize, DomainEvent)]
#[event(name = "order.placed")]
struct OrderPlacedV1 {
    order_id: String,
}

#[derive(Debug, Deserialize, DomainEvent)]
#[event(version = 2, upcast_from = OrderPlacedV1)]
#[expect(dead_code)] // it is only decoded
struct OrderPlaced {
    order_id: String,
    lines: Vec<Line>,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code)] // it is only decoded
struct Line {
    price: i64,
    note: Option<String>,
}

impl From<OrderPlacedV1> for OrderPlaced {
    fn from(old: OrderPlacedV1) -> Self {
        Self { order_id: old.order_id, lines: Vec::new() }
    }
}

/// How many of the messages could be read, and how many were this program's event.
#[derive(Debug, Default)]
pub(crate) struct Outcomes {
    pub(crate) read: u64,
    pub(crate) events: u64,
}

impl Outcomes {
    fn add(&mut self, message: Option<&Message>) {
        self.read += u64::from(message.is_some());
        self.events += u64::from(message.is_some_and(is_event));
    }
}

/// Reads broken messages in binary mode, the same ones for the same seed.
///
/// # Panics
///
/// If one is lost.
pub(crate) fn binary(seed: u64, rounds: u64) -> Outcomes {
    let mut rng = Rng::with_seed(seed);
    let mut outcomes = Outcomes::default();
    for _ in 0..rounds {
        let binding = mutation::BINDINGS[rng.usize(..4)];
        let (headers, body) = mutation::binary(&mut rng, binding);
        let message = if rng.bool() {
            read_binary(binding, &headers, &body)
        } else {
            read_either(binding, &headers, &body)
        };
        outcomes.add(message.as_ref());
    }
    outcomes
}

/// Reads broken messages in structured mode, the same ones for the same seed.
///
/// # Panics
///
/// If one changes on its way.
pub(crate) fn structured(seed: u64, rounds: u64) -> Outcomes {
    let mut rng = Rng::with_seed(seed);
    let mut outcomes = Outcomes::default();
    for _ in 0..rounds {
        let message = Message::from_structured(&mutation::structured(&mut rng));
        match &message {
            Ok(message) => assert_survives_structured(message),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
        outcomes.add(message.ok().as_ref());
    }
    outcomes
}

fn read_binary(binding: Binding, headers: &Headers, body: &[u8]) -> Option<Message> {
    let read = Message::from_binary(binding, headers.clone(), body.to_vec());
    let message = unless_given_back(read, headers, body)?;
    assert_eq!(message.body(), body);
    let (written, body) = message.to_binary(binding);
    assert_each_header_is_kept(binding, headers, &written);
    let again = Message::from_binary(binding, written, body).expect("what was written can be read");
    assert_eq!(again, message);
    assert_survives_structured(&message);
    Some(message)
}

/// In the mode that the content type says, whatever the body is.
fn read_either(binding: Binding, headers: &Headers, body: &[u8]) -> Option<Message> {
    let read = Message::read(binding, headers.clone(), body.to_vec());
    unless_given_back(read, headers, body)
}

fn unless_given_back(read: Result<Message, Undecodable>, headers: &Headers, body: &[u8]) -> Option<Message> {
    read.map_err(|undecodable| {
        assert!(!undecodable.to_string().is_empty());
        let (kept, kept_body, _) = undecodable.into_parts();
        assert_eq!((&kept, &kept_body[..]), (headers, body));
    })
    .ok()
}

/// In Kafka, where names and values are written as they are, each header that came is written again, but for another form of
/// the same UUID, time or number.
fn assert_each_header_is_kept(binding: Binding, headers: &Headers, written: &Headers) {
    if binding != Binding::Kafka {
        return;
    }
    for (name, value) in headers {
        let is_rewritten = ["ce_id", "ce_time", "ce_dataversion", "ce_correlationid", "ce_causationid"];
        let is_kept = |(known, kept): &(String, String)| {
            let is_name = known == name || (known == "content-type" && known.eq_ignore_ascii_case(name));
            is_name && (kept == value || is_rewritten.contains(&name.as_str()))
        };
        assert!(written.iter().any(is_kept), "{name}: {value:?} is lost of {headers:?}");
    }
}

/// Headers travel beside; all else is in it.
fn assert_survives_structured(message: &Message) {
    let again = Message::from_structured(&message.to_structured()).expect("what was written can be read");
    let names = message.headers().iter().map(|(name, _)| name.as_str());
    let without_headers = names.fold(message.clone(), Message::without_header);
    assert_eq!(again, without_headers);
    assert_eq!(again.body(), message.body());
}

fn is_event(message: &Message) -> bool {
    #[cfg(feature = "messagepack")]
    if let Err(error) = message.envelope_of::<OrderPlaced, _>(&events_worker::codec::MessagePack) {
        assert!(!error.to_string().is_empty());
    }
    message.envelope_of::<OrderPlaced, _>(&Json).is_ok_and(|envelope| envelope.id() == message.id())
}
