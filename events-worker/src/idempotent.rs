//! Handlers that run once for each message id.

mod memory;
mod store;

use std::fmt;
use std::time::Duration;

pub use events_core::inbox::NothingFollows;
use events_core::inbox::{Inbox, Skippable};
use events_core::{DomainEvent, Envelope, FollowUp, Handler, HandlerError, HandlerInfo};

pub use self::memory::{InMemoryClaim, InMemoryStore};
pub use self::store::{Claim, Claimed, IdempotencyStore, Key};

/// A handler that runs once for each id: an event that comes again, because a queue or a broker delivers at least once, is not
/// handled again.
///
/// ```
/// use domain_events::prelude::*;
/// use events_worker::{Idempotent, InMemory, InMemoryStore, Worker};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize, DomainEvent)]
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
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let email = Idempotent::new(ConfirmationEmail, InMemoryStore::new());
///
/// let placed = OrderPlaced { order_id: 1 }.occurred();
/// assert!(email.handle(&placed).await.is_ok());           // sends
/// assert!(email.handle(&placed).await.is_ok());           // does not
///
/// let worker = Worker::new(InMemory::new()).handler(email);
/// # drop(worker);
/// # }
/// ```
///
/// It has the name and the events of the handler inside, and stands wherever that one does: on a field of a bus, in background, on
/// a worker. Put it inside of a [`Background`](crate::Background), whose retries it then sees.
///
/// # What it holds
///
/// An id is claimed before the handler runs and done once it has succeeded. What comes with an id that is done is a success at once.
/// If the handler fails, panics or is dropped half-way, the claim is released, and the next attempt runs it: a retry is not taken for
/// its own duplicate. What comes while another runs on it fails, and is tried [later](Self::try_again_after): the other may fail yet,
/// and until it is done nobody says that it is.
///
/// Ids are remembered as long as the [store](IdempotencyStore) remembers them, for each name of a handler: two handlers with one name
/// that are not the same have a store each.
///
/// # What it cannot hold
///
/// A process that dies after the handler's work and before the id is done leaves no word of it, and the handler runs again. Where
/// the work is in a database, only the id written in the same transaction closes this gap: the handler does that itself.
///
/// # Follow-ups
///
/// A handler that returns what is to be published next cannot be wrapped: a duplicate could not return it again, and were
/// publishing it to fail, the retry would be skipped. See [`NothingFollows`].
///
/// # Errors
///
/// Those of the handler inside; and of the store, if it cannot claim, or cannot note that the handler is done: then the handler runs
/// again.
pub struct Idempotent<H, S> {
    handler: H,
    store: S,
    try_again_after: Duration,
}

impl<H: HandlerInfo, S: IdempotencyStore> Idempotent<H, S> {
    /// Runs a handler once for each id, as far as this store remembers. The handler is written by `#[handler]`, or is a wrapper round
    /// one that is.
    pub fn new(handler: H, store: S) -> Self
    where
        H::Events: Inbox<H, Skippable>,
    {
        Self { handler, store, try_again_after: Duration::from_secs(10) }
    }

    /// How long a duplicate waits that comes while the handler runs on the same id. Ten seconds if nothing is said.
    ///
    /// Each wait takes one of the duplicate's attempts, and the last of them [sets it aside](crate::RetryPolicy): of a handler that
    /// runs for minutes it should be minutes.
    #[must_use]
    pub fn try_again_after(self, delay: Duration) -> Self {
        Self { try_again_after: delay, ..self }
    }
}

impl<H, S> Idempotent<H, S> {
    /// The handler inside.
    #[must_use]
    pub fn handler(&self) -> &H {
        &self.handler
    }

    /// Where ids are remembered.
    #[must_use]
    pub fn store(&self) -> &S {
        &self.store
    }
}

impl<H: HandlerInfo, S> HandlerInfo for Idempotent<H, S> {
    const NAME: &'static str = H::NAME;
    type Events = H::Events;
}

#[diagnostic::do_not_recommend] // it is no help to whoever has no handler yet
impl<E, H, S> Handler<E> for Idempotent<H, S>
where
    E: DomainEvent,
    H: Handler<E>,
    S: IdempotencyStore,
{
    const STARTS_WITHOUT_PANIC: bool = true;
    type FollowUp = ();

    async fn handle(&self, envelope: &Envelope<E>) -> Result<(), HandlerError> {
        // `new` has seen to it for all events that the handler lists; this is of those that it does not.
        const {
            assert!(
                !<H::FollowUp as FollowUp>::IS_SOMETHING,
                "a handler that returns something to be published next cannot be `Idempotent`"
            );
        }
        let key = Key::new(H::NAME, envelope.id());
        let claim = match self.store.claim(key).await? {
            Claimed::New(claim) => claim,
            Claimed::Done => return Ok(()),
            Claimed::Running => return Err(self.runs_elsewhere::<E>(key)),
        };
        match self.handler.handle(envelope).await {
            Ok(_) => claim.done().await,
            Err(error) => {
                claim.release().await;
                Err(error)
            }
        }
    }
}

impl<H, S> Idempotent<H, S> {
    fn runs_elsewhere<E: DomainEvent>(&self, key: Key) -> HandlerError {
        let (delay, handler, id) = (self.try_again_after, key.handler(), key.id());
        let error = format!(
            "handler `{handler}` is running on `{}` {id} already: this duplicate is tried again in {delay:?}, as that run may fail yet",
            E::NAME
        );
        HandlerError::retry_after(delay, error)
    }
}

impl<H: HandlerInfo, S> fmt::Debug for Idempotent<H, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Idempotent").field("handler", &H::NAME).finish_non_exhaustive()
    }
}
