//! A message that no handler can bear.

use std::sync::Arc;

use domain_events::prelude::*;
use domain_events::transport::DeadLetterReason;

use super::Breakable;
use super::publishers::{MESSAGES, Publishers};
use super::tally::assert_none_lost;
use crate::events::{Does, OrderPlaced};
use crate::ledger::Ledger;
use crate::scene::{Scene, at_once};

/// One of ten thousand makes its handler panic, each time.
pub async fn a_message_that_panics_each_time_is_set_aside_and_all_others_are_handled<B: Breakable>(
    scene: Arc<Scene<B>>,
) {
    const POISON: u64 = MESSAGES / 2;
    let group = scene.group("sales").await;
    let (begun, ended) = (Ledger::new(), Ledger::new());
    let handler = {
        let (begun, ended) = (begun.clone(), ended.clone());
        Does(move |placed: Envelope<OrderPlaced>| {
            let (begun, ended) = (begun.clone(), ended.clone());
            async move {
                begun.note(&placed);
                assert_ne!(placed.number, POISON, "no handler can bear it");
                ended.note(&placed);
                Ok(())
            }
        })
    };
    let worker = Worker::new(scene.connect().await)
        .handler_with(handler, |settings| settings.group(&group).retry(at_once().attempts(3)));
    let worker = scene.start(worker).await;
    let publishers = Publishers::start(&scene.transport);

    publishers.publish(MESSAGES).await;

    let published = publishers.done().await;
    let others = usize::try_from(MESSAGES).expect("it is a small number") - 1;
    ended.has_distinct(others).await;
    worker.status.wait_until(|status| status.total().dead_lettered == 1).await;
    let letters = scene.dead_letters(&group, 1).await;
    let [letter] = &letters[..] else { unreachable!("one was taken") };
    assert_eq!((letter.why.reason(), letter.why.attempts()), (DeadLetterReason::AttemptsExhausted, 3));
    worker.stop_clean().await;
    assert_eq!(ended.entries().len(), others, "each other one is handled once");
    let retries = 2;
    assert_none_lost(&scene, published, &begun.entries(), retries);
}
