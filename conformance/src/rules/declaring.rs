//! Groups.

use std::sync::Arc;

use domain_events::prelude::*;
use domain_events::transport::{Deliveries, Delivery, Order, Problem};
use domain_events::{Subscription, Transport};

use crate::events::{OrderPlaced, message, messages, placed};
use crate::scene::{Scene, next, quiet};
use crate::{Capability, Harness};

/// A group that is declared again is the same one, and what waits in it stays.
pub async fn a_group_may_be_declared_again<H: Harness>(scene: Arc<Scene<H>>) {
    let group = scene.group("sales").await;
    scene.send(&messages(1, 1)).await;

    scene.declare(&group, &[OrderPlaced::NAME]).await;
    let other = scene.connect().await;
    other.declare(&[Subscription::new(&group, [OrderPlaced::NAME])]).await.expect("it is the same");

    let deliveries = scene.subscribe(&group, 10).await;
    next::<H>(&deliveries).await.ack().await.expect("it is settled");
    quiet::<H>(&deliveries).await;
}

/// A group that is there with another order is an error.
pub async fn a_group_of_another_order_differs<H: Harness>(scene: Arc<Scene<H>>) {
    if !scene.has(Capability::DeclaredOrder) {
        return;
    }
    let group = scene.group("sales").await;
    let other = Subscription::new(&group, [OrderPlaced::NAME]).order(Order::Any);

    let declared = scene.transport.declare(std::slice::from_ref(&other)).await;

    let error = declared.expect_err("its order is another");
    assert_eq!(error.problem(), Problem::Differs, "{error}");
    assert!(error.to_string().contains(&group), "{error}");
    let error = scene.transport.subscribe(&other).await.err().expect("its order is another");
    assert_eq!(error.problem(), Problem::Differs, "{error}");
}

/// In any order, a message that is held holds back nothing.
pub async fn in_any_order_nothing_is_held_back<H: Harness>(scene: Arc<Scene<H>>) {
    let group = scene.namespace.name("sales");
    let subscription = Subscription::new(&group, [OrderPlaced::NAME]).order(Order::Any).prefetch(10);
    scene.transport.declare(std::slice::from_ref(&subscription)).await.expect("a group is declared");

    scene.send(&messages(3, 1)).await;

    let deliveries = scene.transport.subscribe(&subscription).await.expect("a group is subscribed to");
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(next::<H>(&deliveries).await);
    }
    for delivery in held {
        delivery.ack().await.expect("it is settled");
    }
}

/// To send to a group that is not there is an error that names it.
pub async fn to_send_to_an_unknown_group_is_an_error<H: Harness>(scene: Arc<Scene<H>>) {
    let message = message(placed(0, 1));
    let nobody = scene.namespace.name("nobody");

    let sent = scene.transport.send_to(&nobody, std::slice::from_ref(&message)).await;

    let error = sent.expect_err("there is no such group");
    assert_eq!((error.problem(), error.transport()), (Problem::Unroutable, H::Transport::NAME), "{error}");
    let text = error.to_string();
    assert!(text.contains(&nobody) && text.contains(&message.id().to_string()), "{error}");
}

/// How many messages wait is told.
pub async fn how_many_wait_is_told<H: Harness>(scene: Arc<Scene<H>>) {
    if !scene.has(Capability::Lag) {
        return;
    }
    let group = scene.group("sales").await;
    scene.send(&messages(20, 20)).await;
    let deliveries = scene.subscribe(&group, 1).await;
    let first = next::<H>(&deliveries).await;

    lag(&deliveries, 19).await;

    first.ack().await.expect("it is settled");
    for _ in 1..20 {
        next::<H>(&deliveries).await.ack().await.expect("it is settled");
    }
    lag(&deliveries, 0).await;
}

/// Brokers count once in a while.
async fn lag(deliveries: &impl Deliveries, expected: u64) {
    let mut ticks = tokio::time::interval(std::time::Duration::from_millis(20));
    loop {
        ticks.tick().await;
        let lag = deliveries.lag().await.expect("the broker knows how many wait");
        if lag == expected {
            return;
        }
    }
}
