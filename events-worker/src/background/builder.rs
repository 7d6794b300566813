//! How a handler runs in background.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use events_core::HandlerInfo;
use events_core::inbox::{InBackground, Inbox, Nobody};

use super::queue::{Order, Queue};
use super::runner::Runner;
use super::{Background, BackgroundFailure};
use crate::RetryPolicy;

/// How a handler runs in background: what [`Background::builder`] starts and [`spawn`](Self::spawn) ends.
///
/// ```
/// use domain_events::{RetryPolicy, WhenFull, prelude::*};
///
/// # #[derive(Clone, DomainEvent)]
/// # struct OrderPlaced { order_id: u64 }
/// # struct ConfirmationEmail;
/// # #[handler]
/// # impl ConfirmationEmail {
/// #     fn send(&self, _: &OrderPlaced) {}
/// # }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let confirmation = Background::builder(ConfirmationEmail)
///     .capacity(10_000)
///     .when_full(WhenFull::Fail)
///     .concurrency(8)
///     .retry(RetryPolicy::new().attempts(3))
///     .on_failure(|failure| eprintln!("{failure}"))
///     .spawn();
/// # confirmation.shutdown().await;
/// # }
/// ```
#[must_use = "nothing runs until `spawn`"]
pub struct BackgroundBuilder<H, P = Nobody, F = fn(&BackgroundFailure)> {
    handler: H,
    publisher: P,
    on_failure: F,
    capacity: usize,
    concurrency: usize,
    when_full: WhenFull,
    retry: RetryPolicy,
}

/// What publishing does when a handler in background has no room for another event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WhenFull {
    /// It waits until there is room. Who waits longest is next.
    #[default]
    Wait,
    /// It fails, with [`NotQueued::Full`](super::NotQueued::Full) on the receipt.
    Fail,
}

impl<H> BackgroundBuilder<H> {
    pub(super) fn new(handler: H) -> Self {
        Self {
            handler,
            publisher: Nobody,
            on_failure: to_standard_error,
            capacity: 1_000,
            concurrency: 1,
            when_full: WhenFull::default(),
            retry: RetryPolicy::default(),
        }
    }
}

impl<H, P, F> BackgroundBuilder<H, P, F> {
    /// How many events are held at once: waiting, being handled, or waiting for another attempt. 1,000 if nothing is said.
    ///
    /// # Panics
    ///
    /// If it is zero.
    #[track_caller]
    pub fn capacity(self, capacity: usize) -> Self {
        assert!(capacity > 0, "a handler in background has room for at least one event: `capacity(1)`");
        Self { capacity, ..self }
    }

    /// What publishing does when there is no room. It waits if nothing is said.
    pub fn when_full(self, when_full: WhenFull) -> Self {
        Self { when_full, ..self }
    }

    /// How many events are handled at the same time. One if nothing is said.
    ///
    /// With one, all events are handled in the order in which they were queued. With more, that holds for events of the same
    /// [key](events_core::DomainEvent::key), whatever their types; those without a key are in order among themselves. An event that
    /// waits for another attempt then holds back those of its key, and no others.
    ///
    /// # Panics
    ///
    /// If it is zero.
    #[track_caller]
    pub fn concurrency(self, concurrency: usize) -> Self {
        assert!(
            concurrency > 0,
            "a handler in background handles at least one event at a time: `concurrency(1)`"
        );
        Self { concurrency, ..self }
    }

    /// When a failed event is tried again, and when it is given up. [`RetryPolicy::new`] if nothing is said.
    pub fn retry(self, retry: RetryPolicy) -> Self {
        Self { retry, ..self }
    }

    /// Called with each event that is given up, before the next of its key is handled. Nothing waits for what it starts; a panic
    /// in it is caught.
    ///
    /// If nothing is said, and the feature `tracing` is off, a line goes to standard error.
    pub fn on_failure<G: Fn(&BackgroundFailure) + Send + Sync + 'static>(
        self,
        on_failure: G,
    ) -> BackgroundBuilder<H, P, G> {
        let Self { handler, publisher, on_failure: _, capacity, concurrency, when_full, retry } = self;
        BackgroundBuilder { handler, publisher, on_failure, capacity, concurrency, when_full, retry }
    }

    /// Who publishes what the handler returns to be published next: a bus that routes it, in an `Arc` or of its own.
    ///
    /// It is published once the handler has succeeded, with the correlation of the event that led to it, before the next event of
    /// the same key is handled. A handler that fails on it is reported like an event that is given up, after one attempt; the
    /// handler in background does not run again for it.
    pub fn follow_ups<B: Send + Sync + 'static>(self, publisher: B) -> BackgroundBuilder<H, B, F> {
        let Self { handler, publisher: _, on_failure, capacity, concurrency, when_full, retry } = self;
        BackgroundBuilder { handler, publisher, on_failure, capacity, concurrency, when_full, retry }
    }

    /// Starts it.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime, or in one without timers, as `tokio::spawn` and `tokio::time::sleep` do.
    #[must_use = "when it is dropped, nothing more is queued"]
    #[track_caller]
    pub fn spawn(self) -> Background<H>
    where
        H: HandlerInfo + Send + Sync + 'static,
        H::Events: Inbox<H, InBackground<P>>,
        P: Send + Sync + 'static,
        F: Fn(&BackgroundFailure) + Send + Sync + 'static,
    {
        drop(tokio::time::sleep(Duration::ZERO)); // without timers it panics here, and not in a task at the first retry
        let runners = self.concurrency.min(self.capacity);
        let order = if self.concurrency == 1 { Order::of_all() } else { Order::by_key() };
        let runner = Arc::new(Runner {
            handler: Arc::new(self.handler),
            queue: Arc::new(Queue::new(self.capacity, order, runners)),
            publisher: InBackground(self.publisher),
            on_failure: self.on_failure,
            retry: self.retry,
        });
        Background {
            handler: Arc::clone(&runner.handler),
            queue: Arc::clone(&runner.queue),
            when_full: self.when_full,
            runners: (0..runners).map(|_| tokio::spawn(Arc::clone(&runner).run()).abort_handle()).collect(),
        }
    }
}

impl<H, P, F> fmt::Debug for BackgroundBuilder<H, P, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BackgroundBuilder")
            .field("capacity", &self.capacity)
            .field("concurrency", &self.concurrency)
            .field("when_full", &self.when_full)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

/// What is given up never vanishes: where neither a hook nor a trace tells of it, a line does.
fn to_standard_error(failure: &BackgroundFailure) {
    if !cfg!(feature = "tracing") {
        eprintln!("{failure}");
    }
}
