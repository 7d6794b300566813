//! Who gets what.

use std::sync::Arc;

use domain_events::prelude::*;
use domain_events::transport::Delivery;
use domain_events::{Subscription, Transport};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::Harness;
use crate::events::{Does, Notes, OrderPaid, OrderPlaced, Shop, message, messages, placed};
use crate::ledger::{Ledger, assert_each_once};
use crate::scene::{Scene, next, quiet, received};

/// What is sent to a declared group waits for the first consumer.
pub async fn what_is_sent_to_a_group_waits_for_its_first_consumer<H: Harness>(scene: Arc<Scene<H>>) {
    let group = scene.group("sales").await;
    let messages = messages(100, 10);
    scene.send(&messages).await;

    let deliveries = scene.subscribe(&group, 100).await;

    let mut numbers = Vec::new();
    for _ in 0..100 {
        let delivery = next::<H>(&deliveries).await;
        assert_eq!(delivery.attempt(), 1);
        assert!(messages.contains(received(&delivery)), "what came is what was sent");
        numbers.push(received(&delivery).id());
        delivery.ack().await.expect("it is settled");
    }
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 100);
}

/// Fifty publishers, a hundred events each; one group of ten workers.
pub async fn of_five_thousand_events_from_fifty_publishers_ten_workers_lose_none<H: Harness>(
    scene: Arc<Scene<H>>,
) {
    let group = scene.group("sales").await;
    let ledger = Ledger::new();
    let mut workers = Vec::new();
    for _ in 0..10 {
        let worker = Worker::new(scene.connect().await);
        let worker =
            worker.handler_with(Notes(ledger.clone()), |settings| settings.group(&group).concurrency(4));
        workers.push(scene.start(worker).await);
    }

    let mut publishers = JoinSet::new();
    for publisher in 0..50 {
        let shop = Shop { broker: Forward::new(scene.transport.clone()) };
        publishers.spawn(async move {
            for number in 0..100 {
                let receipt = shop.publish(placed(publisher * 100 + number, 64)).await;
                assert!(receipt.is_ok(), "{receipt:?}");
            }
        });
    }
    publishers.join_all().await;
    ledger.has_distinct(5_000).await;

    for worker in workers {
        worker.stop_clean().await;
    }
    assert_each_once(&ledger.entries(), 5_000);
}

/// A group takes the events that it asks for, and those alone.
pub async fn events_never_mix<H: Harness>(scene: Arc<Scene<H>>) {
    let (placed_only, paid_only) = (scene.namespace.name("placed"), scene.namespace.name("paid"));
    scene.declare(&placed_only, &[OrderPlaced::NAME]).await;
    scene.declare(&paid_only, &[OrderPaid::NAME]).await;
    let shop = Shop { broker: Forward::new(scene.transport.clone()) };
    for number in 0..50 {
        let (placed, order) = (placed(number, 5), format!("order-{}", number % 5));
        assert!(shop.publish(placed).await.is_ok());
        assert!(shop.publish(OrderPaid { order }).await.is_ok());
    }

    for (group, name) in [(&placed_only, OrderPlaced::NAME), (&paid_only, OrderPaid::NAME)] {
        let subscription = Subscription::new(group, [name]);
        let deliveries = scene.transport.subscribe(&subscription).await.expect("a group is subscribed to");
        for _ in 0..50 {
            let delivery = next::<H>(&deliveries).await;
            assert_eq!(received(&delivery).event_name(), name);
            delivery.ack().await.expect("it is settled");
        }
        quiet::<H>(&deliveries).await;
    }
}

/// Two groups of one event.
pub async fn each_group_gets_all_messages<H: Harness>(scene: Arc<Scene<H>>) {
    let ledgers = [Ledger::new(), Ledger::new()];
    let groups = [scene.group("email").await, scene.group("analytics").await];
    let mut workers = Vec::new();
    for (group, ledger) in groups.iter().zip(&ledgers) {
        let worker = Worker::new(scene.transport.clone());
        let worker = worker.handler_with(Notes(ledger.clone()), |settings| settings.group(group));
        workers.push(scene.start(worker).await);
    }

    scene.send(&messages(100, 10)).await;

    for ledger in &ledgers {
        ledger.has_distinct(100).await;
    }
    for worker in workers {
        worker.stop_clean().await;
    }
    for ledger in &ledgers {
        assert_each_once(&ledger.entries(), 100);
    }
}

/// A duplicate is another delivery with the same id.
pub async fn a_message_that_is_sent_twice_has_one_id<H: Harness>(scene: Arc<Scene<H>>) {
    let group = scene.group("sales").await;
    let message = message(placed(0, 1));
    scene.send(std::slice::from_ref(&message)).await;
    scene.send(std::slice::from_ref(&message)).await;

    let deliveries = scene.subscribe(&group, 10).await;

    for _ in 0..2 {
        let delivery = next::<H>(&deliveries).await;
        assert_eq!((delivery.attempt(), received(&delivery)), (1, &message));
        delivery.ack().await.expect("it is settled");
    }
}

/// Messages for one group alone.
pub async fn what_is_sent_to_one_group_comes_to_no_other<H: Harness>(scene: Arc<Scene<H>>) {
    let (email, analytics) = (scene.group("email").await, scene.group("analytics").await);
    let message = message(placed(0, 1));

    let sent = scene.transport.send_to(&email, std::slice::from_ref(&message)).await;

    sent.expect("there is such a group");
    let deliveries = scene.subscribe(&email, 10).await;
    let delivery = next::<H>(&deliveries).await;
    assert_eq!(received(&delivery), &message);
    delivery.ack().await.expect("it is settled");
    quiet::<H>(&scene.subscribe(&analytics, 10).await).await;
}

/// A handler that takes twice as long as the broker lets a message be held, or half a second where it lets it for ever.
pub async fn a_handler_slower_than_the_brokers_deadline_handles_once<H: Harness>(scene: Arc<Scene<H>>) {
    let group = scene.group("sales").await;
    let (begun, ended) = (Ledger::new(), Ledger::new());
    let takes = scene.harness.capabilities().slow();
    let handler = {
        let (begun, ended) = (begun.clone(), ended.clone());
        Does(move |placed: Envelope<OrderPlaced>| {
            begun.note(&placed);
            let ended = ended.clone();
            async move {
                if placed.number == 0 {
                    sleep(takes).await; // the time it takes is what the rule is about
                }
                ended.note(&placed);
                Ok(())
            }
        })
    };
    let worker =
        Worker::new(scene.transport.clone()).handler_with(handler, |settings| settings.group(&group));
    let worker = scene.start(worker).await;

    scene.send(&messages(10, 10)).await;

    let entries = ended.has_distinct(10).await;
    assert_eq!(entries.last().map(|entry| entry.number), Some(0), "the others did not wait for the slow one");
    worker.stop_clean().await;
    assert_each_once(&begun.entries(), 10);
}
