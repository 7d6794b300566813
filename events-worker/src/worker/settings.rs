//! How a handler runs on a worker.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use events_core::inbox::Nobody;

use crate::RetryPolicy;
use crate::transport::{KeepsOrder, Order, Subscription, Transport};

/// How a handler runs on a [`Worker`](super::Worker): what the function given to
/// [`handler_with`](super::Worker::handler_with) gets, and answers.
///
/// ```
/// # use domain_events::prelude::*;
/// # use events_worker::{InMemory, RetryPolicy, Worker};
/// # use std::time::Duration;
/// # #[derive(serde::Serialize, serde::Deserialize, DomainEvent)]
/// # struct OrderPlaced { order_id: u64 }
/// # struct ConfirmationEmail;
/// # #[handler]
/// # impl ConfirmationEmail { fn send(&self, _: &OrderPlaced) {} }
/// let worker = Worker::new(InMemory::new()).handler_with(ConfirmationEmail, |settings| {
///     settings
///         .in_order()
///         .concurrency(32)
///         .retry(RetryPolicy::new().attempts(10).longest_delay(Duration::from_mins(5)))
///         .attempt_timeout(Duration::from_secs(20))
/// });
/// ```
#[must_use = "settings are what the function answers"]
pub struct Settings<T, P = Nobody> {
    pub(super) group: String,
    pub(super) order: Order,
    pub(super) concurrency: usize,
    pub(super) prefetch: Option<usize>,
    pub(super) retry: RetryPolicy,
    pub(super) attempt_timeout: Duration,
    pub(super) publisher: P,
    transport: PhantomData<fn(T)>,
}

impl<T> Settings<T> {
    pub(super) fn new(handler: &'static str) -> Self {
        Self {
            group: handler.to_owned(),
            order: Order::ByKey,
            concurrency: 16,
            prefetch: None,
            retry: RetryPolicy::new(),
            attempt_timeout: Duration::from_mins(5),
            publisher: Nobody,
            transport: PhantomData,
        }
    }
}

impl<T: Transport, P> Settings<T, P> {
    /// The name of its group: of the queue, or the consumer group. The handler's name if nothing is said.
    ///
    /// Workers whose handlers share a group share its messages. Two programs with handlers of one name that are not the same
    /// need two groups.
    pub fn group(self, group: impl Into<String>) -> Self {
        Self { group: group.into(), ..self }
    }

    /// Asks that messages of one key are handled one after the other, across all workers and retries. It compiles on transports
    /// that [keep order](KeepsOrder).
    ///
    /// If nothing is said, they are as far as the transport does it.
    pub fn in_order(self) -> Self
    where
        T: KeepsOrder,
    {
        Self { order: Order::ByKey, ..self }
    }

    /// Lets messages of one key be handled at the same time, and one that waits for a retry be overtaken.
    pub fn in_any_order(self) -> Self {
        Self { order: Order::Any, ..self }
    }

    /// How many messages this handler handles at the same time, in as many tasks. Sixteen if nothing is said.
    ///
    /// # Panics
    ///
    /// If it is zero.
    #[track_caller]
    pub fn concurrency(self, concurrency: usize) -> Self {
        assert!(concurrency > 0, "a handler handles at least one message at a time: `concurrency(1)`");
        Self { concurrency, ..self }
    }

    /// How many messages are held in memory for this handler, those that it handles included. Twice its
    /// [`concurrency`](Self::concurrency) if nothing is said; with less than that some of its tasks stay idle.
    ///
    /// # Panics
    ///
    /// If it is zero.
    #[track_caller]
    pub fn prefetch(self, prefetch: usize) -> Self {
        assert!(prefetch > 0, "a handler holds at least one message: `prefetch(1)`");
        Self { prefetch: Some(prefetch), ..self }
    }

    /// When a failed message is tried again, and when it is set aside. [`RetryPolicy::new`] if nothing is said.
    pub fn retry(self, retry: RetryPolicy) -> Self {
        Self { retry, ..self }
    }

    /// How long an attempt may take, after which it is stopped at the `.await` where it stands, and has failed. Five minutes if
    /// nothing is said. A handler that never awaits cannot be stopped.
    pub fn attempt_timeout(self, timeout: Duration) -> Self {
        Self { attempt_timeout: timeout, ..self }
    }

    /// Who publishes what the handler returns to be published next: a bus that routes it, in an `Arc` or of its own.
    ///
    /// It is published once the handler has succeeded, before its message is acknowledged, with the correlation of the message. If
    /// any of it fails, the attempt has failed, and the handler runs again: a bus of [`Forward`](crate::Forward)s sends all to the
    /// transport, where each handler is retried by itself.
    pub fn follow_ups<B>(self, publisher: B) -> Settings<T, B> {
        let Self { group, order, concurrency, prefetch, retry, attempt_timeout, publisher: _, transport } =
            self;
        Settings { group, order, concurrency, prefetch, retry, attempt_timeout, publisher, transport }
    }

    pub(super) fn without_publisher(self) -> (Settings<T, ()>, P) {
        let Self { group, order, concurrency, prefetch, retry, attempt_timeout, publisher, transport } = self;
        let settings = Settings {
            group,
            order,
            concurrency,
            prefetch,
            retry,
            attempt_timeout,
            publisher: (),
            transport,
        };
        (settings, publisher)
    }

    pub(super) fn group_name(&self) -> &str {
        &self.group
    }

    pub(super) fn subscription(&self, events: &[&str]) -> Subscription {
        Subscription::new(&self.group, events.iter().copied())
            .order(self.order)
            .prefetch(self.prefetch.unwrap_or(self.concurrency.saturating_mul(2)))
    }
}

impl<T, P> fmt::Debug for Settings<T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { group, order, concurrency, prefetch, retry, attempt_timeout, .. } = self;
        f.debug_struct("Settings")
            .field("group", group)
            .field("order", order)
            .field("concurrency", concurrency)
            .field("prefetch", prefetch)
            .field("retry", retry)
            .field("attempt_timeout", attempt_timeout)
            .finish_non_exhaustive()
    }
}
