//! Records that are not as this library writes them.

use std::time::Duration;

use domain_events::message::Headers;
use domain_events::transport::{DeadLetter, DeadLetterReason, Delivery};
use domain_events::{Message, Subscription, Transport};
use rdkafka::Message as _;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::message::{Header, Headers as _, OwnedHeaders, OwnedMessage};
use rdkafka::producer::{FutureProducer, FutureRecord};

use crate::broker::{
    EVENT, builder, client, connect, end, message, name, next, subscribe, subscription, within,
};

async fn send(topic: &str, key: &str, body: Option<&[u8]>, headers: OwnedHeaders) {
    let producer: FutureProducer = client().create().expect("a producer starts");
    let mut record = FutureRecord::<str, [u8]>::to(topic).key(key).headers(headers);
    record.payload = body;
    producer.send(record, Duration::from_secs(10)).await.expect("another program sends");
}

fn headers(of: &[(&str, Option<&[u8]>)]) -> OwnedHeaders {
    of.iter().fold(OwnedHeaders::new(), |all, (key, value)| all.insert(Header { key, value: *value }))
}

/// The first record of a topic, as another program sees it.
async fn first_record(topic: &str) -> OwnedMessage {
    let mut config = client();
    config.set("group.id", name("look")).set("auto.offset.reset", "earliest");
    let topic = topic.to_owned();
    let look = tokio::task::spawn_blocking(move || {
        let consumer: BaseConsumer = config.create().expect("a consumer starts");
        consumer.subscribe(&[&topic]).expect("a topic can be looked at");
        loop {
            if let Some(record) = consumer.poll(Duration::from_millis(100)) {
                return record.expect("a record comes").detach();
            }
        }
    });
    within("a record", look).await.expect("it does not panic")
}

/// Headers that are no text, a header without a value and the key are among the dead letters as they came.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_letter_has_all_bytes_that_it_came_with() {
    let topic = name("bytes");
    let group = format!("{topic}-sales");
    let transport = connect(builder(&topic)).await;
    let deliveries = subscribe(&transport, &subscription(&group)).await;
    let (binary, none) = (Some(&b"\xff\x00\xfe"[..]), None);
    let came =
        [("x-binary", binary), ("x-none", none), ("x-twice", Some(&b"1"[..])), ("x-twice", Some(b"2"))];
    send(&topic, "the key", Some(b"\x00\xff no message"), headers(&came)).await;

    let delivery = next(&deliveries).await;
    delivery.received().expect_err("it is no message");
    let why = DeadLetter::new(&group, DeadLetterReason::Undecodable, "it is no message", 1);
    delivery.dead_letter(&why).await.expect("it is set aside");

    let record = first_record(&format!("{group}.dead")).await;
    assert_eq!((record.key(), record.payload()), (Some(&b"the key"[..]), Some(&b"\x00\xff no message"[..])));
    let all = record.headers().expect("it has headers");
    for (at, (key, value)) in came.into_iter().enumerate() {
        assert_eq!(all.get(at), Header { key, value });
    }
    let texts = (0..all.count()).filter_map(|at| {
        let Header { key, value } = all.get(at);
        Some((key.to_owned(), String::from_utf8(value?.to_vec()).ok()?))
    });
    let read = DeadLetter::from_headers(&texts.collect::<Headers>()).expect("it says why");
    assert_eq!(read.reason(), DeadLetterReason::Undecodable);
    end(transport, &topic).await;
}

/// A tombstone is a message without a body.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_without_a_value_has_an_empty_body() {
    let topic = name("tombstone");
    let transport = connect(builder(&topic)).await;
    let deliveries = subscribe(&transport, &subscription(&format!("{topic}-sales"))).await;
    let id = domain_events::Uuid::now_v7().to_string();
    let attributes =
        [("ce_specversion", "1.0"), ("ce_id", id.as_str()), ("ce_source", "/x"), ("ce_type", EVENT)];
    let attributes = attributes.map(|(name, value)| (name, Some(value.as_bytes())));
    send(&topic, "k", None, headers(&attributes)).await;

    let delivery = next(&deliveries).await;

    assert!(delivery.received().expect("it is a message").body().is_empty());
    delivery.ack().await.expect("it is settled");
    end(transport, &topic).await;
}

/// A structured message says its event's name in its body: a group takes those of its events, and no others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn structured_messages_come_to_the_groups_of_their_events() {
    let topic = name("structured");
    let transport = connect(builder(&topic).partitions(1)).await;
    let deliveries = subscribe(&transport, &subscription(&format!("{topic}-sales"))).await;
    let ours = message("k", 1);
    let other = Message::new(ours.id(), ours.source(), "order.paid");
    for message in [&other, &ours] {
        let content_type = [("content-type", Some(Message::STRUCTURED.as_bytes()))];
        send(&topic, "k", Some(&message.to_structured()), headers(&content_type)).await;
    }

    let delivery = next(&deliveries).await;

    assert_eq!(delivery.received().expect("it is a message"), &ours);
    delivery.ack().await.expect("it is settled");
    end(transport, &topic).await;
}

/// Other programs find messages of a key where they look for them: keys, times and headers are the record's own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_is_a_record_that_other_programs_read() {
    let topic = name("read");
    let transport = connect(builder(&topic)).await;
    let subscription = Subscription::new(format!("{topic}-sales"), [EVENT]);
    transport.declare(&[subscription]).await.expect("a group is declared");
    let time = std::time::UNIX_EPOCH + Duration::from_millis(1_700_000_000_123);
    let message = message("order-7", 7).with_time(time).expect("it is a time");

    transport.send(std::slice::from_ref(&message)).await.expect("a message is sent");

    let record = first_record(&topic).await;
    assert_eq!(record.key(), Some(&b"order-7"[..]));
    assert_eq!(record.timestamp().to_millis(), Some(1_700_000_000_123));
    let named = |name: &str| {
        let headers = record.headers().expect("it has headers");
        headers.iter().find(|header| header.key == name).and_then(|header| header.value.map(<[u8]>::to_vec))
    };
    assert_eq!(named("ce_type"), Some(EVENT.as_bytes().to_vec()));
    assert_eq!(named("ce_id"), Some(message.id().to_string().into_bytes()));
    assert_eq!(named("content-type"), Some(b"text/plain".to_vec()));
    end(transport, &topic).await;
}
