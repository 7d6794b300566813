//! Connections break.

use std::sync::Arc;
use std::time::Duration;

use domain_events::prelude::*;

use super::publishers::{MESSAGES, Publishers, SENT_AGAIN};
use super::tally::assert_none_lost;
use super::{Breakable, Proxy};
use crate::events::Notes;
use crate::ledger::Ledger;
use crate::scene::{Scene, at_once};

const CUTS: u64 = 5;

/// Publishers and workers are connected through a proxy, which five times cuts all connections, for up to two seconds.
pub async fn connections_that_are_cut_at_random_lose_none_of_ten_thousand<B: Breakable>(
    scene: Arc<Scene<B>>,
) {
    let seed = fastrand::u64(..);
    eprintln!("the connections are cut as the seed {seed} says");
    let mut random = fastrand::Rng::with_seed(seed);
    let group = scene.group("sales").await;
    let proxy = Proxy::start(scene.harness.proxied()).await.expect("the proxy's port is free");
    let ledger = Ledger::new();
    let worker = Worker::new(scene.harness.connect_through(proxy.address()).await)
        .handler_with(Notes(ledger.clone()), |settings| settings.group(&group).retry(at_once()));
    let worker = scene.start(worker).await;
    let transport = scene.harness.connect_through(proxy.address()).await;
    let publishers = Publishers::start(&transport);

    for cut in 0..CUTS {
        let next = publishers.publish(MESSAGES / (CUTS + 1));
        let cutting = async {
            publishers
                .have_confirmed(MESSAGES * cut / (CUTS + 1) + random.u64(..MESSAGES / (CUTS + 1)))
                .await;
            proxy.cut_for(Duration::from_millis(random.u64(100..2_000))).await;
        };
        tokio::join!(next, cutting);
    }
    publishers.publish(MESSAGES - MESSAGES / (CUTS + 1) * CUTS).await;

    let published = publishers.done().await;
    ledger.has_distinct(usize::try_from(MESSAGES).expect("it is a small number")).await;
    worker.stop_clean().await;
    let cuts = usize::try_from(CUTS).expect("they are few");
    assert_none_lost(&scene, published, &ledger.entries(), cuts * (SENT_AGAIN + B::MOST_AGAIN));
}
