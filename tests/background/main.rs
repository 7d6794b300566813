//! Handlers in background (feature `tokio`).
#![cfg(feature = "tokio")]
#![allow(clippy::unused_async)] // handlers of all shapes are tried, also async ones that await nothing

mod handlers;
mod ordering;
mod queueing;
mod retrying;
mod starting;
mod stopping;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain_events::prelude::*;
use domain_events::{BackgroundFailure, NotQueued, RetryPolicy, Uuid, WhenFull};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

#[derive(Debug, Clone, PartialEq, DomainEvent)]
struct OrderPlaced {
    #[event(key)]
    order_id: u64,
    line: u64,
}

#[derive(Debug, Clone, DomainEvent)]
struct OrderCancelled {
    #[event(key)]
    order_id: u64,
}

#[derive(Debug, Clone, DomainEvent)]
struct ShopOpened;

/// Public, while the events that it handles are not.
pub struct PublicHandler;

#[handler]
impl PublicHandler {
    fn note(&self, _: &OrderPlaced) {}

    fn strike(&self, _: &OrderCancelled) {}
}

fn placed(order_id: u64) -> OrderPlaced {
    OrderPlaced { order_id, line: 0 }
}

/// Does what the test says.
struct Scripted<F>(F);

#[handler]
impl<F: Fn(&OrderPlaced) -> Result<(), HandlerError> + Send + Sync> Scripted<F> {
    async fn run(&self, placed: &OrderPlaced) -> Result<(), HandlerError> {
        tokio::task::yield_now().await;
        (self.0)(placed)
    }
}

/// Handles an event for each permit of its gate.
struct Gated {
    gate: Semaphore,
    handled: Mutex<Vec<u64>>,
}

#[handler]
impl Gated {
    async fn pass(&self, placed: &OrderPlaced) {
        self.gate.acquire().await.unwrap().forget();
        self.handled.lock().unwrap().push(placed.order_id);
    }
}

impl Gated {
    fn closed() -> Self {
        Self { gate: Semaphore::new(0), handled: Mutex::default() }
    }

    fn handled(&self) -> Vec<u64> {
        self.handled.lock().unwrap().clone()
    }
}

type Told = Arc<Mutex<Vec<(Uuid, u32, String)>>>;

fn tell(told: &Told) -> impl Fn(&BackgroundFailure) + Send + Sync + 'static {
    let told = Arc::clone(told);
    move |failure| {
        told.lock().unwrap().push((failure.id(), failure.attempts(), failure.error().to_string()));
    }
}

async fn queue<E: DomainEvent, H: Handler<E>>(background: &H, event: E) -> Result<Uuid, HandlerError> {
    let envelope = event.occurred();
    background.handle(&envelope).await.map(|_| envelope.id())
}

fn not_queued(error: &HandlerError) -> &NotQueued {
    error.as_error().downcast_ref().expect("it was not queued")
}

/// More than enough for what happens, and an end to what does not.
async fn soon<T>(future: impl Future<Output = T>) -> T {
    timeout(Duration::from_mins(1), future).await.expect("it happens within a minute")
}
