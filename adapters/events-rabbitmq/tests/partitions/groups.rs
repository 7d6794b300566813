//! What is declared, and what was declared otherwise.

use std::time::Duration;

use domain_events::transport::{DeadLetter, DeadLetterReason, Deliveries, Delivery, Order, Problem};
use domain_events::{Transport, TransportError};
use events_rabbitmq::RabbitMq;
use lapin::options::QueueDeclareOptions;
use lapin::types::FieldTable;
use tokio::time::{interval, timeout};

use crate::scene::{LONG, Scene, message, next, quiet};
use crate::{KEYS, broker, scene};

/// How many consume a queue: `None` if it is not there.
async fn consumers(uri: &str, queue: &str) -> Option<u32> {
    let (_connection, channel) = broker::channel(uri).await;
    let options = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
    let found = channel.queue_declare(queue.into(), options, FieldTable::default()).await;
    found.ok().map(|queue| queue.consumer_count())
}

async fn consumers_become(uri: &str, queue: &str, expected: u32) {
    let mut ticks = interval(Duration::from_millis(50));
    let becomes = async {
        while consumers(uri, queue).await != Some(expected) {
            ticks.tick().await;
        }
    };
    timeout(LONG, becomes).await.unwrap_or_else(|_| panic!("`{queue}` does not get {expected} consumers"));
}

async fn declare(scene: &Scene, partitions: u32, order: Order) -> Result<(), TransportError> {
    let other = broker::found(scene.builder().partitions(partitions).connect().await);
    other.declare(&[scene.subscription(order)]).await
}

#[tokio::test]
async fn a_group_that_was_declared_with_another_number_differs_and_stays_as_it_is() {
    let scene = scene();
    let transport = scene.connect().await;
    let deliveries = scene.subscribe(&transport, Order::ByKey).await;

    for (partitions, order) in [(1, Order::ByKey), (1, Order::Any), (2, Order::ByKey), (64, Order::ByKey)] {
        let error = declare(&scene, partitions, order).await.expect_err("it has four");
        assert_eq!(error.problem(), Problem::Differs, "{partitions}: {error}");
        let text = error.to_string();
        for part in [&scene.group, "`partitions`", "let its workers empty"] {
            assert!(text.contains(part), "{partitions}: {text}");
        }
    }

    let sent = KEYS.as_flattened().iter().map(|key| message(key, 1)).collect::<Vec<_>>();
    transport.send(&sent).await.expect("they are sent");
    for _ in &sent {
        next(&deliveries).await.ack().await.expect("it is settled");
    }
    quiet(&deliveries).await;
    transport.close().await;
    scene.end().await;
}

#[tokio::test]
async fn a_group_of_one_queue_does_not_become_one_of_several() {
    for order in [Order::ByKey, Order::Any] {
        let scene = scene();
        declare(&scene, 1, order).await.expect("it is declared");

        let error = declare(&scene, 4, Order::ByKey).await.expect_err("it is one queue");

        assert_eq!(error.problem(), Problem::Differs, "{error}");
        assert!(error.to_string().contains("`partitions`"), "{error}");
        assert_eq!(consumers(&scene.uri, &format!("{}.0", scene.group)).await, None, "nothing was declared");
        scene.end().await;
    }
}

#[tokio::test]
async fn a_group_may_not_have_the_name_of_the_exchange() {
    let mut scene = scene();
    scene.group = scene.exchange.clone();

    let error = declare(&scene, 4, Order::ByKey).await.expect_err("there is an exchange of that name");

    assert_eq!(error.problem(), Problem::Refused, "{error}");
    scene.end().await;
}

#[tokio::test]
async fn deliveries_that_are_dropped_leave_no_consumer() {
    let scene = scene();
    let (one, other) = (scene.connect().await, scene.connect().await);
    let queues = [".workers", ".0", ".1", ".2", ".3"].map(|suffix| scene.group.clone() + suffix);
    let deliveries = scene.subscribe(&one, Order::ByKey).await;
    let others = scene.subscribe(&other, Order::ByKey).await;
    consumers_become(&scene.uri, &queues[0], 2).await;

    drop(deliveries);

    consumers_become(&scene.uri, &queues[0], 1).await;
    drop(others);
    for queue in queues {
        consumers_become(&scene.uri, &queue, 0).await;
    }
    one.close().await;
    other.close().await;
    scene.end().await;
}

#[tokio::test]
async fn a_queue_that_was_deleted_is_declared_anew_and_meanwhile_nothing_is_lost() {
    let scene = scene();
    let transport = scene.connect().await;
    let deliveries = scene.subscribe(&transport, Order::ByKey).await;
    let deleted = format!("{}.2", scene.group);
    let (_connection, channel) = broker::channel(&scene.uri).await;
    broker::delete(&channel, &deleted).await;

    let sent = message(KEYS[2][0], 1);
    transport.send(std::slice::from_ref(&sent)).await.expect("another queue takes it");

    let delivery = next(&deliveries).await;
    assert_eq!(delivery.received().expect("it is a message"), &sent);
    delivery.ack().await.expect("it is settled");
    consumers_become(&scene.uri, &deleted, 1).await;
    transport.close().await;
    scene.end().await;
}

#[tokio::test]
async fn the_queue_on_which_workers_are_counted_is_declared_anew_when_it_was_deleted() {
    let scene = scene();
    let transport = scene.connect().await;
    let _deliveries = scene.subscribe(&transport, Order::ByKey).await;
    let workers = format!("{}.workers", scene.group);
    consumers_become(&scene.uri, &workers, 1).await;
    let (_connection, channel) = broker::channel(&scene.uri).await;

    broker::delete(&channel, &workers).await;

    consumers_become(&scene.uri, &workers, 1).await;
    transport.close().await;
    scene.end().await;
}

#[tokio::test]
async fn what_nobody_settles_is_set_aside_and_says_why() {
    let scene = scene();
    let transport: RabbitMq = broker::found(scene.builder().delivery_limit(1).connect().await);
    let other = broker::found(scene.builder().partitions(1).connect().await);
    let poison = message("key", 1);
    transport.declare(&[scene.subscription(Order::ByKey)]).await.expect("it is declared");
    other.send_to(&scene.group, std::slice::from_ref(&poison)).await.expect("it is sent");

    for attempt in 1..=2 {
        let deliveries = scene.subscribe(&transport, Order::ByKey).await;
        let delivery = next(&deliveries).await;
        assert_eq!(delivery.attempt(), attempt);
        deliveries.close();
        drop(delivery);
    }

    let letters = scene.dead_letters(&transport).await;
    let letter = next(&letters).await;
    let received = letter.received().expect("it is a message");
    let why = DeadLetter::of(received).expect("it says why it is there");
    assert_eq!((why.reason(), why.attempts()), (DeadLetterReason::AttemptsExhausted, 2));
    assert!(why.error().contains("given to workers 2 times"), "{}", why.error());
    assert_eq!(DeadLetter::without(received.clone()), poison);
    letter.ack().await.expect("it is settled");
    transport.close().await;
    scene.end().await;
}

#[test]
fn a_number_of_partitions_is_one_to_sixty_four() {
    for partitions in [0, 65] {
        let panicked = std::panic::catch_unwind(|| RabbitMq::builder("amqp://mq").partitions(partitions));
        assert!(panicked.is_err(), "{partitions}");
    }
}
