//! What remembers ids.

use std::fmt;
use std::future::Future;

use events_core::{HandlerError, Uuid};

/// What remembers which handler has run on which id: in memory, or in a database that several processes share.
///
/// ```
/// use events_worker::idempotent::{Claim, Claimed, IdempotencyStore, InMemoryStore, Key};
/// # use domain_events::{HandlerError, Uuid};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), HandlerError> {
/// let store = InMemoryStore::new();
/// let key = Key::new("confirmation_email", Uuid::from_u128(7));
///
/// let Claimed::New(claim) = store.claim(key).await? else { unreachable!("nobody had it") };
/// assert!(matches!(store.claim(key).await?, Claimed::Running));
/// claim.done().await?;
/// assert!(matches!(store.claim(key).await?, Claimed::Done));
/// # Ok(())
/// # }
/// ```
///
/// # By hand
///
/// Write it for a store that outlives the process, or that several share: [`InMemoryStore`](super::InMemoryStore) does neither. A
/// claim is then most often a row of the key with a time until which it holds, inserted if there is none or its time is over.
///
/// # Contract
///
/// To claim is atomic: of all who claim a key at the same time, in all processes that share the store, one gets
/// [`Claimed::New`]; the others get [`Claimed::Running`] until its claim ends. After [`done`](Claim::done) each gets
/// [`Claimed::Done`] for as long as the store remembers, which its documentation says, and which is longer than a broker may
/// deliver again. After [`release`](Claim::release), or when the claim is dropped, the next one gets `New` once more.
///
/// A process that dies drops nothing. A store that outlives it ends its claims by itself, after a lease or with the connection
/// that held them; how, and for how long a handler may run, is the store's own matter. Until then others wait. A claim that ends
/// under a handler that still runs lets it run twice.
///
/// # Cancellation
///
/// A dropped `claim` has claimed nothing, or what it has claimed ends as that of a process that died.
///
/// # Errors
///
/// A failure to claim is a failure of the handler, which has not run: it is retried. The text says which store could not do what,
/// and what to do about it. [`HandlerError::retry_after`] and [`HandlerError::permanent`] are heeded.
///
/// # Bounds
///
/// `Send + Sync`, because handlers run in several tasks at once.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no store for `Idempotent`",
    label = "does not remember which ids were handled",
    note = "use `InMemoryStore::new()`, or implement `IdempotencyStore` for it"
)]
pub trait IdempotencyStore: Send + Sync {
    /// A key that is claimed.
    type Claim: Claim;

    /// Claims a key, unless it is claimed or done.
    ///
    /// # Errors
    ///
    /// If the store cannot tell.
    fn claim(&self, key: Key) -> impl Future<Output = Result<Claimed<Self::Claim>, HandlerError>> + Send;
}

/// A key that is claimed, while the handler runs. To drop it releases it.
///
/// # By hand
///
/// As a value of its own it can hold what a claim is in the store: a transaction, whose drop rolls it back; a connection; a lease.
///
/// # Contract
///
/// `Drop` releases: it is all that runs when the handler panics, or when its future is dropped half-way. It must not block, and
/// cannot await: a store behind a network starts a task that releases, or lets the lease run out.
///
/// # Cancellation
///
/// A dropped `done` has done it or has released it.
///
/// # Bounds
///
/// `Send`, because it is held across the `.await` of the handler.
pub trait Claim: Send {
    /// The handler has succeeded: the key is not to be handled again.
    ///
    /// # Errors
    ///
    /// If the store cannot note it. Then it is released, as far as the store can be reached: the handler runs again.
    fn done(self) -> impl Future<Output = Result<(), HandlerError>> + Send;

    /// The handler has failed: the next who claims the key gets it. It drops the claim, if nothing else is written; a store behind
    /// a network has time here that it does not have in `Drop`, and what fails in it fails as in `Drop`.
    fn release(self) -> impl Future<Output = ()> + Send
    where
        Self: Sized,
    {
        async { drop(self) }
    }
}

/// What claiming a key has found.
#[derive(Debug)]
pub enum Claimed<C> {
    /// Nobody has it, and now it is claimed: run the handler.
    New(C),
    /// The handler has succeeded on it before.
    Done,
    /// Somebody else has claimed it and is not done.
    Running,
}

/// A handler's name and the id of an occurrence: what runs once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    handler: &'static str,
    id: Uuid,
}

impl Key {
    /// The key of a handler and an occurrence.
    #[must_use]
    pub const fn new(handler: &'static str, id: Uuid) -> Self {
        Self { handler, id }
    }

    /// The name of the handler, `confirmation_email`.
    #[must_use]
    pub fn handler(&self) -> &'static str {
        self.handler
    }

    /// The id of the occurrence, the same in each delivery.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.id
    }
}

/// As one text: `confirmation_email/0190163d-8694-739b-aea5-966c26f8ad91`.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.handler, self.id)
    }
}
