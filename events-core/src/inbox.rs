//! What it takes to run a handler later: its events as one type, each value of which is an occurrence that waits. `#[handler]`
//! writes it; the names show in notes of error messages.

use std::future::{Future, poll_fn};
use std::marker::PhantomData;
use std::pin::pin;

use crate::dispatch::{Isolated, Panics};
use crate::routes::NotCompiled;
use crate::{DomainEvent, Envelope, FollowUp, FollowUpOn, Handler, HandlerError, Receipt};

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

/// An event on which handler `H` can run when nobody waits for its receipt. `P` says how it came to wait, and who publishes what
/// follows.
#[diagnostic::on_unimplemented(
    message = "`{H}` does not handle `{Self}`",
    label = "`{H}` has no handler method for `{Self}`",
    note = "write a method `fn …(&self, event: &{Self})` in a `#[handler]` block of `{H}`"
)]
pub trait RunBy<H, P>: Sized + Send + Sync + 'static {
    /// Runs the handler, then has what follows published.
    ///
    /// # Errors
    ///
    /// The handler's. What fails in a follow-up is on the receipt.
    fn run_by(
        envelope: &Envelope<Self>,
        handler: &H,
        publisher: &P,
    ) -> impl Future<Output = Result<Receipt, HandlerError>> + Send;
}

/// The way into the queue of a handler in background, which copies what publishers lend; `P` publishes what follows.
#[derive(Debug, Clone, Copy, Default)]
pub struct InBackground<P>(pub P);

impl<E, H, P> RunBy<H, InBackground<P>> for E
where
    E: DomainEvent + Queueable,
    H: Handler<E, FollowUp: PublishedLater<P>>,
    P: Sync,
{
    async fn run_by(
        envelope: &Envelope<E>,
        handler: &H,
        publisher: &InBackground<P>,
    ) -> Result<Receipt, HandlerError> {
        let follow_up = handler.handle(envelope).await?;
        let mut receipt = Receipt::new();
        if <H::FollowUp as FollowUp>::IS_SOMETHING {
            follow_up.publish_on(&publisher.0, envelope, &mut receipt).await;
        }
        Ok(receipt)
    }
}

/// An event that a queue can keep: one that derives [`Clone`].
///
/// # By hand
///
/// Implement [`Clone`]; this trait follows.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be queued: derive `Clone`",
    label = "handles `{Self}`, which a queue cannot keep",
    note = "a queue keeps the event after its publisher has gone on: add `#[derive(Clone)]` to `{Self}`"
)]
pub trait Queueable: Clone {}

#[diagnostic::do_not_recommend]
impl<E: Clone> Queueable for E {}

/// [`RunBy`] of the event of a method that is compiled under a condition. A trait of its own, as the compiler tells why something
/// is not implemented only where there is one impl to look at.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot wait for `{H}`",
    label = "`{H}` cannot wait for `{Self}`",
    note = "the event has to derive `Clone`, and what follows it to be published by `{P}`"
)]
pub trait RunByIfCompiled<H, P>: Sized + Send + Sync + 'static {
    /// [`RunBy::run_by`].
    ///
    /// # Errors
    ///
    /// As [`RunBy::run_by`].
    fn run_by(
        envelope: &Envelope<Self>,
        handler: &H,
        publisher: &P,
    ) -> impl Future<Output = Result<Receipt, HandlerError>> + Send;
}

impl<E: DomainEvent + RunBy<H, P>, H: Sync, P: Sync> RunByIfCompiled<H, P> for E {
    fn run_by(
        envelope: &Envelope<E>,
        handler: &H,
        publisher: &P,
    ) -> impl Future<Output = Result<Receipt, HandlerError>> + Send {
        <E as RunBy<H, P>>::run_by(envelope, handler, publisher)
    }
}

impl<H: Sync, P: Sync> RunByIfCompiled<H, P> for NotCompiled {
    async fn run_by(envelope: &Envelope<Self>, _: &H, _: &P) -> Result<Receipt, HandlerError> {
        match *envelope.event() {}
    }
}

/// A follow-up that `P` publishes for a handler that runs later.
#[diagnostic::on_unimplemented(
    message = "`{P}` does not publish the follow-up `{Self}` of a handler in background",
    label = "a handler that is put in background returns `{Self}`",
    note = "the bus that queued the event has gone on: say who publishes what follows, a bus that routes each event in `{Self}`, with `Background::builder(handler).follow_ups(bus).spawn()`"
)]
pub trait PublishedLater<P>: FollowUpOn<P> {}

#[diagnostic::do_not_recommend]
impl<T: FollowUpOn<P>, P> PublishedLater<P> for T {}

/// Publishes nothing: where no follow-ups are expected.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nobody;

/// Runs something of the user's; a panic in it is its failure.
///
/// # Errors
///
/// What it fails with, or [a panic](HandlerError::is_panic).
pub async fn isolated<T, F: Future<Output = Result<T, HandlerError>>>(
    start: impl FnOnce() -> F,
) -> Result<T, HandlerError> {
    let mut running = pin!(Isolated::call(start)?);
    poll_fn(|context| Isolated::poll(running.as_mut(), context)).await
}
