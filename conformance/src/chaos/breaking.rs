//! The broker is killed and comes back.

use std::sync::Arc;

use domain_events::prelude::*;
use tokio::sync::Semaphore;

use super::Breakable;
use super::publishers::{MESSAGES, ORDERS, Published, Publishers, SENT_AGAIN};
use super::tally::assert_none_lost;
use crate::events::{Does, OrderPlaced, messages};
use crate::ledger::Ledger;
use crate::scene::{Running, Scene, at_once};

const WORKERS: usize = 2;

/// Half of ten thousand are published; then the broker is killed, while the rest is.
pub async fn a_broker_that_is_restarted_while_ten_thousand_are_published_loses_none<B: Breakable>(
    scene: Arc<Scene<B>>,
) {
    let group = scene.group("sales").await;
    let ledger = Ledger::new();
    let gate = Arc::new(Semaphore::new(Semaphore::MAX_PERMITS));
    let workers = workers(&scene, &group, &ledger, &gate).await;
    scene.is_on_disk().await;
    let publishers = Publishers::start(&scene.transport);
    publishers.publish(MESSAGES / 2).await;
    publishers.have_confirmed(MESSAGES / 4).await;

    tokio::join!(scene.harness.restart(), publishers.publish(MESSAGES / 2));

    let published = publishers.done().await;
    finish(&scene, published, &ledger, workers, SENT_AGAIN).await;
}

/// Ten thousand wait; when nearly half are handled, the broker is killed.
pub async fn a_broker_that_is_restarted_while_ten_thousand_are_handled_loses_none<B: Breakable>(
    scene: Arc<Scene<B>>,
) {
    let group = scene.group("sales").await;
    for messages in messages(MESSAGES, ORDERS).chunks(1_000) {
        scene.send(messages).await;
    }
    let ledger = Ledger::new();
    let half = usize::try_from(MESSAGES / 2).expect("it is a small number");
    let gate = Arc::new(Semaphore::new(half));
    let workers = workers(&scene, &group, &ledger, &gate).await;
    ledger.has(half - 1_000).await;
    scene.is_on_disk().await;

    let rest = async { gate.add_permits(Semaphore::MAX_PERMITS / 2) };
    tokio::join!(scene.harness.restart(), rest);

    let published = Published { confirmed: MESSAGES, failed: 0 };
    finish(&scene, published, &ledger, workers, 0).await;
}

async fn finish<B: Breakable>(
    scene: &Scene<B>,
    published: Published,
    ledger: &Ledger,
    workers: Vec<Running>,
    sent_again: usize,
) {
    ledger.has_distinct(usize::try_from(MESSAGES).expect("it is a small number")).await;
    for worker in workers {
        worker.stop_clean().await;
    }
    let most_again = sent_again + WORKERS * B::MOST_AGAIN;
    assert_none_lost(scene, published, &ledger.entries(), most_again);
}

/// Workers that note what they are let.
pub(super) async fn workers<B: Breakable>(
    scene: &Scene<B>,
    group: &str,
    ledger: &Ledger,
    gate: &Arc<Semaphore>,
) -> Vec<Running> {
    let mut workers = Vec::new();
    for _ in 0..WORKERS {
        let handler = {
            let (ledger, gate) = (ledger.clone(), Arc::clone(gate));
            Does(move |placed: Envelope<OrderPlaced>| {
                let (ledger, gate) = (ledger.clone(), Arc::clone(&gate));
                async move {
                    gate.acquire().await?.forget();
                    ledger.note(&placed);
                    Ok(())
                }
            })
        };
        let worker = Worker::new(scene.connect().await)
            .handler_with(handler, |settings| settings.group(group).retry(at_once()));
        workers.push(scene.start(worker).await);
    }
    workers
}
