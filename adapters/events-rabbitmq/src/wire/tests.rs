use std::time::{Duration, SystemTime};

use events_worker::Source;
use events_worker::transport::DeadLetterReason;
use lapin::types::FieldArray;

use super::*;

fn message() -> Message {
    let id = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
    Message::new(id, &Source::new("/shop").unwrap(), "order.placed")
        .with_time(SystemTime::UNIX_EPOCH + Duration::from_millis(1_500))
        .unwrap()
        .with_subject("o-1")
        .with_body("application/json", "{}")
}

fn round_trip(message: &Message) -> Message {
    let properties = write(message).unwrap();
    read(&properties, headers(&properties), message.body().clone()).unwrap()
}

fn came(headers: &[(&str, AMQPValue)]) -> BasicProperties {
    let mut table = write(&message()).unwrap().headers().clone().unwrap();
    for (name, value) in headers {
        table.insert((*name).into(), value.clone());
    }
    write(&message()).unwrap().with_headers(table)
}

fn text(text: &str) -> AMQPValue {
    AMQPValue::LongString(text.into())
}

#[test]
fn what_a_broker_shows_of_a_message_is_in_its_properties() {
    let properties = write(&message()).unwrap();

    assert_eq!(properties.content_type().as_ref().unwrap().as_str(), "application/json");
    assert_eq!(properties.message_id().as_ref().unwrap().as_str(), message().id().to_string());
    assert_eq!(properties.kind().as_ref().unwrap().as_str(), "order.placed");
    assert_eq!((*properties.timestamp(), *properties.delivery_mode()), (Some(1), Some(2)));
    let headers = properties.headers().as_ref().unwrap();
    assert_eq!(headers.inner().get("cloudEvents_subject"), Some(&text("o-1")));
    assert!(!headers.contains_key("content-type") && !headers.contains_key(names::ORDER));
}

#[test]
fn a_message_has_the_slot_of_its_key_which_is_not_shown_and_stays_with_it() {
    let slot = |properties: &BasicProperties| {
        let headers = properties.headers().clone().unwrap();
        headers.inner().get("domain-events-slot").cloned()
    };
    let mine = message().with_header("domain-events-slot", "mine");
    let properties = write(&mine).unwrap();

    assert_eq!(slot(&properties), Some(text("26")));
    assert_eq!(round_trip(&mine), mine);
    let why = DeadLetter::new("sales", DeadLetterReason::Permanent, "no", 1);
    assert_eq!(slot(&again(&properties, 1)), Some(text("26")));
    assert_eq!(slot(&set_aside(&properties, &why)), Some(text("26")));
    let keyless = Message::new(mine.id(), mine.source(), "order.placed");
    assert!(slot(&write(&keyless).unwrap()).is_some());
}

#[test]
fn headers_keep_their_order_and_their_number() {
    let names = ["z", "x-twice", "a", "x-twice", "", "ü", "x-twice", "a"];
    let message = names
        .into_iter()
        .enumerate()
        .fold(message(), |message, (i, name)| message.with_header(name, format!("value {i}")));

    assert_eq!(round_trip(&message), message);
}

#[test]
fn headers_with_names_that_the_broker_has_for_itself_are_kept_from_it() {
    let names =
        ["CC", "BCC", "x-death", "x-delivery-count", "domain-events-retries", "domain-events-header:CC"];
    let message = names.into_iter().fold(message(), |message, name| message.with_header(name, "mine"));

    let properties = write(&message).unwrap();

    assert!(!properties.headers().as_ref().unwrap().contains_key("CC"));
    assert_eq!((retries(&properties), delivery_count(&properties)), (0, 0));
    assert_eq!(round_trip(&message), message);
}

#[test]
fn values_of_other_types_are_read_as_text_where_they_have_one() {
    let seconds = AMQPValue::Timestamp(1);
    let several = FieldArray::from(vec![text("one"), AMQPValue::LongInt(-2), AMQPValue::Void]);
    let properties = came(&[
        ("a-number", AMQPValue::LongLongInt(7)),
        ("b-true", AMQPValue::Boolean(true)),
        ("c-several", AMQPValue::FieldArray(several)),
        ("d-table", AMQPValue::FieldTable(FieldTable::default())),
        ("e-not-utf-8", AMQPValue::LongString(vec![0xff].into())),
        ("cloudEvents:time", seconds.clone()),
        ("cloudEvents_time", seconds),
    ]);

    let read = read(&properties, headers(&properties), Bytes::new()).unwrap();

    let expected = [("a-number", "7"), ("b-true", "true"), ("c-several", "one"), ("c-several", "-2")];
    let headers = read.headers().iter().map(|(name, value)| (name.as_str(), value.as_str()));
    assert!(headers.eq(expected), "{read:?}");
    assert_eq!(read.time(), Some(SystemTime::UNIX_EPOCH + Duration::from_secs(1)));
}

#[test]
fn a_copy_has_all_that_came_and_nothing_that_the_broker_acts_on() {
    let strange = AMQPValue::FieldTable(FieldTable::default());
    let properties = came(&[
        ("x-strange", strange.clone()),
        ("CC", AMQPValue::FieldArray(FieldArray::default())),
        ("x-death", AMQPValue::FieldArray(FieldArray::default())),
        ("x-first-death-queue", text("sales")),
        ("x-delivery-count", AMQPValue::LongLongInt(3)),
    ]);
    let properties = properties
        .with_expiration("1".into())
        .with_user_id("somebody".into())
        .with_correlation_id("c".into())
        .with_content_encoding("utf-8".into());

    let copy = again(&again(&properties, 4), 5);

    let headers = copy.headers().as_ref().unwrap();
    assert_eq!(headers.inner().get("x-strange"), Some(&strange));
    for gone in ["CC", "x-death", "x-first-death-queue", "x-delivery-count"] {
        assert!(!headers.contains_key(gone), "{gone}");
    }
    assert_eq!((copy.expiration(), copy.user_id()), (&None, &None));
    assert_eq!(copy.correlation_id(), properties.correlation_id());
    assert_eq!(copy.content_encoding(), properties.content_encoding());
    assert_eq!(retries(&copy), 5);
    let read = read(&copy, super::headers(&copy), message().body().clone()).unwrap();
    assert_eq!(read, message());
}

#[test]
fn a_dead_letter_says_why_it_is_there() {
    let why = DeadLetter::new("sales", DeadLetterReason::Permanent, "für immer", 3);

    let copy = set_aside(&again(&write(&message()).unwrap(), 2), &why);

    assert_eq!(retries(&copy), 0);
    let read = read(&copy, headers(&copy), message().body().clone()).unwrap();
    assert_eq!(DeadLetter::of(&read).unwrap().error(), "für immer");
    assert_eq!(DeadLetter::without(read), message());
}

#[test]
fn what_the_protocol_has_no_room_for_is_refused() {
    let long = "n".repeat(256);
    let name = Message::new(message().id(), message().source(), long.clone());
    for message in [name, message().with_header(&long, ""), message().with_body(long.clone(), "")] {
        let failure = write(&message).unwrap_err();
        assert_eq!(failure.problem, Problem::Refused);
        assert!(failure.cause.contains("256"), "{}", failure.cause);
    }
}
