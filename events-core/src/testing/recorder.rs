//! The publisher that remembers.

use std::any::{Any, TypeId};
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use crate::{
    DomainEvent, Envelope, Failure, HandleNow, Handler, HandlerError, HandlerInfo, Publish, PublishNow,
    Receipt,
};

/// Publishes every event, and remembers what was published: the publisher to give to a use case in its test.
///
/// ```
/// use domain_events::prelude::*;
/// use domain_events::testing::Recorder;
///
/// #[derive(Debug, Clone, PartialEq, DomainEvent)]
/// struct OrderPlaced { order_id: u64 }
///
/// struct PlaceOrder<P> { events: P }
///
/// impl<P: Publish<OrderPlaced>> PlaceOrder<P> {
///     async fn run(&self, order_id: u64) -> usize {
///         self.events.publish(OrderPlaced { order_id }).await.failures().len()
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let recorder = Recorder::new();
///
/// PlaceOrder { events: recorder.clone() }.run(7).await;
///
/// assert_eq!(recorder.published::<OrderPlaced>(), [OrderPlaced { order_id: 7 }]);
/// assert_eq!(recorder.names(), ["order.placed"]);
/// # }
/// ```
///
/// Clones share one memory. A publication is remembered when its future is awaited, as a bus runs its handlers then; each has
/// an id and a time, which [`fixed`](super::fixed) can fix. Its receipt has no failures, unless [`failing`](Self::failing) says so.
///
/// It is a handler too, of every event that is `Clone`: as a field of a bus in a test it remembers what reaches that field,
/// follow-ups of other handlers among it. Where the compiler says that it does not handle an event, that event lacks `Clone`.
///
/// ```
/// use domain_events::prelude::*;
/// use domain_events::testing::Recorder;
///
/// #[derive(DomainEvent)]
/// struct OrderPlaced { order_id: u64, total_cents: i64 }
/// #[derive(Debug, Clone, PartialEq, DomainEvent)]
/// struct OrderFlagged { order_id: u64 }
///
/// #[handler]
/// fn detect_fraud(placed: &OrderPlaced) -> Option<OrderFlagged> {
///     (placed.total_cents > 100_000).then_some(OrderFlagged { order_id: placed.order_id })
/// }
///
/// #[derive(EventBus)]
/// struct Watched {
///     #[on(OrderPlaced)]
///     fraud: DetectFraud,
///     #[on(OrderFlagged)]
///     seen: Recorder,
/// }
///
/// let bus = Watched { fraud: DetectFraud, seen: Recorder::new() };
/// let _ = bus.publish_now(OrderPlaced { order_id: 7, total_cents: 200_000 });
/// assert_eq!(bus.seen.published::<OrderFlagged>(), [OrderFlagged { order_id: 7 }]);
/// ```
#[derive(Clone, Default)]
pub struct Recorder {
    pub(super) shared: Arc<Shared>,
}

#[derive(Default)]
pub(super) struct Shared {
    pub(super) memory: Mutex<Memory>,
    /// Notified of each publication, for those who wait in threads.
    pub(super) published: Condvar,
}

#[derive(Default)]
pub(super) struct Memory {
    publications: Vec<Publication>,
    fails_with: Option<String>,
    /// Those who wait in tasks; a publication wakes all of them.
    wakers: Vec<Waker>,
}

/// Events of all types stand in one list. `Any` is all right in a test kit: nothing between a publisher and its handlers
/// uses it.
struct Publication {
    name: &'static str,
    envelope: Arc<dyn Any + Send + Sync>,
}

impl Recorder {
    /// A recorder that remembers nothing yet, and does not fail.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes each publication from now on, through this recorder and its clones, come back with a failure: of a handler
    /// named `recorder`, with `error` as its text. It is remembered as ever: a failing handler undoes no publication.
    ///
    /// ```
    /// # use domain_events::prelude::*;
    /// # use domain_events::testing::Recorder;
    /// # #[derive(DomainEvent)]
    /// # struct OrderPlaced;
    /// let recorder = Recorder::new().failing("mailer down");
    ///
    /// let receipt = recorder.publish_now(OrderPlaced);
    ///
    /// let failure = &receipt.failures()[0];
    /// assert_eq!(failure.to_string(), "handler `recorder` failed on `order.placed`: mailer down");
    /// ```
    #[must_use]
    pub fn failing(self, error: impl Into<String>) -> Self {
        let error = error.into();
        self.memory().fails_with = Some(error);
        self
    }

    /// The events of type `E`, in the order in which they were published.
    #[must_use]
    pub fn published<E: DomainEvent + Clone>(&self) -> Vec<E> {
        self.all::<E>().iter().map(|envelope| envelope.event().clone()).collect()
    }

    /// The events of type `E` with their ids and times, in the order in which they were published.
    #[must_use]
    pub fn envelopes<E: DomainEvent + Clone>(&self) -> Vec<Envelope<E>> {
        self.all::<E>().iter().map(|envelope| Envelope::clone(envelope)).collect()
    }

    /// The names of all events that were published, of whatever type, in the order in which they were.
    #[must_use]
    pub fn names(&self) -> Vec<&'static str> {
        self.memory().publications.iter().map(|publication| publication.name).collect()
    }

    /// Whether nothing was published.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.memory().publications.is_empty()
    }

    /// Forgets what was published. If it was told to fail, it goes on failing.
    pub fn clear(&self) {
        // Events are dropped after the lock: dropping runs their own code.
        let forgotten = std::mem::take(&mut self.memory().publications);
        drop(forgotten);
    }

    pub(super) fn all<E: DomainEvent>(&self) -> Vec<Arc<Envelope<E>>> {
        self.memory().all()
    }

    /// The names of the events whose envelopes are of none of these types.
    pub(super) fn names_without(&self, envelopes: &[TypeId]) -> Vec<&'static str> {
        let memory = self.memory();
        let others = memory.publications.iter().filter(|it| !envelopes.contains(&(*it.envelope).type_id()));
        others.map(|publication| publication.name).collect()
    }

    /// No code of an event runs under this lock, and nobody is woken under it: both might publish.
    pub(super) fn memory(&self) -> MutexGuard<'_, Memory> {
        self.shared.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remember<E: DomainEvent>(&self, envelope: Envelope<E>) -> Result<(), HandlerError> {
        let mut memory = self.memory();
        memory.publications.push(Publication { name: E::NAME, envelope: Arc::new(envelope) });
        let wakers = std::mem::take(&mut memory.wakers);
        let outcome = memory.fails_with.clone().map_or(Ok(()), |error| Err(error.into()));
        drop(memory);

        self.shared.published.notify_all();
        wakers.into_iter().for_each(Waker::wake);
        outcome
    }

    fn receipt<E: DomainEvent>(&self, envelope: Envelope<E>) -> Receipt {
        match self.remember(envelope) {
            Ok(()) => Receipt::new(),
            Err(error) => Failure::new::<E, Self>(error).into(),
        }
    }
}

impl Memory {
    pub(super) fn all<E: DomainEvent>(&self) -> Vec<Arc<Envelope<E>>> {
        let envelopes = self.publications.iter().map(|publication| Arc::clone(&publication.envelope));
        envelopes.filter_map(|envelope| envelope.downcast().ok()).collect()
    }

    pub(super) fn count<E: DomainEvent>(&self) -> usize {
        self.publications.iter().filter(|publication| publication.envelope.is::<Envelope<E>>()).count()
    }

    pub(super) fn wake_with_the_next_publication(&mut self, waker: Waker) {
        if !self.wakers.iter().any(|known| known.will_wake(&waker)) {
            self.wakers.push(waker);
        }
    }
}

#[diagnostic::do_not_recommend]
impl<E: DomainEvent> Publish<E> for Recorder {
    async fn publish_envelope(&self, envelope: Envelope<E>) -> Receipt {
        self.receipt(envelope)
    }
}

#[diagnostic::do_not_recommend]
impl<E: DomainEvent> PublishNow<E> for Recorder {
    fn publish_now(&self, event: E) -> Receipt {
        self.receipt(event.occurred())
    }
}

/// Its list of events is empty, so that a field may be subscribed to any.
impl HandlerInfo for Recorder {
    const NAME: &'static str = "recorder";
    type Events = ();
}

#[diagnostic::do_not_recommend]
impl<E: DomainEvent + Clone> Handler<E> for Recorder {
    type FollowUp = ();

    async fn handle(&self, envelope: &Envelope<E>) -> Result<(), HandlerError> {
        self.remember(envelope.clone())
    }
}

#[diagnostic::do_not_recommend]
impl<E: DomainEvent + Clone> HandleNow<E> for Recorder {}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Recorder").field(&self.names()).finish()
    }
}
