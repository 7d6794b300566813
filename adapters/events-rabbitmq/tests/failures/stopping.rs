//! Consumers that stop while others wait to take their place.

use std::future::poll_fn;
use std::task::Poll;
use std::time::Duration;

use domain_events::Transport;
use domain_events::transport::{DeadLetter, DeadLetterReason, Deliveries, Delivery, Order};
use tokio::time::timeout;

use crate::scene::{Scene, messages, next, quiet};

#[tokio::test]
async fn who_stops_is_overtaken_by_nobody_as_long_as_it_has_something_of_a_key() {
    let scene = Scene::new();
    let (one, other) = (scene.connect().await, scene.connect().await);
    let stops = scene.subscribe(&one, Order::ByKey).await;
    let sent = messages(20, 1);
    one.send(&sent).await.expect("they are sent");
    let held = next(&stops).await;
    let waits = scene.subscribe(&other, Order::ByKey).await;

    stops.close();

    quiet(&waits).await;
    held.ack().await.expect("what was taken can be settled");
    for expected in &sent[1..] {
        let delivery = next(&waits).await;
        assert_eq!(delivery.received().expect("it is a message"), expected);
        delivery.ack().await.expect("it is settled");
    }
    quiet(&waits).await;
    scene.end().await;
}

#[tokio::test]
async fn what_is_retried_by_one_that_stops_keeps_its_place() {
    let scene = Scene::new();
    let (one, other) = (scene.connect().await, scene.connect().await);
    let stops = scene.subscribe(&one, Order::ByKey).await;
    let sent = messages(10, 1);
    one.send(&sent).await.expect("they are sent");
    let held = next(&stops).await;
    stops.close();

    held.retry(Duration::from_millis(1)).await.expect("it is given back");

    let waits = scene.subscribe(&other, Order::ByKey).await;
    for expected in &sent {
        let delivery = next(&waits).await;
        assert_eq!(delivery.received().expect("it is a message"), expected);
        delivery.ack().await.expect("it is settled");
    }
    scene.end().await;
}

#[tokio::test]
async fn a_transport_that_is_closed_ends_all_that_waits() {
    let scene = Scene::new();
    let transport = scene.connect().await;
    let deliveries = scene.subscribe(&transport, Order::ByKey).await;
    let waits = tokio::spawn(async move { deliveries.next().await.map(|next| next.is_none()) });

    timeout(Duration::from_secs(5), transport.close()).await.expect("it is closed in time");

    let ended = timeout(Duration::from_secs(5), waits).await.expect("it ends in time");
    assert!(ended.expect("it does not panic").expect("to be closed is no error"));
    scene.end().await;
}

#[tokio::test]
async fn what_could_not_be_settled_comes_again_before_those_behind_it() {
    let scene = Scene::new();
    let transport = scene.connect().await;
    let deliveries = scene.subscribe(&transport, Order::ByKey).await;
    let sent = messages(5, 1);
    transport.send(&sent).await.expect("they are sent");
    let first = next(&deliveries).await;
    let why = DeadLetter::new(&scene.group, DeadLetterReason::Permanent, "no", 1);
    let mut settling = Box::pin(first.dead_letter(&why));
    let begun = poll_fn(|context| Poll::Ready(settling.as_mut().poll(context).is_pending())).await;
    assert!(begun, "it waits for the broker");

    drop(settling);

    for expected in &sent {
        let delivery = next(&deliveries).await;
        assert_eq!(delivery.received().expect("it is a message"), expected);
        delivery.ack().await.expect("it is settled");
    }
    quiet(&deliveries).await;
    scene.end().await;
}
