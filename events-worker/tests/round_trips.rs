//! What is written is what is read, in both modes and for each binding.
#![cfg(feature = "messages")]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain_events::prelude::*;
use events_worker::message::Binding;
use events_worker::{Json, Message, Source};
use serde::{Deserialize, Serialize};

const BINDINGS: [Binding; 4] = [Binding::Amqp, Binding::Http, Binding::Kafka, Binding::Nats];
const TRACE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DomainEvent)]
#[event(version = 3)]
struct OrderPlaced {
    #[event(key)]
    order_id: String,
    total_cents: i64,
}

fn placed() -> OrderPlaced {
    OrderPlaced { order_id: "Bestellung № 7 \"eilig\" 100%".to_owned(), total_cents: 1200 }
}

fn shop() -> Source {
    Source::new("https://example.com/shop?region=eu#1").unwrap()
}

/// With all that a message can have.
fn full() -> Message {
    let cause = placed().occurred();
    Message::of(&cause.caused(placed()), &shop(), &Json)
        .unwrap()
        .with_data_schema("https://example.com/schemas/order.placed/3")
        .with_trace(TRACE, Some("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE".to_owned()))
        .with_extension("tenant", "Café ☕")
        .and_then(|message| message.with_extension("sampledrate", 30))
        .and_then(|message| message.with_extension("replayed", true))
        .unwrap()
        .with_header("x-grüße", "schöne 😀\tWelt")
        .with_header("x-grüße", "a second of that name")
}

fn through_structured(message: &Message) -> Message {
    Message::from_structured(&message.to_structured()).unwrap()
}

fn through_binary(binding: Binding, message: &Message) -> Message {
    let (headers, body) = message.to_binary(binding);
    Message::from_binary(binding, headers, body).unwrap()
}

#[test]
fn an_envelope_survives_each_mode_and_binding() {
    let envelope = placed().occurred().caused(placed());
    let message = Message::of(&envelope, &shop(), &Json).unwrap();

    let read = BINDINGS.map(|binding| through_binary(binding, &message));

    for read in read.into_iter().chain([through_structured(&message)]) {
        assert_eq!(read, message);
        assert_eq!(read.envelope_of::<OrderPlaced, _>(&Json).unwrap(), envelope);
    }
}

#[test]
fn all_attributes_have_their_getters_after_the_way_through_structured_mode() {
    let message = full();

    let read = through_structured(&message);

    assert_eq!((read.id(), read.source(), read.event_name()), (message.id(), &shop(), "order.placed"));
    assert_eq!((read.version(), read.time()), (3, message.time()));
    assert_eq!(read.subject(), Some("Bestellung № 7 \"eilig\" 100%"));
    assert_eq!(read.data_schema(), Some("https://example.com/schemas/order.placed/3"));
    assert_eq!(read.content_type(), Some("application/json"));
    assert_eq!(read.correlation_id(), read.causation_id());
    assert_eq!(read.trace_parent(), Some(TRACE));
    assert_eq!(read.trace_state(), Some("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"));
    assert_eq!(read.extension("tenant"), Some(&"Café ☕".into()));
    assert_eq!(read.extension("sampledrate"), Some(&30.into()));
    assert_eq!(read.extension("replayed"), Some(&true.into()));
    assert_eq!(read.extensions().count(), 3);
    assert_eq!(read.body(), message.body());
}

#[test]
fn headers_and_unknown_extensions_come_back_as_they_came() {
    let message = full();

    for binding in BINDINGS {
        let (headers, body) = message.to_binary(binding);
        let read = Message::from_binary(binding, headers.clone(), body.clone()).unwrap();

        assert_eq!(read.to_binary(binding), (headers, body), "{binding:?}");
        assert_eq!(read.headers(), message.headers());
        assert_eq!(read.extension("sampledrate"), Some(&"30".into()));
    }
    assert_eq!(message.header("x-grüße"), Some("schöne 😀\tWelt"));
    assert_eq!(message.without_header("x-grüße").headers(), []);
}

#[test]
fn headers_beside_a_structured_message_are_kept() {
    let message = full();
    let mut headers = message.headers().to_vec();
    headers.push(("Content-Type".to_owned(), Message::STRUCTURED.to_owned()));
    headers.push(("ce-id".to_owned(), message.id().to_string()));

    let read = Message::read(Binding::Http, headers, message.to_structured()).unwrap();

    assert_eq!(read, message);
}

#[test]
fn without_a_format_as_content_type_a_message_is_read_in_binary_mode() {
    let message = full();
    for binding in BINDINGS {
        let (headers, body) = message.to_binary(binding);
        assert_eq!(Message::read(binding, headers, body).unwrap().body(), message.body());
    }
}

#[test]
fn a_header_that_the_binding_takes_for_an_attribute_is_left_out() {
    let message = full().with_header("ce_id", "another");

    assert_eq!(through_binary(Binding::Kafka, &message), full_as_text(&message));
    assert_eq!(through_binary(Binding::Nats, &message).header("ce_id"), Some("another"));
}

fn full_as_text(message: &Message) -> Message {
    let text = |message: Message, name: &str| {
        let value = message.extension(name).unwrap().as_text().into_owned();
        message.with_extension(name, value).unwrap()
    };
    text(text(message.clone().without_header("ce_id"), "sampledrate"), "replayed")
}

#[test]
fn bodies_of_any_length_and_kind_come_back_to_the_byte() {
    let mebibyte = (0..=u8::MAX).cycle().take(1 << 20).collect::<Vec<u8>>();
    let json = [&b"\""[..], &vec![b'a'; 1 << 20], b"\""].concat();
    for (content_type, body) in [
        ("application/json", Vec::new()),
        ("application/json", b" {\"a\" : 1.50}".to_vec()),
        ("application/json", b"{\"a\" : 1.50, \"a\": \"\\ud800\"}".to_vec()),
        ("application/json", b"null".to_vec()),
        ("application/json", b"no JSON".to_vec()),
        ("application/json", json),
        ("application/octet-stream", mebibyte.clone()),
        ("application/vnd.shop+json; charset=utf-8", mebibyte),
        ("text/plain", "Größe".into()),
    ] {
        let message = full().with_body(content_type, body.clone());
        assert_eq!(*through_structured(&message).body(), body, "{content_type}");
        assert_eq!(through_structured(&message).content_type(), Some(content_type));
        assert_eq!(*through_binary(Binding::Kafka, &message).body(), body);
    }
}

#[test]
fn a_body_in_json_is_inline_and_another_is_base64() {
    let structured = |content_type: &'static str| {
        let message = full().with_body(content_type, r#"{"a":1}"#).to_structured();
        serde_json::from_slice::<serde_json::Value>(&message).unwrap()
    };

    assert_eq!(structured("text/vnd.shop+json")["data"], serde_json::json!({ "a": 1 }));
    assert_eq!(structured("text/plain")["data_base64"], "eyJhIjoxfQ==");
}

#[test]
fn times_before_1970_come_back_to_the_nanosecond() {
    for time in [
        UNIX_EPOCH - Duration::new(14_182_940, 1),
        UNIX_EPOCH - Duration::from_hours(17_268_672),
        UNIX_EPOCH,
        SystemTime::now(),
    ] {
        let message = Message::of(&placed().occurred_at(time), &shop(), &Json).unwrap();

        assert_eq!(through_structured(&message).time(), Some(time));
        let envelope = through_binary(Binding::Kafka, &message).envelope_of::<OrderPlaced, _>(&Json).unwrap();
        assert_eq!(envelope.occurred_at(), time);
    }
}

#[test]
fn a_message_of_another_library_is_an_envelope_by_what_it_has() {
    let foreign = |id| {
        let message = Message::new(id, &shop(), "order.placed").with_version(3.try_into().unwrap());
        let message = message.with_body("application/json", r#"{"order_id":"o-1","total_cents":1}"#);
        message.envelope_of::<OrderPlaced, _>(&Json).unwrap()
    };
    let of_version_7 = "018f4bb6-9c00-7000-8000-000000000000".parse().unwrap();
    let random = "12345678-1234-4678-9234-567812345678".parse().unwrap();

    let envelope = foreign(of_version_7);

    let (correlation, causation) = (envelope.correlation_id(), envelope.causation_id());
    assert_eq!((envelope.id(), correlation, causation), (of_version_7, of_version_7, None));
    let in_the_id = UNIX_EPOCH + Duration::from_millis(0x018f_4bb6_9c00);
    assert_eq!(envelope.occurred_at(), in_the_id);
    assert!(foreign(random).occurred_at() > in_the_id, "the time of the call");
}

#[test]
fn an_empty_key_is_a_key() {
    let event = OrderPlaced { order_id: String::new(), total_cents: 0 };
    let message = Message::of(&event.occurred(), &shop(), &Json).unwrap();

    assert_eq!(through_binary(Binding::Nats, &message).subject(), Some(""));
    assert_eq!(through_structured(&message).subject(), Some(""));
}

#[test]
fn a_message_shows_no_body_in_debug_output() {
    let shown = format!("{:?}", full());

    assert!(shown.contains("order.placed") && shown.contains("bytes") && !shown.contains("1200"), "{shown}");
}

#[cfg(feature = "messagepack")]
#[test]
fn messagepack_goes_through_both_modes() {
    use events_worker::codec::MessagePack;

    let envelope = placed().occurred();
    let message = Message::of(&envelope, &shop(), &MessagePack).unwrap();

    assert_eq!(message.content_type(), Some("application/vnd.msgpack"));
    for read in [through_structured(&message), through_binary(Binding::Amqp, &message)] {
        assert_eq!(read.envelope_of::<OrderPlaced, _>(&MessagePack).unwrap(), envelope);
    }
}
