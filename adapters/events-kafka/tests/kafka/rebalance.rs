//! Consumers that come and go.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use domain_events::transport::{Deliveries, Delivery, Problem};
use domain_events::{Subscription, Transport};
use events_kafka::{Kafka, KafkaDeliveries};
use tokio::task::JoinSet;

use crate::broker::{builder, connect, end, message, name, next, number, subscribe, subscription, until};

const KEYS: u64 = 32;
const MESSAGES: u64 = 5_000;

type Handled = Arc<Mutex<Vec<(u64, u64)>>>;

/// Two consumers come and go while five thousand messages flow past a third.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn consumers_that_come_and_go_lose_nothing_and_keep_the_order() {
    let topic = name("come-and-go");
    let transport = connect(builder(&topic)).await;
    let subscription = subscription(&format!("{topic}-sales")).prefetch(50);
    let handled = Handled::default();
    let stays = consume(&transport, &subscription, &handled).await;
    let sending = tokio::spawn({
        let transport = transport.clone();
        async move {
            for first in (0..MESSAGES).step_by(25) {
                let some = (first..first + 25).map(|number| message(&format!("k{}", number % KEYS), number));
                transport.send(&some.collect::<Vec<_>>()).await.expect("messages are sent");
            }
        }
    });

    for _ in 0..2 {
        let before = handled.lock().unwrap().len();
        let (first, second) = (
            consume(&transport, &subscription, &handled).await,
            consume(&transport, &subscription, &handled).await,
        );
        let goal = (before + 500).min(usize::try_from(MESSAGES).unwrap());
        until("the flow", || handled.lock().unwrap().len() >= goal).await;
        stop(first).await;
        stop(second).await;
    }
    sending.await.expect("all is sent");

    let distinct = || handled.lock().unwrap().iter().map(|(number, _)| *number).collect::<HashSet<_>>().len();
    until("each message", || distinct() as u64 == MESSAGES).await;
    stop(stays).await;
    let handled = handled.lock().unwrap().clone();
    eprintln!("{} of {MESSAGES} were handled again, over 8 rebalances", handled.len() as u64 - MESSAGES);
    let (mut seen, mut last) = (HashSet::new(), HashMap::new());
    for (number, key) in handled.into_iter().filter(|(number, _)| seen.insert(*number)) {
        let before = last.insert(key, number);
        assert!(before < Some(number), "of key {key}, {number} came first after {before:?}");
    }
    end(transport, &topic).await;
}

struct Consuming {
    deliveries: Arc<KafkaDeliveries>,
    tasks: JoinSet<()>,
}

/// Four tasks that handle what comes.
async fn consume(transport: &Kafka, subscription: &Subscription, handled: &Handled) -> Consuming {
    let deliveries = Arc::new(subscribe(transport, subscription).await);
    let mut tasks = JoinSet::new();
    for _ in 0..4 {
        let (deliveries, handled) = (Arc::clone(&deliveries), Arc::clone(handled));
        tasks.spawn(async move {
            while let Some(delivery) = deliveries.next().await.expect("no error comes") {
                if delivery.is_stale() {
                    continue;
                }
                let number = number(&delivery);
                handled.lock().unwrap().push((number, number % KEYS));
                match delivery.ack().await {
                    Ok(()) => {}
                    Err(error) => assert_eq!(error.problem(), Problem::Stale, "{error}"),
                }
            }
        });
    }
    Consuming { deliveries, tasks }
}

async fn stop(mut consuming: Consuming) {
    consuming.deliveries.close();
    while let Some(ended) = consuming.tasks.join_next().await {
        ended.expect("a task does not panic");
    }
}

/// What is held of a partition that goes to another consumer is stale: to settle it is an error, and it comes there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_held_of_a_partition_that_goes_to_others_is_stale() {
    let topic = name("stale");
    let transport = connect(builder(&topic).partitions(2)).await;
    let group = format!("{topic}-sales");
    let subscription = subscription(&group).prefetch(50);
    let first = subscribe(&transport, &subscription).await;
    let sent = (0..20).map(|number| message(&format!("key-{number}"), number)).collect::<Vec<_>>();
    transport.send(&sent).await.expect("messages are sent");
    let mut held = Vec::new();
    for _ in 0..20 {
        held.push(next(&first).await);
    }
    assert!(held.iter().all(|delivery| !delivery.is_stale()));

    let second = subscribe(&transport, &subscription).await;

    until("a partition that goes", || held.iter().any(Delivery::is_stale)).await;
    let (stale, ours) = held.into_iter().partition::<Vec<_>, _>(Delivery::is_stale);
    assert!(!ours.is_empty(), "one of two partitions stays, and what is held of it is ours");
    let mut expected = stale.iter().map(number).collect::<HashSet<_>>();
    for delivery in ours {
        delivery.ack().await.expect("it is ours");
    }
    for delivery in stale {
        let error = delivery.ack().await.expect_err("it is not ours any more");
        assert_eq!(error.problem(), Problem::Stale, "{error}");
        assert!(error.to_string().contains(&group), "{error}");
    }
    while !expected.is_empty() {
        let delivery = next(&second).await;
        assert!(expected.remove(&number(&delivery)), "{} came to two", number(&delivery));
        assert_eq!(delivery.attempt(), 1, "its partition was given up in order");
        delivery.ack().await.expect("it is the other's now");
    }
    end(transport, &topic).await;
}
