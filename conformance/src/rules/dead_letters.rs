//! What is set aside, and why.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use domain_events::prelude::*;
use domain_events::transport::{DeadLetter, DeadLetterReason, Delivery, replay};
use domain_events::{Message, Transport};

use crate::Harness;
use crate::events::{Does, Notes, OrderPaid, OrderPlaced, message, messages, placed};
use crate::ledger::{Ledger, assert_each_once};
use crate::scene::{Running, Scene, SetAside, at_once, next, quiet, received};

/// How long a replay waits for more.
const IDLE: Duration = Duration::from_millis(500);

/// A message that always fails is tried as often as the policy says, and set aside with its headers and its body, the reason, the
/// last error, and how often it was tried.
pub async fn a_message_that_always_fails_is_set_aside_with_all_it_came_with<H: Harness>(
    scene: Arc<Scene<H>>,
) {
    let group = scene.group("sales").await;
    let begun = Ledger::new();
    let worker = failing(&scene, &group, &begun, || "the mail server is away — für immer".into()).await;
    let message = message(placed(0, 1))
        .with_header("tenant", "7")
        .with_header("x-note", "größer")
        .with_trace("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", None);
    let before = SystemTime::now() - Duration::from_secs(1);

    scene.send(std::slice::from_ref(&message)).await;

    let [letter] = letters(&scene, &group).await;
    assert_eq!(begun.entries().len(), 3);
    assert_eq!(letter.why.reason(), DeadLetterReason::AttemptsExhausted);
    assert_eq!(letter.why.error(), "the mail server is away — für immer");
    assert_eq!((letter.why.group(), letter.why.attempts()), (group.as_str(), 3));
    assert!(letter.why.time() >= before, "it was set aside now");
    assert_came_with(&letter, &message);
    assert_eq!(worker.stop().await.dead_lettered, 1);
}

/// A permanent error is not tried again.
pub async fn a_permanent_error_sets_aside_at_once<H: Harness>(scene: Arc<Scene<H>>) {
    let group = scene.group("sales").await;
    let begun = Ledger::new();
    let worker = failing(&scene, &group, &begun, || HandlerError::permanent("the card is refused")).await;
    let poison = message(placed(0, 1));

    scene.send(std::slice::from_ref(&poison)).await;

    let [letter] = letters(&scene, &group).await;
    assert_eq!(begun.entries().len(), 1);
    assert_eq!(letter.why.error(), "the card is refused");
    assert_set_aside(&letter, DeadLetterReason::Permanent);
    assert_came_with(&letter, &poison);
    worker.stop_clean().await;
}

/// A body that is not what the event looks like.
pub async fn a_body_that_does_not_decode_is_set_aside_at_once<H: Harness>(scene: Arc<Scene<H>>) {
    let poison = message(placed(0, 1)).with_body("application/json", r#"{"order": 7"#);
    set_aside_while_the_rest_flows(&scene, poison, DeadLetterReason::Undecodable).await;
}

/// A version of the event that this program does not know yet.
pub async fn a_newer_version_is_set_aside_at_once<H: Harness>(scene: Arc<Scene<H>>) {
    let version = NonZeroU32::new(OrderPlaced::VERSION + 1).expect("it is not zero");
    let poison = message(placed(0, 1)).with_version(version);
    set_aside_while_the_rest_flows(&scene, poison, DeadLetterReason::NewerVersion).await;
}

/// An event that the handler does not handle, sent to its group.
pub async fn an_event_that_the_handler_does_not_know_is_set_aside_at_once<H: Harness>(scene: Arc<Scene<H>>) {
    let (group, ledger, worker) = noting(&scene).await;
    let template = message(placed(0, 1));
    let stray = Message::new(template.id(), template.source(), OrderPaid::NAME)
        .with_body("application/json", r#"{"order":"order-0"}"#);

    scene.transport.send_to(&group, std::slice::from_ref(&stray)).await.expect("there is such a group");
    scene.send(&messages(10, 10)).await;

    ledger.has_distinct(10).await;
    let [letter] = letters(&scene, &group).await;
    assert_set_aside(&letter, DeadLetterReason::UnknownEvent);
    assert_came_with(&letter, &stray);
    worker.stop_clean().await;
}

/// Bytes and headers that are no message.
pub async fn what_is_no_message_is_set_aside_at_once_as_it_came<H: Harness>(scene: Arc<Scene<H>>) {
    let (group, ledger, worker) = noting(&scene).await;

    scene.send_raw(&[("tenant", "7"), ("x-note", "größer")], b"\x00\xff no message").await;
    scene.send(&messages(10, 10)).await;

    ledger.has_distinct(10).await;
    let [letter] = letters(&scene, &group).await;
    assert_set_aside(&letter, DeadLetterReason::Undecodable);
    let headers = letter.received.expect_err("it is no message");
    for header in [("tenant", "7"), ("x-note", "größer")] {
        assert!(has(&headers, header), "{header:?} is lost: {headers:?}");
    }
    assert_eq!(&letter.body[..], b"\x00\xff no message");
    worker.stop_clean().await;
}

/// What was set aside goes back to its group and to no other, without the headers that said why, and its attempts count anew.
pub async fn dead_letters_that_are_replayed_come_to_their_group_alone<H: Harness>(scene: Arc<Scene<H>>) {
    let (email, analytics) = (scene.group("email").await, scene.group("analytics").await);
    let begun = Ledger::new();
    let worker = failing(&scene, &email, &begun, || "the mail server is away".into()).await;
    let sent = (0..5).map(|number| message(placed(number, 5)).with_header("tenant", "7")).collect::<Vec<_>>();
    scene.send(&sent).await;
    worker.status.wait_until(|status| status.total().dead_lettered == 5).await;
    worker.stop_clean().await;

    let replayed = replay(&scene.transport, &email, IDLE, |why, _| {
        why.is_some_and(|why| why.reason() == DeadLetterReason::AttemptsExhausted)
    })
    .await
    .expect("a replay does not fail");

    assert_eq!((replayed.sent, replayed.kept), (5, 0));
    let deliveries = scene.subscribe(&email, 10).await;
    for _ in 0..5 {
        let delivery = next::<H>(&deliveries).await;
        assert_eq!(delivery.attempt(), 1);
        assert!(sent.contains(received(&delivery)), "{:?} is not as it was sent", received(&delivery));
        delivery.ack().await.expect("it is settled");
    }
    quiet::<H>(&deliveries).await;
    scene.no_dead_letters(&email).await;
    let others = scene.subscribe(&analytics, 10).await;
    for _ in 0..5 {
        next::<H>(&others).await.ack().await.expect("it is settled");
    }
    quiet::<H>(&others).await;
}

/// What a replay does not choose is still set aside.
pub async fn dead_letters_that_are_not_chosen_stay<H: Harness>(scene: Arc<Scene<H>>) {
    let group = scene.group("sales").await;
    let worker = failing(&scene, &group, &Ledger::new(), || HandlerError::permanent("no")).await;
    scene.send(&messages(2, 2)).await;
    worker.status.wait_until(|status| status.total().dead_lettered == 2).await;
    worker.stop_clean().await;

    let replayed =
        replay(&scene.transport, &group, IDLE, |_, _| false).await.expect("a replay does not fail");

    assert_eq!((replayed.sent, replayed.kept), (0, 2));
    let [_, _] = letters(&scene, &group).await;
    quiet::<H>(&scene.subscribe(&group, 10).await).await;
}

/// A worker that runs meanwhile, and fails again, does not make a replay go on for ever.
pub async fn dead_letters_that_fail_again_are_replayed_once<H: Harness>(scene: Arc<Scene<H>>) {
    let group = scene.group("sales").await;
    let begun = Ledger::new();
    let worker = failing(&scene, &group, &begun, || HandlerError::permanent("no")).await;
    scene.send(&messages(2, 2)).await;
    worker.status.wait_until(|status| status.total().dead_lettered == 2).await;

    let replayed = replay(&scene.transport, &group, IDLE, |_, _| true).await.expect("a replay does not fail");

    assert_eq!(replayed.sent, 2);
    worker.status.wait_until(|status| status.total().dead_lettered == 4).await;
    worker.stop_clean().await;
    assert_eq!(begun.entries().len(), 4);
    let [_, _] = letters(&scene, &group).await;
}

/// One poisoned message among ten others.
async fn set_aside_while_the_rest_flows<H: Harness>(
    scene: &Scene<H>,
    poison: Message,
    reason: DeadLetterReason,
) {
    let (group, ledger, worker) = noting(scene).await;
    let poison = poison.with_header("tenant", "7");
    let mut sent = messages(10, 1); // of the same key
    sent.insert(5, poison.clone());

    scene.send(&sent).await;

    ledger.has_distinct(10).await;
    let [letter] = letters(scene, &group).await;
    assert_set_aside(&letter, reason);
    assert_came_with(&letter, &poison);
    worker.stop_clean().await;
    assert_each_once(&ledger.entries(), 10);
}

/// A worker whose handler always fails, three times.
async fn failing<H: Harness>(
    scene: &Scene<H>,
    group: &str,
    begun: &Ledger,
    error: fn() -> HandlerError,
) -> Running {
    let begun = begun.clone();
    let handler = Does(move |placed| {
        begun.note(&placed);
        async move { Err(error()) }
    });
    let worker = Worker::new(scene.transport.clone())
        .handler_with(handler, |settings| settings.group(group).retry(at_once().attempts(3)));
    scene.start(worker).await
}

/// A worker whose handler never fails.
async fn noting<H: Harness>(scene: &Scene<H>) -> (String, Ledger, Running) {
    let (group, ledger) = (scene.group("sales").await, Ledger::new());
    let worker = Worker::new(scene.transport.clone())
        .handler_with(Notes(ledger.clone()), |settings| settings.group(&group));
    let worker = scene.start(worker).await;
    (group, ledger, worker)
}

/// So many dead letters, and no more.
async fn letters<H: Harness, const N: usize>(scene: &Scene<H>, group: &str) -> [SetAside; N] {
    let letters = scene.dead_letters(group, N).await;
    scene.no_dead_letters(group).await;
    letters.try_into().unwrap_or_else(|_| unreachable!("so many were taken"))
}

/// At the first attempt.
#[track_caller]
fn assert_set_aside(letter: &SetAside, reason: DeadLetterReason) {
    assert_eq!((letter.why.reason(), letter.why.attempts()), (reason, 1), "{}", letter.why.error());
}

/// All that it came with is there: attributes, headers, body.
#[track_caller]
fn assert_came_with(letter: &SetAside, sent: &Message) {
    let message = letter.received.as_ref().expect("it is a message");
    for (name, value) in sent.headers() {
        assert!(has(message.headers(), (name, value)), "header {name} is lost: {message:?}");
    }
    let without = DeadLetter::without(message.clone());
    assert_eq!(&without, sent, "nothing but its dead-letter headers was added");
}

fn has(headers: &[(String, String)], header: (&str, &str)) -> bool {
    headers.iter().any(|(name, value)| (name.as_str(), value.as_str()) == header)
}
