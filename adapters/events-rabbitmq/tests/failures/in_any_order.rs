//! Groups whose messages come in any order: retries wait in queues of the broker.

use std::time::{Duration, Instant};

use domain_events::Transport;
use domain_events::transport::{DeadLetter, DeadLetterReason, Deliveries, Delivery, Order};
use lapin::options::BasicGetOptions;
use lapin::types::{AMQPValue, FieldTable};

use crate::broker;
use crate::scene::{Scene, message, messages, next, quiet};

#[tokio::test]
async fn a_retry_comes_after_its_delay_with_all_that_it_came_with() {
    let scene = Scene::new();
    let transport = scene.connect().await;
    let deliveries = scene.subscribe(&transport, Order::Any).await;
    let sent = message("größe", 1)
        .with_header("x-twice", "one")
        .with_header("CC", "me@example.com")
        .with_header("x-twice", "two");
    transport.send(std::slice::from_ref(&sent)).await.expect("it is sent");

    let mut delivery = next(&deliveries).await;
    for (attempt, delay) in (1..).zip([0, 1, 90, 350, 90].map(Duration::from_millis)) {
        assert_eq!((delivery.attempt(), delivery.received().expect("it is a message")), (attempt, &sent));
        let began = Instant::now();
        delivery.retry(delay).await.expect("it is retried");
        delivery = next(&deliveries).await;
        assert!(began.elapsed() >= delay, "it came after {:?} instead of {delay:?}", began.elapsed());
    }

    drop(delivery);
    let dropped = next(&deliveries).await;
    assert_eq!(dropped.attempt(), 7, "one that was dropped counts beside those that were retried");
    dropped.ack().await.expect("it is settled");
    quiet(&deliveries).await;
    scene.end().await;
}

#[tokio::test]
async fn one_that_waits_for_its_retry_holds_nothing_back() {
    let scene = Scene::new();
    let transport = scene.connect().await;
    let subscription = scene.subscription(Order::Any).prefetch(1);
    let deliveries = transport.subscribe(&subscription).await.expect("a group is subscribed to");
    let sent = messages(3, 1);
    transport.send(&sent).await.expect("they are sent");
    next(&deliveries).await.retry(Duration::from_millis(500)).await.expect("it is retried");

    for expected in [&sent[1], &sent[2], &sent[0]] {
        let delivery = next(&deliveries).await;
        assert_eq!(delivery.received().expect("it is a message"), expected);
        delivery.ack().await.expect("it is settled");
    }
    scene.end().await;
}

#[tokio::test]
async fn a_queue_for_retries_that_was_deleted_is_declared_anew() {
    let scene = Scene::new();
    let transport = scene.connect().await;
    let deliveries = scene.subscribe(&transport, Order::Any).await;
    transport.send(&messages(1, 1)).await.expect("it is sent");
    next(&deliveries).await.retry(Duration::from_millis(8)).await.expect("it is retried");
    let delivery = next(&deliveries).await;
    let (_connection, channel) = broker::channel(&scene.uri).await;
    let today = std::time::UNIX_EPOCH.elapsed().expect("it is after 1970").as_secs() / 86_400;
    for day in [today - 1, today] {
        broker::delete(&channel, &format!("{}.retry.8.{day}", scene.group)).await;
    }

    delivery.retry(Duration::from_millis(8)).await.expect("it is retried");

    next(&deliveries).await.ack().await.expect("it is settled");
    scene.end().await;
}

#[tokio::test]
async fn what_has_no_text_is_not_shown_and_not_lost() {
    let scene = Scene::new();
    let transport = scene.connect().await;
    let deliveries = scene.subscribe(&transport, Order::Any).await;
    let mut headers = FieldTable::default();
    let table = AMQPValue::FieldTable(FieldTable::default());
    headers.insert("x-bytes".into(), AMQPValue::LongString(vec![0xff].into()));
    headers.insert("x-table".into(), table.clone());
    headers.insert("x-number".into(), AMQPValue::LongInt(7));
    broker::publish(&scene.uri, &scene.exchange, "order.placed", headers, b"\xff").await;

    next(&deliveries).await.retry(Duration::from_millis(1)).await.expect("it is retried");
    let delivery = next(&deliveries).await;
    let came = delivery.received().expect_err("it is no message");
    assert_eq!(came.headers(), [("x-number".to_owned(), "7".to_owned())]);
    let why = DeadLetter::new(&scene.group, DeadLetterReason::Undecodable, came, delivery.attempt());
    delivery.dead_letter(&why).await.expect("it is set aside");

    let (_connection, channel) = broker::channel(&scene.uri).await;
    let queue = format!("{}.dead", scene.group);
    let letter =
        channel.basic_get(queue.into(), BasicGetOptions { no_ack: true }).await.expect("it is there");
    let letter = letter.expect("it is there").delivery;
    let headers = letter.properties.headers().clone().expect("it has headers");
    assert_eq!(headers.inner().get("x-table"), Some(&table));
    assert_eq!(headers.inner().get("x-bytes"), Some(&AMQPValue::LongString(vec![0xff].into())));
    assert_eq!(headers.inner().get("x-number"), Some(&AMQPValue::LongInt(7)));
    assert_eq!(letter.data, b"\xff");
    scene.end().await;
}

#[tokio::test]
async fn all_consumers_of_a_group_take_messages() {
    let scene = Scene::new();
    let (one, other) = (scene.connect().await, scene.connect().await);
    let subscription = scene.subscription(Order::Any).prefetch(1);
    let first = one.subscribe(&subscription).await.expect("a group is subscribed to");
    let second = other.subscribe(&subscription).await.expect("a group is subscribed to");

    one.send(&messages(2, 1)).await.expect("they are sent");

    let (taken, also) = (next(&first).await, next(&second).await);
    taken.ack().await.expect("it is settled");
    first.close();
    drop(first);
    also.release().await.expect("it is released");
    let again = next(&second).await;
    assert!(again.attempt() >= 2, "the broker counts what was given back");
    again.ack().await.expect("it is settled");
    assert_eq!(second.lag().await, Some(0));
    scene.end().await;
}
