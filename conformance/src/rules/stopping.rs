//! Workers that stop, and transports that are closed.

use std::sync::Arc;
use std::time::Duration;

use domain_events::prelude::*;
use domain_events::transport::{Deliveries, Delivery, Problem};
use domain_events::{Subscription, Transport, TransportError};
use tokio::sync::Semaphore;

use crate::events::{Does, Notes, OrderPlaced, Shop, message, messages, placed};
use crate::ledger::{Entry, Ledger, assert_each_once, assert_in_order};
use crate::scene::{Scene, next, received};
use crate::{Capability, Harness};

/// A worker is stopped in the middle of 500 messages and another one started: each message is handled, once.
pub async fn a_stop_finishes_what_runs_and_gives_back_the_rest<H: Harness>(scene: Arc<Scene<H>>) {
    const AT_ONCE: usize = 8;
    let group = scene.group("sales").await;
    scene.send(&messages(500, 50)).await;
    let (begun, ended) = (Ledger::new(), Ledger::new());
    let gate = Arc::new(Semaphore::new(100)); // so many may end before the stop
    let handler = {
        let (begun, ended, gate) = (begun.clone(), ended.clone(), Arc::clone(&gate));
        Does(move |placed: Envelope<OrderPlaced>| {
            let (begun, ended, gate) = (begun.clone(), ended.clone(), Arc::clone(&gate));
            async move {
                begun.note(&placed);
                gate.acquire().await.expect("the gate is never closed").forget();
                ended.note(&placed);
                Ok(())
            }
        })
    };
    let worker = Worker::new(scene.connect().await)
        .handler_with(handler, |settings| settings.group(&group).concurrency(AT_ONCE));
    let worker = scene.start(worker).await;
    begun.has(100 + AT_ONCE).await;

    let stopping = worker.begin_to_stop().await;
    gate.add_permits(500);
    let stopped = stopping.await.expect("a worker does not panic").expect("a worker stops in order");

    assert!(stopped.is_clean(), "{stopped}");
    let most = 100 + 2 * AT_ONCE as u64; // those that ran, and those that were taken as the signal came
    assert!(stopped.handled <= most, "{} were handled, and it should take no more", stopped.handled);
    assert_eq!(begun.entries().len(), ended.entries().len(), "what had begun was finished");
    let next = Worker::new(scene.connect().await)
        .handler_with(Notes(ended.clone()), |settings| settings.group(&group));
    let next = scene.start(next).await;
    ended.has_distinct(500).await;
    next.stop_clean().await;
    assert_each_once(&ended.entries(), 500);
    if scene.harness.capabilities().has(Capability::Order) {
        assert_in_order(ended.entries().iter().map(Entry::ordered));
    }
}

/// What still runs when the deadline of a stop passes is cut off, and its message comes again.
pub async fn what_a_stop_cuts_off_comes_again<H: Harness>(scene: Arc<Scene<H>>) {
    let group = scene.group("sales").await;
    let (begun, ended) = (Ledger::new(), Ledger::new());
    let hangs = {
        let begun = begun.clone();
        Does(move |placed| {
            begun.note(&placed);
            std::future::pending()
        })
    };
    let worker = Worker::new(scene.connect().await)
        .handler_with(hangs, |settings| settings.group(&group))
        .shutdown_within(Duration::from_millis(50));
    let worker = scene.start(worker).await;
    scene.send(&messages(1, 1)).await;
    begun.has(1).await;

    let stopped = worker.stop().await;

    assert_eq!((stopped.cut_off, stopped.handled), (1, 0));
    let next = Worker::new(scene.connect().await)
        .handler_with(Notes(ended.clone()), |settings| settings.group(&group));
    let next = scene.start(next).await;
    ended.has(1).await;
    next.stop_clean().await;
    assert_each_once(&ended.entries(), 1);
}

/// A worker stops and starts again, five times, while messages are sent.
pub async fn a_worker_may_stop_and_start_again<H: Harness>(scene: Arc<Scene<H>>) {
    let group = scene.group("sales").await;
    let ledger = Ledger::new();
    for round in 0..5 {
        let worker = Worker::new(scene.transport.clone())
            .handler_with(Notes(ledger.clone()), |settings| settings.group(&group));
        let worker = scene.start(worker).await;
        let numbers = round * 20..(round + 1) * 20;
        scene.send(&numbers.map(|number| message(placed(number, 10))).collect::<Vec<_>>()).await;
        let some = usize::try_from(round * 20 + 10).expect("it is a small number");
        ledger.has_distinct(some).await;
        worker.stop_clean().await;
    }
    let worker = Worker::new(scene.transport.clone())
        .handler_with(Notes(ledger.clone()), |settings| settings.group(&group));
    let worker = scene.start(worker).await;
    ledger.has_distinct(100).await;
    worker.stop_clean().await;
    assert_each_once(&ledger.entries(), 100);
}

/// A closed transport sends and subscribes no more, and says who it is.
pub async fn a_closed_transport_is_an_error_that_names_it<H: Harness>(scene: Arc<Scene<H>>) {
    let group = scene.group("sales").await;
    let client = scene.connect().await;
    let clone = client.clone();
    let subscription = Subscription::new(&group, [OrderPlaced::NAME]);
    let deliveries = client.subscribe(&subscription).await.expect("a group is subscribed to");

    clone.close().await;

    let message = message(placed(0, 1));
    assert_closed::<H>(&client.send(std::slice::from_ref(&message)).await.expect_err("it is closed"));
    assert_closed::<H>(&client.send_to(&group, &[message]).await.expect_err("it is closed"));
    assert_closed::<H>(&client.declare(std::slice::from_ref(&subscription)).await.expect_err("it is closed"));
    assert_closed::<H>(&client.subscribe(&subscription).await.err().expect("it is closed"));
    assert!(deliveries.next().await.expect("to be closed is no error").is_none());
    let receipt = Shop { broker: Forward::new(client) }.publish(placed(0, 1)).await;
    let failure = receipt.failures().first().expect("it is closed");
    assert!(failure.error().is_permanent(), "no other try would end otherwise");
}

#[track_caller]
fn assert_closed<H: Harness>(error: &TransportError) {
    assert_eq!((error.problem(), error.transport()), (Problem::Closed, H::Transport::NAME), "{error}");
    assert!(error.to_string().contains(H::Transport::NAME), "{error}");
}

/// What a closed client has not settled comes to another one.
pub async fn what_a_closed_transport_has_not_settled_comes_to_another<H: Harness>(scene: Arc<Scene<H>>) {
    if !scene.has(Capability::Survival) {
        return;
    }
    let group = scene.group("sales").await;
    let sent = messages(5, 5);
    scene.send(&sent).await;
    let client = scene.connect().await;
    let subscription = Subscription::new(&group, [OrderPlaced::NAME]).prefetch(3);
    let deliveries = client.subscribe(&subscription).await.expect("a group is subscribed to");
    let held = next::<H>(&deliveries).await;

    client.close().await;

    let others = scene.subscribe(&group, 10).await;
    let mut came = Vec::new();
    for _ in 0..5 {
        let delivery = next::<H>(&others).await;
        came.push(received(&delivery).id());
        delivery.ack().await.expect("it is settled");
    }
    assert!(sent.iter().all(|message| came.contains(&message.id())), "all of them came");
    drop(held);
}
