//! What messages are made of.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use domain_events::Message;
use domain_events::transport::{Deliveries, Delivery};

use crate::Harness;
use crate::events::{message, placed};
use crate::scene::{Scene, next, received};

/// A body of no bytes.
pub async fn a_body_may_be_empty<H: Harness>(scene: Arc<Scene<H>>) {
    let empty = message(placed(0, 1)).with_body("application/octet-stream", "");
    comes_as_it_was_sent(&scene, empty).await;
}

/// A body of 1 MiB, of all bytes there are, or the largest that the broker takes.
pub async fn a_body_may_have_a_mebibyte<H: Harness>(scene: Arc<Scene<H>>) {
    let length = scene.harness.capabilities().body();
    let body = (0..=u8::MAX).cycle().take(length).collect::<Vec<_>>();
    let large = message(placed(0, 1)).with_body("application/octet-stream", body);
    comes_as_it_was_sent(&scene, large).await;
}

/// Keys, headers and extensions in letters that are not ASCII, and a header that stands there twice.
pub async fn headers_may_be_in_any_script<H: Harness>(scene: Arc<Scene<H>>) {
    let message = message(placed(0, 1))
        .with_subject("bestellung-größe-漢字-🦀")
        .with_header("x-name", "Zoë \"the\" 100% Müller — 漢字 🦀")
        .with_header("x-twice", "one")
        .with_header("x-twice", "two")
        .with_header("x-empty", "")
        .with_extension("tenant", "größer 🦀")
        .expect("an extension of that name may be");
    comes_as_it_was_sent(&scene, message).await;
}

/// Attributes, headers and body are the same in each attempt.
pub async fn headers_survive_a_retry<H: Harness>(scene: Arc<Scene<H>>) {
    let group = scene.group("sales").await;
    let message = message(placed(0, 1))
        .with_header("tenant", "7")
        .with_header("x-note", "größer")
        .with_trace("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", Some("a=b".to_owned()));
    scene.send(std::slice::from_ref(&message)).await;
    let deliveries = scene.subscribe(&group, 10).await;

    for _ in 0..3 {
        let delivery = next::<H>(&deliveries).await;
        assert_eq!(received(&delivery), &message);
        delivery.retry(Duration::from_millis(1)).await.expect("it is retried");
    }
    let delivery = next::<H>(&deliveries).await;
    assert_eq!(received(&delivery), &message);
    delivery.ack().await.expect("it is settled");
}

/// What is no message is the same in each attempt too.
pub async fn what_is_no_message_survives_a_retry<H: Harness>(scene: Arc<Scene<H>>) {
    let group = scene.group("sales").await;
    scene.send_raw(&[("x-note", "größer")], b"\x00\xff").await;
    let deliveries = scene.subscribe(&group, 10).await;

    for attempt in 1..=3 {
        let delivery = next::<H>(&deliveries).await;
        assert_eq!(delivery.attempt(), attempt);
        let came = delivery.received().expect_err("it is no message");
        assert!(came.headers().contains(&("x-note".to_owned(), "größer".to_owned())), "{came:?}");
        assert_eq!(came.body(), &Bytes::from_static(b"\x00\xff"));
        delivery.retry(Duration::from_millis(1)).await.expect("it is retried");
    }
    next::<H>(&deliveries).await.ack().await.expect("it is settled");
}

async fn comes_as_it_was_sent<H: Harness>(scene: &Scene<H>, message: Message) {
    let group = scene.group("sales").await;

    scene.send(std::slice::from_ref(&message)).await;

    let deliveries = scene.subscribe(&group, 10).await;
    let delivery = next::<H>(&deliveries).await;
    assert_eq!(received(&delivery), &message);
    assert_eq!(received(&delivery).body(), message.body());
    delivery.ack().await.expect("it is settled");
    deliveries.close();
}
