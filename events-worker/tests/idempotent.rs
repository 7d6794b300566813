//! Handlers that run once for each id.
#![cfg(feature = "messages")]

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use domain_events::prelude::*;
use domain_events::{RetryPolicy, Uuid};
use events_worker::idempotent::{Claim, Claimed, Key};
use events_worker::{
    IdempotencyStore, Idempotent, InMemory, InMemoryStore, Message, Source, Transport, Worker, WorkerStatus,
};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use tokio::time::timeout;

#[derive(Debug, Clone, Serialize, Deserialize, DomainEvent)]
struct OrderPlaced {
    order_id: u64,
}

/// Does on each run what comes next, and succeeds when nothing does.
#[derive(Default)]
struct Email {
    next: Mutex<VecDeque<Do>>,
    runs: Mutex<Vec<Uuid>>,
    gate: Option<Semaphore>,
}

enum Do {
    Fail,
    FailForGood,
    Panic,
    WaitForever,
}

#[handler]
impl Email {
    async fn send(&self, placed: &Envelope<OrderPlaced>) -> Result<(), HandlerError> {
        self.runs.lock().unwrap().push(placed.id());
        if let Some(gate) = &self.gate {
            gate.acquire().await.unwrap().forget();
        }
        let next = self.next.lock().unwrap().pop_front();
        match next {
            None => Ok(()),
            Some(Do::Fail) => Err("the mail server is away".into()),
            Some(Do::FailForGood) => Err(HandlerError::permanent("no such address")),
            Some(Do::Panic) => panic!("a bug"),
            Some(Do::WaitForever) => std::future::pending().await,
        }
    }
}

impl Email {
    fn that(next: impl IntoIterator<Item = Do>) -> Self {
        Self { next: Mutex::new(next.into_iter().collect()), ..Self::default() }
    }

    fn gated() -> Self {
        Self { gate: Some(Semaphore::new(0)), ..Self::default() }
    }

    fn runs(&self) -> usize {
        self.runs.lock().unwrap().len()
    }
}

fn once(email: Email) -> Idempotent<Email, InMemoryStore> {
    Idempotent::new(email, InMemoryStore::new())
}

fn placed() -> Envelope<OrderPlaced> {
    OrderPlaced { order_id: 1 }.occurred()
}

async fn soon<T>(future: impl Future<Output = T>) -> T {
    timeout(Duration::from_mins(1), future).await.expect("it happens within a minute")
}

/// Polls it once, and answers whether it waits.
async fn waits<F: Future + Unpin>(future: &mut F) -> bool {
    let mut future = pin!(future);
    poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_pending())).await
}

#[tokio::test]
async fn a_duplicate_is_a_success_without_a_run() {
    let email = once(Email::default());
    let occurrence = placed();

    for _ in 0..3 {
        email.handle(&occurrence).await.unwrap();
    }

    assert_eq!(email.handler().runs(), 1);
}

#[tokio::test]
async fn another_occurrence_of_an_equal_event_is_no_duplicate() {
    let email = once(Email::default());

    email.handle(&placed()).await.unwrap();
    email.handle(&placed()).await.unwrap();

    assert_eq!(email.handler().runs(), 2);
}

#[tokio::test]
async fn a_retry_is_not_taken_for_its_own_duplicate() {
    for failure in [Do::Fail, Do::FailForGood] {
        let email = once(Email::that([failure]));
        let occurrence = placed();

        assert!(email.handle(&occurrence).await.is_err());
        assert_eq!(email.store().running(), 0);
        email.handle(&occurrence).await.unwrap();
        email.handle(&occurrence).await.unwrap();

        assert_eq!(email.handler().runs(), 2);
    }
}

#[tokio::test]
async fn what_the_handler_fails_with_is_what_comes_out() {
    let email = once(Email::that([Do::FailForGood]));

    let error = email.handle(&placed()).await.unwrap_err();

    assert!(error.is_permanent());
    assert_eq!(error.to_string(), "no such address");
}

#[tokio::test]
async fn a_panic_releases_the_id() {
    let email = Arc::new(once(Email::that([Do::Panic])));
    let occurrence = placed();

    let handling = {
        let (email, occurrence) = (Arc::clone(&email), occurrence.clone());
        tokio::spawn(async move { email.handle(&occurrence).await })
    };
    assert!(handling.await.unwrap_err().is_panic());
    email.handle(&occurrence).await.unwrap();

    assert_eq!(email.handler().runs(), 2);
    assert_eq!((email.store().running(), email.store().done()), (0, 1));
}

#[tokio::test]
async fn a_run_that_is_dropped_half_way_releases_the_id() {
    let email = once(Email::that([Do::WaitForever]));
    let occurrence = placed();

    {
        let mut handling = pin!(email.handle(&occurrence));
        assert!(waits(&mut handling).await);
        assert_eq!(email.store().running(), 1);
    }

    assert_eq!(email.store().running(), 0);
    email.handle(&occurrence).await.unwrap();
    assert_eq!(email.handler().runs(), 2);
}

#[tokio::test]
async fn a_duplicate_that_comes_while_the_first_runs_is_tried_later_and_then_skipped() {
    let email = once(Email::gated()).try_again_after(Duration::from_secs(3));
    let occurrence = placed();
    let mut first = Box::pin(email.handle(&occurrence));
    assert!(waits(&mut first).await);

    let error = email.handle(&occurrence).await.unwrap_err();
    email.handler().gate.as_ref().unwrap().add_permits(1);
    first.await.unwrap();
    email.handle(&occurrence).await.unwrap();

    assert_eq!(error.retry_delay(), Some(Duration::from_secs(3)));
    let id = occurrence.id();
    assert_eq!(
        error.to_string(),
        format!(
            "handler `email` is running on `order.placed` {id} already: this duplicate is tried again in 3s, as that run may fail yet"
        )
    );
    assert_eq!(email.handler().runs(), 1);
}

#[tokio::test]
async fn a_duplicate_that_came_while_the_first_ran_runs_if_that_one_failed() {
    let email = once(Email { gate: Some(Semaphore::new(0)), ..Email::that([Do::Fail]) });
    let occurrence = placed();
    let mut first = Box::pin(email.handle(&occurrence));
    assert!(waits(&mut first).await);

    assert!(email.handle(&occurrence).await.is_err());
    email.handler().gate.as_ref().unwrap().add_permits(2);
    assert!(first.await.is_err());
    email.handle(&occurrence).await.unwrap();

    assert_eq!(email.handler().runs(), 2);
}

#[tokio::test]
async fn handlers_of_other_names_run_on_the_same_id() {
    #[handler]
    fn track_sale(_: &OrderPlaced) {}
    #[derive(EventBus)]
    struct Shop {
        #[on(OrderPlaced)]
        email: Idempotent<Email, InMemoryStore>,
        #[on(OrderPlaced)]
        sales: Idempotent<TrackSale, InMemoryStore>,
    }
    let store = InMemoryStore::new();
    let shop = Shop {
        email: Idempotent::new(Email::default(), store.clone()),
        sales: Idempotent::new(TrackSale, store.clone()),
    };
    let occurrence = placed();

    assert!(shop.publish_envelope(occurrence.clone()).await.is_ok());
    assert!(shop.publish_envelope(occurrence).await.is_ok());

    assert_eq!(shop.email.handler().runs(), 1);
    assert_eq!(store.done(), 2);
}

#[tokio::test]
async fn a_panic_on_a_bus_is_a_failure_and_the_next_publication_runs_the_handler() {
    #[derive(EventBus)]
    struct Shop {
        #[on(OrderPlaced)]
        email: Idempotent<Email, InMemoryStore>,
    }
    let shop = Shop { email: once(Email::that([Do::Panic])) };
    let occurrence = placed();

    let receipt = shop.publish_envelope(occurrence.clone()).await;
    assert!(receipt.failures()[0].error().is_panic());
    assert_eq!(receipt.failures()[0].handler(), "email");
    assert!(shop.publish_envelope(occurrence).await.is_ok());

    assert_eq!(shop.email.handler().runs(), 2);
}

#[tokio::test]
async fn a_bus_gives_each_publication_an_id_of_its_own() {
    #[handler]
    fn track_sale(_: &OrderPlaced) {} // alone, it would be given none
    #[derive(EventBus)]
    struct Shop {
        #[on(OrderPlaced)]
        sales: Idempotent<TrackSale, InMemoryStore>,
    }
    let shop = Shop { sales: Idempotent::new(TrackSale, InMemoryStore::new()) };

    assert!(shop.publish(OrderPlaced { order_id: 1 }).await.is_ok());
    assert!(shop.publish(OrderPlaced { order_id: 1 }).await.is_ok());

    assert_eq!(shop.sales.store().done(), 2);
}

#[tokio::test(start_paused = true)]
async fn in_background_retries_run_and_duplicates_do_not() {
    let background = Background::spawn(once(Email::that([Do::Fail, Do::Panic])), 10);
    let occurrence = placed();

    background.handle(&occurrence).await.unwrap();
    background.handle(&occurrence).await.unwrap();
    background.shutdown().await;

    assert_eq!(background.handler().handler().runs(), 3);
    assert_eq!(background.handler().store().done(), 1);
}

fn message(occurrence: &Envelope<OrderPlaced>) -> Message {
    Message::of(occurrence, &Source::new("/shop").unwrap(), &events_worker::Json).unwrap()
}

fn settled(status: &WorkerStatus, handled: u64) -> impl Future<Output = ()> + use<> {
    let status = status.clone();
    async move { soon(status.wait_until(|status| status.total().handled == handled)).await }
}

#[tokio::test(start_paused = true)]
async fn on_a_worker_a_message_that_was_sent_twice_is_handled_once_and_acknowledged_twice() {
    let transport = InMemory::new();
    let email = Arc::new(once(Email::that([Do::Fail])));
    let worker = Worker::new(transport.clone()).handler(Arc::clone(&email));
    let status = worker.status();
    let sent = message(&placed());
    transport.send(&[sent.clone(), sent]).await.unwrap();

    let stopped = worker.run_until(settled(&status, 2)).await.unwrap();

    assert_eq!((stopped.handled, stopped.dead_lettered), (2, 0));
    assert_eq!(email.handler().runs(), 2, "an attempt that failed and one that did not");
    assert_eq!(transport.held()["email"], 0);
}

#[tokio::test(start_paused = true)]
async fn on_a_worker_a_duplicate_waits_for_the_run_that_goes_on() {
    let transport = InMemory::new();
    let email = Arc::new(once(Email::gated()));
    let worker = Worker::new(transport.clone()).handler(Arc::clone(&email));
    let status = worker.status();
    let sent = message(&placed());
    transport.send(&[sent.clone(), sent]).await.unwrap();
    let signal = {
        let (status, email) = (status.clone(), Arc::clone(&email));
        async move {
            soon(status.wait_until(|status| status.total().retried == 1)).await;
            email.handler().gate.as_ref().unwrap().add_permits(1);
            settled(&status, 2).await;
        }
    };

    let stopped = worker.run_until(signal).await.unwrap();

    assert_eq!((stopped.handled, stopped.retried, email.handler().runs()), (2, 1, 1));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_takes_too_long_releases_its_id() {
    let transport = InMemory::new();
    let email = Arc::new(once(Email::that([Do::WaitForever])));
    let worker = Worker::new(transport.clone()).handler_with(Arc::clone(&email), |settings| {
        settings.attempt_timeout(Duration::from_secs(1)).retry(RetryPolicy::new().attempts(2))
    });
    let status = worker.status();
    transport.send(&[message(&placed())]).await.unwrap();

    let stopped = worker.run_until(settled(&status, 1)).await.unwrap();

    assert_eq!((stopped.retried, email.handler().runs()), (1, 2));
}

/// A store that cannot do what it is told not to.
struct Broken {
    store: InMemoryStore,
    cannot: &'static str,
}

struct BrokenClaim(<InMemoryStore as IdempotencyStore>::Claim, &'static str);

impl IdempotencyStore for Broken {
    type Claim = BrokenClaim;

    async fn claim(&self, key: Key) -> Result<Claimed<BrokenClaim>, HandlerError> {
        if self.cannot == "claim" {
            return Err(format!("the store cannot claim {key}: start it").into());
        }
        Ok(match self.store.claim(key).await? {
            Claimed::New(claim) => Claimed::New(BrokenClaim(claim, self.cannot)),
            Claimed::Done => Claimed::Done,
            Claimed::Running => Claimed::Running,
        })
    }
}

impl Claim for BrokenClaim {
    async fn done(self) -> Result<(), HandlerError> {
        if self.1 == "note" { Err("the store cannot note it".into()) } else { self.0.done().await }
    }
}

#[tokio::test]
async fn without_a_claim_the_handler_does_not_run() {
    let email = Idempotent::new(Email::default(), Broken { store: InMemoryStore::new(), cannot: "claim" });
    let occurrence = placed();

    let error = email.handle(&occurrence).await.unwrap_err();

    assert_eq!(error.to_string(), format!("the store cannot claim email/{}: start it", occurrence.id()));
    assert!(!error.is_permanent());
    assert_eq!(email.handler().runs(), 0);
}

#[tokio::test]
async fn what_cannot_be_noted_as_done_runs_again() {
    let email = Idempotent::new(Email::default(), Broken { store: InMemoryStore::new(), cannot: "note" });
    let occurrence = placed();

    assert!(email.handle(&occurrence).await.is_err());
    assert!(email.handle(&occurrence).await.is_err());

    assert_eq!(email.handler().runs(), 2);
}

fn key(id: u128) -> Key {
    Key::new("email", Uuid::from_u128(id))
}

async fn claim(store: &InMemoryStore, id: u128) -> <InMemoryStore as IdempotencyStore>::Claim {
    match store.claim(key(id)).await.unwrap() {
        Claimed::New(claim) => claim,
        known => panic!("{id} is known: {known:?}"),
    }
}

#[tokio::test]
async fn a_full_store_forgets_what_was_done_first_and_nothing_that_runs() {
    let store = InMemoryStore::with_capacity(2);
    let running = claim(&store, 0).await;
    for id in [1, 2, 3] {
        claim(&store, id).await.done().await.unwrap();
    }

    assert_eq!((store.running(), store.done()), (1, 2));
    assert!(matches!(store.claim(key(0)).await.unwrap(), Claimed::Running));
    for id in [2, 3] {
        assert!(matches!(store.claim(key(id)).await.unwrap(), Claimed::Done), "{id}");
    }
    drop(claim(&store, 1).await);
    running.done().await.unwrap();
    drop(claim(&store, 2).await);
    assert_eq!((store.running(), store.done()), (0, 2));
}

#[tokio::test]
async fn of_many_who_claim_at_once_one_gets_it() {
    let store = InMemoryStore::new();
    let claiming = (0..100).map(|_| {
        let store = store.clone();
        tokio::spawn(async move { store.claim(key(1)).await.unwrap() })
    });

    let mut claims = Vec::new();
    for claimed in claiming.collect::<Vec<_>>() {
        claims.push(claimed.await.unwrap());
    }

    assert_eq!(claims.iter().filter(|claimed| matches!(claimed, Claimed::New(_))).count(), 1);
    assert!(!claims.iter().any(|claimed| matches!(claimed, Claimed::Done)));
}

#[test]
#[should_panic(expected = "at least one id")]
fn a_store_without_room_is_refused() {
    let _ = InMemoryStore::with_capacity(0);
}
