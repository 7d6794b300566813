//! A handler that queues the event and returns at once.

mod builder;
mod failure;
mod queue;
mod runner;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use events_core::inbox::{Accepts, InBackground, Inbox, Nobody};
use events_core::{DomainEvent, Envelope, Handler, HandlerError, HandlerInfo};
use tokio::task::AbortHandle;

pub use self::builder::{BackgroundBuilder, WhenFull};
pub use self::failure::{BackgroundFailure, Left, LeftEvent, NotQueued};
use self::queue::{Queue, Ticket};

/// A handler that queues the event and returns at once; a task runs the handler inside, in order, and again if it fails.
///
/// ```
/// use domain_events::prelude::*;
///
/// #[derive(Clone, DomainEvent)]
/// struct OrderPlaced { order_id: u64 }
///
/// struct ConfirmationEmail;
/// #[handler]
/// impl ConfirmationEmail {
///     async fn send(&self, placed: &OrderPlaced) -> Result<(), std::io::Error> {
///         println!("order {} is confirmed", placed.order_id);
///         Ok(())
///     }
/// }
///
/// #[derive(EventBus)]
/// struct Shop {
///     #[on(OrderPlaced)]
///     confirmation: Background<ConfirmationEmail>,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let shop = Shop { confirmation: Background::spawn(ConfirmationEmail, 100) };
/// let receipt = shop.publish(OrderPlaced { order_id: 1 }).await;
/// assert!(receipt.is_ok());                           // it is queued; what becomes of it is not awaited
/// shop.confirmation.shutdown().await;                 // what is queued is handled
/// # }
/// ```
///
/// It handles what the handler inside handles, under the same name, and stands in a bus as that would; several buses share one
/// in an [`Arc`]. The events derive [`Clone`], as the queue has to keep what the publisher only lends. The handler inside is
/// written with `#[handler]`, or wraps one that is.
///
/// # Order and repetition
///
/// Events are handled one after the other in the order in which they were queued; one that is tried again holds back those
/// behind it. [`concurrency`](BackgroundBuilder::concurrency) loosens that to order for each key. An event is handled once, but for
/// [retries]: a handler that failed half-way sees the event again, with the same id.
///
/// The queue is in memory: what it holds is gone when the process ends. Await [`shutdown`](Self::shutdown) before.
///
/// # Bounds
///
/// At most `capacity` events are held at once: waiting, being handled, or waiting for another attempt. When there is no room,
/// the publisher waits, or by [choice](WhenFull) is told so on its receipt. A handler that publishes, and awaits, what its own
/// full queue is to take waits for itself: let such a one fail when it is full.
///
/// # Failures
///
/// What the handler inside fails with never reaches a receipt: whoever published has gone on. It is retried, a panic like any
/// other failure. An event that is given up goes to [`on_failure`](BackgroundBuilder::on_failure), and with the feature `tracing` is
/// a `tracing` error with `messaging.destination.name` (the event), `messaging.message.id`, `messaging.consumer.group.name` (the
/// handler), `attempts` and `error.message`. With neither it is a line on standard error.
///
/// # Errors
///
/// As a handler it fails with [`NotQueued`]: when it is full and shall not wait, and after a shutdown (that is permanent).
///
/// # Dropping
///
/// A publication that is dropped while it waits for room has queued nothing. When the `Background` itself is dropped, its queue
/// is closed, and what is in it is still handled, as long as the runtime runs. When the runtime goes down first, each event
/// that is left is given up, with an error that says so.
///
/// [retries]: crate::RetryPolicy
pub struct Background<H: HandlerInfo> {
    handler: Arc<H>,
    queue: Arc<Queue<H::Events>>,
    when_full: WhenFull,
    runners: Vec<AbortHandle>,
}

impl<H: HandlerInfo + Send + Sync + 'static> Background<H> {
    /// Puts a handler in background: one event at a time, up to `capacity` events held, five attempts.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime, or in one without timers, as `tokio::spawn` and `tokio::time::sleep` do; and if `capacity` is zero.
    #[must_use = "when it is dropped, nothing more is queued"]
    #[track_caller]
    pub fn spawn(handler: H, capacity: usize) -> Self
    where
        H::Events: Inbox<H, InBackground<Nobody>>,
    {
        Self::builder(handler).capacity(capacity).spawn()
    }

    /// Puts a handler in background with settings of your own; [`BackgroundBuilder::spawn`] is the last.
    pub fn builder(handler: H) -> BackgroundBuilder<H> {
        BackgroundBuilder::new(handler)
    }
}

impl<H: HandlerInfo> Background<H> {
    /// The handler inside.
    #[must_use]
    pub fn handler(&self) -> &H {
        &self.handler
    }

    /// Stops taking events, and waits until all that it has are handled or given up.
    ///
    /// From the call on it queues nothing more: publishing, also what waits for room, fails with [`NotQueued::Stopped`]. That
    /// stays so if the future is dropped, and the rest is still handled. A second call waits too.
    ///
    /// It has no deadline, and a handler that awaits its own shutdown waits forever: see [`shutdown_within`](Self::shutdown_within).
    pub async fn shutdown(&self) {
        self.queue.close();
        self.queue.drained().await;
    }

    /// [`shutdown`](Self::shutdown) with a deadline, after which the rest is left undone.
    ///
    /// What is running then is stopped at the `.await` where it stands. Whatever was not done, also what ran in part, is in the
    /// answer, in the order in which it was queued, and is not reported as a failure. What is done in the very moment in which the
    /// deadline passes may be in the answer all the same.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime, or in one without timers.
    pub async fn shutdown_within(&self, deadline: Duration) -> Left {
        if tokio::time::timeout(deadline, self.shutdown()).await.is_ok() {
            return Left::default();
        }
        let left = self.queue.abandon();
        self.runners.iter().for_each(AbortHandle::abort);
        left
    }
}

impl<H: HandlerInfo> Drop for Background<H> {
    fn drop(&mut self) {
        self.queue.close();
    }
}

impl<H: HandlerInfo> fmt::Debug for Background<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Background").field("handler", &H::NAME).finish_non_exhaustive()
    }
}

impl<H: HandlerInfo> HandlerInfo for Background<H> {
    const NAME: &'static str = H::NAME;
    type Events = H::Events;
}

#[diagnostic::do_not_recommend]
impl<E, H> Handler<E> for Background<H>
where
    E: DomainEvent,
    H: Handler<E>,
    H::Events: Accepts<E> + Send,
{
    const STARTS_WITHOUT_PANIC: bool = true;
    type FollowUp = ();

    async fn handle(&self, envelope: &Envelope<E>) -> Result<(), HandlerError> {
        let not_queued = |not_queued: NotQueued| not_queued.into_handler_error();
        let room = self.queue.room(self.when_full, H::NAME).await.map_err(not_queued)?;
        let ticket = Ticket::new(E::NAME, envelope.id());
        let events = H::Events::accept_copy(envelope);
        self.queue.put(room, ticket, events, || envelope.event().key(), H::NAME).map_err(not_queued)
    }
}
