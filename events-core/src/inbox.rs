//! What it takes to run a handler later: its events as one type, each value of which is an occurrence that waits. `#[handler]`
//! writes it; the names show in notes of error messages.

mod received;
mod running;

use std::future::Future;
use std::marker::PhantomData;

pub use self::received::{Dispatch, Dispatched, Reader, Reads, ReadsIfCompiled};
pub use self::running::{
    Delivered, InBackground, NothingFollows, PublishedAfterDelivery, PublishedLater, Queueable, RunBy,
    RunByIfCompiled, Skippable, isolated,
};
use crate::{Envelope, HandlerError, Receipt};

/// A handler's [`Events`](crate::HandlerInfo::Events) as something that waits: one variant for each event, in its envelope.
///
/// # By hand
///
/// Not meant to be: `#[handler]` writes it, and a wrapper round a handler has the `Events` of what it wraps.
#[diagnostic::on_unimplemented(
    message = "`{H}` cannot wait for its events: `{Self}` is not written by `#[handler]`",
    label = "its events cannot be queued",
    note = "write the handler with `#[handler]`, or wrap one and say `type Events = H::Events`; of a bus, queue the handlers in its fields instead"
)]
pub trait Inbox<H, P>: Send + Sync + 'static {
    /// Runs the handler on the occurrence, then has what follows published.
    ///
    /// # Errors
    ///
    /// The handler's. What fails in a follow-up is on the receipt.
    fn run(&self, handler: &H, publisher: &P) -> impl Future<Output = Result<Receipt, HandlerError>> + Send;
}

/// An inbox that has a place for `E`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no place for `{E}`: it is not written by `#[handler]`",
    label = "its events cannot be queued",
    note = "write the handler with `#[handler]`, or wrap one and say `type Events = H::Events`"
)]
pub trait Accepts<E>: Sized {
    /// The occurrence as one of those that wait.
    fn accept(envelope: Envelope<E>) -> Self;

    /// A copy of an occurrence that is only lent, to wait in its place.
    ///
    /// # Panics
    ///
    /// If the event is not [`Clone`]. [`InBackground`] is where that is a compile error.
    fn accept_copy(envelope: &Envelope<E>) -> Self;
}

/// Copies an envelope; of an event that cannot be copied, [`NoCopies`] is called.
pub struct Copies<E>(PhantomData<fn(E)>);

impl<E: Clone> Copies<E> {
    /// The copy.
    #[must_use]
    pub fn of(envelope: &Envelope<E>) -> Envelope<E> {
        envelope.clone()
    }
}

/// What stands in for [`Copies`] in a handler that no queue will take.
pub trait NoCopies {
    /// No copy.
    #[must_use]
    fn of<E>(_: &Envelope<E>) -> Envelope<E> {
        unreachable!("no queue takes a handler whose events are not `Clone`")
    }
}

impl<E> NoCopies for Copies<E> {}

/// Publishes nothing: where no follow-ups are expected.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nobody;
