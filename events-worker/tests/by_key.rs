//! Order by key over a transport that knows none: [`ByKey`] over deliveries in the order in which they were sent.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain_events::Uuid;
use events_worker::transport::{ByKey, Order};
use events_worker::{
    Deliveries, Delivery, InMemory, InMemoryDeliveries, Message, Source, Subscription, Transport,
};
use tokio::time::{Instant, timeout};

const LONG: Duration = Duration::from_mins(10);

fn message(key: &str, number: u128) -> Message {
    Message::new(Uuid::from_u128(number), &Source::new("/test").unwrap(), "order.placed").with_subject(key)
}

async fn by_key(messages: &[Message], prefetch: usize) -> ByKey<InMemoryDeliveries> {
    let transport = InMemory::new();
    let subscription = Subscription::new("test", ["order.placed"]).order(Order::Any).prefetch(prefetch);
    transport.declare(std::slice::from_ref(&subscription)).await.unwrap();
    transport.send(messages).await.unwrap();
    ByKey::new(transport.subscribe(&subscription).await.unwrap())
}

fn id(delivery: &impl Delivery) -> u128 {
    delivery.received().expect("it is a message").id().as_u128()
}

async fn nothing_comes(deliveries: &impl Deliveries) {
    assert!(timeout(LONG, deliveries.next()).await.is_err(), "nothing comes while the clock is paused");
}

#[tokio::test(start_paused = true)]
async fn the_next_of_a_key_comes_when_the_one_before_is_settled_and_other_keys_flow() {
    let deliveries = by_key(&[message("a", 1), message("a", 2), message("b", 3)], 10).await;

    let first = deliveries.next().await.unwrap().unwrap();
    let other = deliveries.next().await.unwrap().unwrap();
    assert_eq!((id(&first), id(&other)), (1, 3));
    nothing_comes(&deliveries).await;

    first.ack().await.unwrap();
    let second = timeout(LONG, deliveries.next()).await.unwrap().unwrap().unwrap();
    assert_eq!(id(&second), 2);
}

#[tokio::test(start_paused = true)]
async fn a_retry_holds_its_key_back_until_it_is_due_and_counts_attempts() {
    let deliveries = by_key(&[message("a", 1), message("a", 2)], 10).await;
    let begun = Instant::now();

    deliveries.next().await.unwrap().unwrap().retry(Duration::from_secs(5)).await.unwrap();
    let again = deliveries.next().await.unwrap().unwrap();

    assert_eq!((id(&again), again.attempt()), (1, 2));
    assert_eq!(begun.elapsed().as_secs(), 5);
    again.ack().await.unwrap();
    assert_eq!(id(&deliveries.next().await.unwrap().unwrap()), 2);
}

#[tokio::test(start_paused = true)]
async fn one_that_is_dropped_comes_again_before_those_of_its_key() {
    let deliveries = by_key(&[message("a", 1), message("a", 2)], 10).await;

    drop(deliveries.next().await.unwrap().unwrap());
    let again = deliveries.next().await.unwrap().unwrap();
    assert_eq!((id(&again), again.attempt()), (1, 2));

    again.release().await.unwrap();
    let released = deliveries.next().await.unwrap().unwrap();
    assert_eq!((id(&released), released.attempt()), (1, 2), "a release is no attempt");
}

#[tokio::test(start_paused = true)]
async fn what_waits_when_it_is_closed_is_given_back() {
    let transport = InMemory::new();
    let subscription = Subscription::new("test", ["order.placed"]).order(Order::Any);
    let deliveries = ByKey::new(transport.subscribe(&subscription).await.unwrap());
    transport.send(&[message("a", 1), message("a", 2), message("b", 3)]).await.unwrap();
    let first = deliveries.next().await.unwrap().unwrap();
    let _ = timeout(LONG, deliveries.next()).await.unwrap().unwrap().map(|other| id(&other)); // and 2 waits in its lane

    deliveries.close();
    assert!(deliveries.next().await.unwrap().is_none());
    first.ack().await.unwrap();

    let anew = transport.subscribe(&subscription).await.unwrap();
    let (one, other) = (anew.next().await.unwrap().unwrap(), anew.next().await.unwrap().unwrap());
    let mut ids = [id(&one), id(&other)];
    ids.sort_unstable();
    assert_eq!(ids, [2, 3]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_tasks_handle_each_key_in_order_also_when_every_third_attempt_fails() {
    let messages = (0..1_000).map(|n| message(&format!("key-{}", n % 16), n)).collect::<Vec<_>>();
    let deliveries = Arc::new(by_key(&messages, 64).await);
    let handled = Arc::new(Mutex::new(HashMap::<String, Vec<u128>>::new()));
    let attempts = Arc::new(Mutex::new(0_u32));

    let tasks = (0..10).map(|_| {
        let (deliveries, handled, attempts) =
            (Arc::clone(&deliveries), Arc::clone(&handled), Arc::clone(&attempts));
        tokio::spawn(async move {
            while let Some(delivery) = deliveries.next().await.unwrap() {
                tokio::task::yield_now().await;
                let fails = {
                    let mut attempts = attempts.lock().unwrap();
                    *attempts += 1;
                    attempts.is_multiple_of(3)
                };
                if fails {
                    delivery.retry(Duration::from_micros(100)).await.unwrap();
                    continue;
                }
                let key = delivery.received().unwrap().subject().unwrap().to_owned();
                let all = {
                    let mut handled = handled.lock().unwrap();
                    handled.entry(key).or_default().push(id(&delivery));
                    handled.values().map(Vec::len).sum::<usize>()
                };
                delivery.ack().await.unwrap();
                if all == 1_000 {
                    deliveries.close();
                }
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        timeout(Duration::from_secs(30), task).await.expect("all are handled in time").unwrap();
    }

    let handled = handled.lock().unwrap();
    assert_eq!(handled.len(), 16);
    for ids in handled.values() {
        assert!(ids.is_sorted(), "{ids:?}");
    }
}
