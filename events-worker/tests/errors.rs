//! What each error says, and that it gives back what came.
#![cfg(feature = "messages")]

use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

use domain_events::prelude::*;
use events_worker::message::Binding;
use events_worker::{Json, Message, MessageError, Source};
use serde::{Deserialize, Serialize};

const ID: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

#[derive(Debug, Serialize, Deserialize, DomainEvent)]
struct OrderPlaced {
    order_id: u64,
}

#[derive(Serialize, DomainEvent)]
struct PricesChanged {
    by_place: BTreeMap<(u8, u8), u64>,
}

fn headers(changes: &[(&str, Option<&str>)]) -> Vec<(String, String)> {
    let mut headers = BTreeMap::from([
        ("ce_specversion", "1.0"),
        ("ce_id", ID),
        ("ce_source", "/shop"),
        ("ce_type", "order.placed"),
        ("content-type", "application/json"),
    ]);
    for (name, value) in changes {
        match value {
            Some(value) => drop(headers.insert(name, value)),
            None => drop(headers.remove(name)),
        }
    }
    headers.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn message() -> Message {
    Message::from_binary(Binding::Kafka, headers(&[]), r#"{"order_id":7}"#).unwrap()
}

/// The text of the error, which has given back what came.
fn binary_error(binding: Binding, headers: &[(String, String)]) -> String {
    let undecodable = Message::read(binding, headers.to_vec(), "the body").unwrap_err();
    assert_eq!(undecodable.headers(), headers);
    assert_eq!(undecodable.body(), "the body");
    undecodable.to_string()
}

#[test]
fn what_cloudevents_requires_is_missed_by_name() {
    let without = |name| binary_error(Binding::Kafka, &headers(&[(name, None)]));

    for (name, message) in [
        ("id", "a message of `order.placed`"),
        ("source", "message 01890a5d-ac96-774b-bcce-b302099a8057 (`order.placed`)"),
        ("specversion", "message 01890a5d-ac96-774b-bcce-b302099a8057 (`order.placed`)"),
        ("type", "message 01890a5d-ac96-774b-bcce-b302099a8057"),
    ] {
        assert_eq!(
            without(["ce_", name].concat().leak()),
            format!(
                "cannot read {message}: it has no `{name}`, which CloudEvents requires: the sender has to set it"
            )
        );
    }
    assert_eq!(
        binary_error(Binding::Kafka, &[]),
        "cannot read a message: it has no `specversion`, which CloudEvents requires: the sender has to set it"
    );
}

#[test]
fn a_value_that_cannot_be_is_shown_with_what_it_has_to_be() {
    let of_id = "cannot read message 01890a5d-ac96-774b-bcce-b302099a8057 (`order.placed`): its";
    for (header, value, says) in [
        ("ce_source", "", "`source` is ``, and has to be a URI reference, as `/shop`"),
        ("ce_type", "", "`type` is ``, and has to be the name of an event"),
        ("ce_time", "noon", "`time` is `noon`, and has to be a time as RFC 3339 writes it"),
        ("ce_dataversion", "0", "`dataversion` is `0`, and has to be a whole number from 1 on"),
        ("ce_correlationid", "txn-1", "`correlationid` is `txn-1`, and has to be a UUID"),
        ("ce_causationid", "a\nb", "`causationid` is `a\\nb`, and has to be a UUID"),
        (
            "ce_specversion",
            "0.3",
            "`specversion` is `0.3`, and has to be `1.0`, the version of CloudEvents that this program reads",
        ),
    ] {
        let of_id = if header == "ce_type" { of_id.replace("order.placed", "") } else { of_id.to_owned() };
        let text = binary_error(Binding::Kafka, &headers(&[(header, Some(value))]));
        assert_eq!(text, format!("{of_id} {says}"));
    }
    assert_eq!(
        binary_error(Binding::Kafka, &headers(&[("ce_id", Some("1234-1234-1234"))])),
        "cannot read message 1234-1234-1234 (`order.placed`): its `id` is `1234-1234-1234`, and has to be a UUID"
    );
    assert_eq!(
        binary_error(Binding::Nats, &[("ce-id".to_owned(), "%C0%A0".to_owned())]),
        "cannot read a message: its `id` is `%C0%A0`, and has to be percent-encoded UTF-8"
    );
}

#[test]
fn a_text_from_outside_is_shortened() {
    let long = "x".repeat(1 << 20);

    assert!(binary_error(Binding::Kafka, &headers(&[("ce_id", Some(&long))])).len() < 400);
}

#[test]
fn two_values_of_an_attribute_are_an_error_and_the_same_twice_is_none() {
    let with = |id: &str| {
        let second = [("ce_id".to_owned(), id.to_owned())];
        [headers(&[]), second.to_vec()].concat()
    };

    assert_eq!(
        binary_error(Binding::Kafka, &with("another")),
        "cannot read message 01890a5d-ac96-774b-bcce-b302099a8057 (`order.placed`): it has several values of `id`: the sender has to choose one"
    );
    assert_eq!(Message::from_binary(Binding::Kafka, with(ID), "{}").unwrap().id().to_string(), ID);
}

#[test]
fn another_format_says_what_is_read() {
    let avro = [("content-type".to_owned(), "application/cloudevents+avro".to_owned())];

    assert_eq!(
        binary_error(Binding::Kafka, &avro),
        "cannot read a message in the format `application/cloudevents+avro`: the sender has to use `application/cloudevents+json` or binary mode"
    );
}

#[test]
fn a_structured_message_that_is_none_says_where() {
    let error = |json: &str| Message::from_structured(json.as_bytes()).unwrap_err().to_string();
    let event = |members: &str| {
        error(&format!(
            r#"{{"specversion":"1.0","id":"{ID}","source":"/shop","type":"order.placed",{members}}}"#
        ))
    };
    let of_id = "cannot read message 01890a5d-ac96-774b-bcce-b302099a8057 (`order.placed`): its";

    assert_eq!(
        error("{\n  \"id\": }"),
        "cannot read a structured message: expected value at line 2 column 9: the body has to be one JSON object, as `application/cloudevents+json` says"
    );
    assert_eq!(
        error("[]"),
        "cannot read a structured message: invalid type: sequence, expected a CloudEvent at line 1 column 0: the body has to be one JSON object, as `application/cloudevents+json` says"
    );
    assert_eq!(
        event(r#""tags":["a"]"#),
        format!("{of_id} `tags` is `[\"a\"]`, and has to be a text, a whole number, true or false")
    );
    assert_eq!(
        event(r#""data_base64":"?""#),
        format!("{of_id} `data_base64` is `\"?\"`, and has to be bytes as base64")
    );
    assert_eq!(
        event(r#""data_base64":"AA==","data":1"#),
        format!("{of_id} `data` is `1`, and has to be absent, as there is `data_base64` too")
    );
    assert_eq!(
        event(r#""datacontenttype":"text/xml","data":1"#),
        format!("{of_id} `data` is `1`, and has to be a text, as `datacontenttype` does not say JSON")
    );
    assert_eq!(event(r#""data":1,"data":2"#), format!("{of_id} `data` is `1`, and has to be there once"));
    assert_eq!(
        event(r#""my_tag":1"#),
        "`my_tag` cannot be the name of an extension of message 01890a5d-ac96-774b-bcce-b302099a8057 (`order.placed`): use lower-case letters and digits, at most 20, and no name that CloudEvents or this library has for something else"
    );
}

#[test]
fn names_sources_and_times_are_refused_where_they_are_set() {
    for name in ["", "data", "myTag", "my-tag", "id", "dataversion", "aaaaaaaaaabbbbbbbbbbc"] {
        let error = message().with_extension(name, "value").unwrap_err();
        assert!(matches!(error, MessageError::AttributeName { .. }), "{name}");
    }
    assert_eq!(
        Source::new("my shop").unwrap_err().to_string(),
        "`my shop` cannot be the source of messages: use a URI reference, as `/shop` or `https://example.com/shop`"
    );
    let far = UNIX_EPOCH - Duration::from_hours(3_000 * 366 * 24);
    let envelope = OrderPlaced { order_id: 7 }.occurred_at(far);
    let text = Message::of(&envelope, message().source(), &Json).unwrap_err().to_string();
    assert!(
        text.starts_with(&format!("cannot write message {} (`order.placed`): its time is", envelope.id()))
    );
    assert!(text.ends_with("and RFC 3339 has times of the years 0 to 9999 only"), "{text}");
    assert_eq!(
        message().with_time(far).unwrap_err().to_string().replace(ID, ""),
        text.replace(&envelope.id().to_string(), "")
    );
}

#[test]
fn an_event_that_the_codec_cannot_say_is_an_error() {
    let envelope = PricesChanged { by_place: BTreeMap::from([((1, 2), 3)]) }.occurred();

    assert_eq!(
        Message::of(&envelope, message().source(), &Json).unwrap_err().to_string(),
        format!(
            "cannot encode message {} (`prices.changed`), version 1, as `application/json`: key must be a string: use another codec or type",
            envelope.id()
        )
    );
}

#[test]
fn a_message_of_another_event_or_format_is_not_decoded() {
    let error = |message: &Message| message.envelope_of::<OrderPlaced, _>(&Json).unwrap_err().to_string();
    let another = headers(&[("ce_type", Some("order.shipped"))]);
    let another = Message::from_binary(Binding::Kafka, another, "").unwrap();

    assert_eq!(
        error(&another),
        "cannot decode message 01890a5d-ac96-774b-bcce-b302099a8057 (`order.shipped`) as `order.placed`: ask for the event that `event_name` says"
    );
    assert_eq!(
        error(&message().with_body("application/xml", "<order/>")),
        "cannot decode message 01890a5d-ac96-774b-bcce-b302099a8057 (`order.placed`): its body is `application/xml`, and the codec reads `application/json`: use the codec that the sender has used"
    );
    assert_eq!(
        error(&message().with_body("application/json", "")),
        "cannot decode message 01890a5d-ac96-774b-bcce-b302099a8057 (`order.placed`), version 1, from `application/json`: EOF while parsing a value at line 1 column 0: if the event has changed its shape, give it a new `version` and `upcast_from`"
    );
}
