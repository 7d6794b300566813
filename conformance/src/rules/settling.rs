//! What becomes of a delivery.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use domain_events::transport::{Deliveries, Delivery};

use crate::events::{message, messages, placed};
use crate::scene::{Scene, next, quiet, received};
use crate::{Capability, Harness};

/// The attempt count grows with each retry.
pub async fn the_attempt_grows_with_each_retry<H: Harness>(scene: Arc<Scene<H>>) {
    let group = scene.group("sales").await;
    let message = message(placed(0, 1));
    scene.send(std::slice::from_ref(&message)).await;

    let deliveries = scene.subscribe(&group, 10).await;

    for attempt in 1..=4 {
        let delivery = next::<H>(&deliveries).await;
        assert_eq!((delivery.attempt(), received(&delivery)), (attempt, &message));
        delivery.retry(Duration::from_millis(1)).await.expect("it is retried");
    }
    let delivery = next::<H>(&deliveries).await;
    assert_eq!(delivery.attempt(), 5);
    delivery.ack().await.expect("it is settled");
    quiet::<H>(&deliveries).await;
}

/// One that is dropped comes again as after a crash, and its attempt counts.
pub async fn a_delivery_that_is_dropped_comes_again<H: Harness>(scene: Arc<Scene<H>>) {
    let group = scene.group("sales").await;
    let message = message(placed(0, 1));
    scene.send(std::slice::from_ref(&message)).await;
    let deliveries = scene.subscribe(&group, 10).await;

    drop(next::<H>(&deliveries).await);

    let again = next::<H>(&deliveries).await;
    assert_eq!((again.attempt(), received(&again)), (2, &message));
    again.ack().await.expect("it is settled");
}

/// One that is released comes again, and no attempt is counted where the broker can tell.
pub async fn a_delivery_that_is_released_comes_again_as_if_it_had_not_come<H: Harness>(scene: Arc<Scene<H>>) {
    let counts_nothing = scene.has(Capability::FreeRelease);
    let group = scene.group("sales").await;
    let message = message(placed(0, 1));
    scene.send(std::slice::from_ref(&message)).await;
    let deliveries = scene.subscribe(&group, 10).await;

    next::<H>(&deliveries).await.release().await.expect("it is released");

    let again = next::<H>(&deliveries).await;
    assert_eq!(received(&again), &message);
    assert!(!counts_nothing || again.attempt() == 1, "attempt {} is counted", again.attempt());
    again.ack().await.expect("it is settled");
}

/// What is acknowledged does not come again, to whoever subscribes next.
pub async fn a_delivery_that_is_acknowledged_does_not_come_again<H: Harness>(scene: Arc<Scene<H>>) {
    let group = scene.group("sales").await;
    scene.send(&messages(3, 3)).await;
    let deliveries = scene.subscribe(&group, 10).await;
    for _ in 0..3 {
        next::<H>(&deliveries).await.ack().await.expect("it is settled");
    }

    drop(deliveries);

    quiet::<H>(&scene.subscribe(&group, 10).await).await;
}

/// With a prefetch of three, the fourth message comes when one of three is settled.
pub async fn prefetch_bounds_what_is_held<H: Harness>(scene: Arc<Scene<H>>) {
    let group = scene.group("sales").await;
    scene.send(&messages(10, 10)).await;
    let deliveries = scene.subscribe(&group, 3).await;
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(next::<H>(&deliveries).await);
    }

    quiet::<H>(&deliveries).await;

    let mut came = HashSet::new();
    while let Some(delivery) = held.pop() {
        came.insert(received(&delivery).id());
        delivery.ack().await.expect("it is settled");
        if came.len() + held.len() < 10 {
            held.push(next::<H>(&deliveries).await);
        }
    }
    assert_eq!(came.len(), 10);
}

/// When deliveries are closed, `next` answers none, also one that waits; what was taken can be settled, and what was not comes to
/// somebody else.
pub async fn deliveries_that_are_closed_give_back_what_nobody_has_taken<H: Harness>(scene: Arc<Scene<H>>) {
    let group = scene.group("sales").await;
    scene.send(&messages(10, 10)).await;
    let deliveries = Arc::new(scene.subscribe(&group, 1).await);
    let taken = next::<H>(&deliveries).await;
    let waits = tokio::spawn({
        let deliveries = Arc::clone(&deliveries);
        async move { deliveries.next().await }
    });

    deliveries.close();

    let ended = waits.await.expect("it does not panic").expect("to be closed is no error");
    assert!(ended.is_none(), "a closed subscription delivers nothing");
    assert!(deliveries.next().await.expect("to be closed is no error").is_none());
    taken.ack().await.expect("what was taken can be settled");
    drop(deliveries);
    let others = scene.subscribe(&group, 10).await;
    for _ in 0..9 {
        let delivery = next::<H>(&others).await;
        delivery.ack().await.expect("it is settled");
    }
    quiet::<H>(&others).await;
}
