//! What comes before what.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain_events::prelude::*;
use domain_events::transport::Delivery;

use crate::events::{Does, Notes, OrderPlaced, message, messages};
use crate::ledger::{Entry, Ledger, assert_each_once, assert_in_order};
use crate::scene::{Running, Scene, at_once, next, quiet, received};
use crate::{Capability, Harness};

/// As long as a message is not settled, the next of its key does not come, and those of other keys do.
pub async fn a_message_that_is_held_holds_back_its_key_alone<H: Harness>(scene: Arc<Scene<H>>) {
    if !scene.has(Capability::Order) {
        return;
    }
    let group = scene.group("sales").await;
    let of = |order: &str, number| message(OrderPlaced { order: order.to_owned(), number });
    let sent = [of("held", 0), of("held", 1), of("free", 0), of("free", 1), of("free", 2)];
    scene.send(&sent).await;

    let deliveries = scene.subscribe(&group, 10).await;

    let (mut held, mut free) = (None, Vec::new());
    while held.is_none() || free.len() < 3 {
        let delivery = next::<H>(&deliveries).await;
        if received(&delivery).subject() == Some("held") {
            assert!(held.is_none(), "the next of a key came before the first was settled");
            assert_eq!(received(&delivery), &sent[0]);
            held = Some(delivery);
        } else {
            free.push(received(&delivery).clone());
            delivery.ack().await.expect("it is settled");
        }
    }
    assert_eq!(free, sent[2..]);
    quiet::<H>(&deliveries).await;
    held.expect("it came").ack().await.expect("it is settled");
    let next = next::<H>(&deliveries).await;
    assert_eq!(received(&next), &sent[1]);
    next.ack().await.expect("it is settled");
}

/// A message that waits for its retry holds back its key, and no other.
pub async fn a_message_that_waits_for_its_retry_holds_back_its_key_alone<H: Harness>(scene: Arc<Scene<H>>) {
    const DELAY: Duration = Duration::from_millis(400);
    if !scene.has(Capability::Order) {
        return;
    }
    let group = scene.group("sales").await;
    let of = |order: &str, number| message(OrderPlaced { order: order.to_owned(), number });
    let sent = [of("waits", 0), of("waits", 1), of("free", 0), of("free", 1)];
    scene.send(&sent).await;

    let deliveries = scene.subscribe(&group, 10).await;

    let (mut retried, mut came) = (None, Vec::new());
    while came.len() < 4 {
        let delivery = next::<H>(&deliveries).await;
        if retried.is_none() && received(&delivery) == &sent[0] {
            retried = Some(Instant::now());
            delivery.retry(DELAY).await.expect("it is retried");
            continue;
        }
        let at = (delivery.attempt(), Instant::now());
        came.push((received(&delivery).clone(), at));
        delivery.ack().await.expect("it is settled");
    }
    let of_key = |key| came.iter().filter(move |(message, _)| message.subject() == Some(key));
    assert!(of_key("waits").map(|(message, _)| message).eq(&sent[..2]), "in order");
    assert!(of_key("free").map(|(message, _)| message).eq(&sent[2..]), "in order");
    let (attempt, at) = of_key("waits").next().expect("it came").1;
    let retried = retried.expect("it was retried");
    assert_eq!(attempt, 2);
    assert!(at - retried >= DELAY, "it came after {:?}", at - retried);
    assert!(of_key("free").all(|(_, (_, free))| *free < at), "those of other keys did not wait");
}

/// A thousand messages, sixteen keys, ten workers.
pub async fn messages_of_a_key_are_handled_in_order_by_ten_workers<H: Harness>(scene: Arc<Scene<H>>) {
    if !scene.has(Capability::Order) {
        return;
    }
    let group = scene.group("sales").await;
    let ledger = Ledger::new();
    let mut workers = Vec::new();
    for _ in 0..10 {
        let worker = Worker::new(scene.connect().await)
            .handler_with(Notes(ledger.clone()), |settings| settings.group(&group).concurrency(4));
        workers.push(scene.start(worker).await);
    }

    scene.send(&messages(1_000, 16)).await;

    ledger.has_distinct(1_000).await;
    stop_all(workers).await;
    assert_each_once(&ledger.entries(), 1_000);
    assert_in_order(ledger.entries().iter().map(Entry::ordered));
}

/// The same, when every seventh fails twice before it is done.
pub async fn messages_of_a_key_keep_their_order_when_some_fail<H: Harness>(scene: Arc<Scene<H>>) {
    if !scene.has(Capability::Order) {
        return;
    }
    let group = scene.group("sales").await;
    let (begun, done) = (Ledger::new(), Ledger::new());
    let mut workers = Vec::new();
    for _ in 0..10 {
        let (begun, done) = (begun.clone(), done.clone());
        let handler = Does(move |placed: Envelope<OrderPlaced>| {
            let attempt = begun.note(&placed);
            let fails = placed.number.is_multiple_of(7) && attempt < 3;
            if !fails {
                done.note(&placed);
            }
            async move { if fails { Err("not yet".into()) } else { Ok(()) } }
        });
        let worker = Worker::new(scene.connect().await)
            .handler_with(handler, |settings| settings.group(&group).concurrency(4).retry(at_once()));
        workers.push(scene.start(worker).await);
    }

    scene.send(&messages(1_000, 16)).await;

    done.has_distinct(1_000).await;
    stop_all(workers).await;
    assert_each_once(&done.entries(), 1_000);
    assert_in_order(begun.entries().iter().map(Entry::ordered));
    let mut attempts = HashMap::<u64, u32>::new();
    begun.entries().iter().for_each(|entry| *attempts.entry(entry.number).or_default() += 1);
    let expected = |number: u64| if number.is_multiple_of(7) { 3 } else { 1 };
    let wrong = attempts.iter().filter(|(number, attempts)| **attempts != expected(**number));
    assert_eq!(wrong.collect::<Vec<_>>(), []);
}

async fn stop_all(workers: Vec<Running>) {
    for worker in workers {
        worker.stop_clean().await;
    }
}
