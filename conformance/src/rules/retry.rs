//! Handlers that fail, and are tried again.

use std::sync::Arc;
use std::time::Duration;

use domain_events::RetryPolicy;
use domain_events::prelude::*;

use crate::Harness;
use crate::events::{Does, OrderPlaced, messages};
use crate::ledger::{Ledger, assert_each_once};
use crate::scene::{Scene, at_once};

/// A message whose handler fails comes again, and the others are not touched by it.
pub async fn a_message_whose_handler_fails_comes_again<H: Harness>(scene: Arc<Scene<H>>) {
    fails_first(&scene, || Err("the mail server is away".into())).await;
}

/// A panic is a failure as any other.
pub async fn a_handler_that_panics_is_tried_again<H: Harness>(scene: Arc<Scene<H>>) {
    fails_first(&scene, || panic!("a test panics")).await;
}

/// Every fifth of twenty messages fails once.
async fn fails_first<H: Harness>(scene: &Scene<H>, fail: fn() -> Result<(), HandlerError>) {
    let group = scene.group("sales").await;
    let (begun, done) = (Ledger::new(), Ledger::new());
    let handler = {
        let (begun, done) = (begun.clone(), done.clone());
        Does(move |placed: Envelope<OrderPlaced>| {
            let attempt = begun.note(&placed);
            let done = done.clone();
            async move {
                if placed.number.is_multiple_of(5) && attempt == 1 {
                    return fail();
                }
                done.note(&placed);
                Ok(())
            }
        })
    };
    let worker = Worker::new(scene.transport.clone())
        .handler_with(handler, |settings| settings.group(&group).retry(at_once()));
    let worker = scene.start(worker).await;

    scene.send(&messages(20, 20)).await;

    done.has_distinct(20).await;
    let stopped = worker.stop().await;
    assert_each_once(&done.entries(), 20);
    assert_eq!(begun.entries().len(), 24);
    assert_eq!((stopped.handled, stopped.retried, stopped.dead_lettered), (20, 4, 0));
}

/// The next attempt comes no sooner than the policy says.
pub async fn a_retry_does_not_come_before_its_delay<H: Harness>(scene: Arc<Scene<H>>) {
    const DELAY: Duration = Duration::from_millis(400);
    let policy = RetryPolicy::new().first_delay(DELAY).without_jitter();
    delayed(&scene, policy, DELAY, |error| error).await;
}

/// The next attempt comes no sooner than the error asks.
pub async fn a_retry_does_not_come_before_its_error_allows<H: Harness>(scene: Arc<Scene<H>>) {
    const DELAY: Duration = Duration::from_millis(400);
    let ask = |error: HandlerError| HandlerError::retry_after(DELAY, error.into_error());
    delayed(&scene, at_once(), DELAY, ask).await;
}

async fn delayed<H: Harness>(
    scene: &Scene<H>,
    policy: RetryPolicy,
    delay: Duration,
    error: fn(HandlerError) -> HandlerError,
) {
    let group = scene.group("sales").await;
    let begun = Ledger::new();
    let handler = {
        let begun = begun.clone();
        Does(move |placed: Envelope<OrderPlaced>| {
            let attempt = begun.note(&placed);
            async move { if attempt == 1 { Err(error("not yet".into())) } else { Ok(()) } }
        })
    };
    let worker = Worker::new(scene.transport.clone())
        .handler_with(handler, |settings| settings.group(&group).retry(policy));
    let worker = scene.start(worker).await;

    scene.send(&messages(1, 1)).await;

    let attempts = begun.has(2).await;
    let between = attempts[1].at - attempts[0].at;
    assert!(between >= delay, "the retry came after {between:?} instead of {delay:?}");
    worker.stop_clean().await;
    assert_eq!(begun.entries().len(), 2);
}
