//! What the broker sets aside by itself.

use std::time::{Duration, SystemTime};

use domain_events::Transport;
use domain_events::transport::{DeadLetter, DeadLetterReason, Deliveries, Delivery, Order, replay};

use crate::broker;
use crate::scene::{Scene, message, next, quiet};

#[tokio::test]
async fn what_nobody_settles_is_set_aside_by_the_broker_and_says_why() {
    let scene = Scene::new();
    let transport = broker::found(scene.builder().delivery_limit(2).connect().await);
    let deliveries = scene.subscribe(&transport, Order::Any).await;
    let poison = message("key", 1).with_header("tenant", "7");
    let before = SystemTime::now() - Duration::from_secs(2);
    transport.send(std::slice::from_ref(&poison)).await.expect("it is sent");

    for attempt in 1..=3 {
        let delivery = next(&deliveries).await;
        assert_eq!(delivery.attempt(), attempt);
        drop(delivery);
    }

    let letters = scene.dead_letters(&transport).await;
    let letter = next(&letters).await;
    let received = letter.received().expect("it is a message");
    let why = DeadLetter::of(received).expect("it says why it is there");
    assert_eq!((why.reason(), why.attempts()), (DeadLetterReason::AttemptsExhausted, 3));
    assert_eq!(why.group(), scene.group);
    assert!(why.error().contains("given to workers 3 times"), "{}", why.error());
    assert!(why.time() >= before && why.time() <= SystemTime::now(), "{:?}", why.time());
    assert_eq!(DeadLetter::without(received.clone()), poison);
    letter.release().await.expect("it is released");
    letters.close();
    quiet(&deliveries).await;
    let replayed = replay(&transport, &scene.group, Duration::from_millis(500), |why, _| why.is_some()).await;
    assert_eq!(replayed.expect("it is replayed").sent, 1);
    let again = next(&deliveries).await;
    assert_eq!((again.attempt(), again.received().expect("it is a message")), (1, &poison));
    again.ack().await.expect("it is settled");
    scene.end().await;
}

#[tokio::test]
async fn a_dead_letter_may_be_looked_at_as_often_as_one_likes() {
    let scene = Scene::new();
    let transport = scene.connect().await;
    let deliveries = scene.subscribe(&transport, Order::ByKey).await;
    transport.send(&[message("key", 1)]).await.expect("it is sent");
    let why = DeadLetter::new(&scene.group, DeadLetterReason::Permanent, "no", 1);
    next(&deliveries).await.dead_letter(&why).await.expect("it is set aside");

    let letters = scene.dead_letters(&transport).await;
    for _ in 0..150 {
        next(&letters).await.release().await.expect("it is released");
    }

    let letter = next(&letters).await;
    let read = DeadLetter::of(letter.received().expect("it is a message")).expect("it says why it is there");
    assert_eq!((read.reason(), read.error()), (DeadLetterReason::Permanent, "no"));
    letter.ack().await.expect("it is settled");
    scene.end().await;
}

#[tokio::test]
async fn dead_letters_have_a_place_also_when_their_queue_was_deleted() {
    let scene = Scene::new();
    let transport = scene.connect().await;
    let deliveries = scene.subscribe(&transport, Order::ByKey).await;
    transport.send(&[message("key", 1)]).await.expect("it is sent");
    let delivery = next(&deliveries).await;
    let (_connection, channel) = broker::channel(&scene.uri).await;
    broker::delete(&channel, &format!("{}.dead", scene.group)).await;

    let why = DeadLetter::new(&scene.group, DeadLetterReason::Permanent, "no", 1);
    delivery.dead_letter(&why).await.expect("it is set aside");

    next(&scene.dead_letters(&transport).await).await.ack().await.expect("it is settled");
    scene.end().await;
}
