//! A handler run on what has waited, or has come as a message.

use std::future::{Future, poll_fn};
use std::pin::pin;

use super::Nobody;
use crate::dispatch::{Isolated, Panics};
use crate::routes::NotCompiled;
use crate::traces::Processing;
use crate::{DomainEvent, Envelope, FollowUp, FollowUpOn, Handler, HandlerError, Receipt};

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

/// The way to a handler through messages, which are read anew for each handler; `P` publishes what follows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Delivered<P>(pub P);

/// The way to a handler that is skipped on what it has handled before, so that nothing may follow: it would be skipped too.
#[derive(Debug, Clone, Copy, Default)]
pub struct Skippable;

impl<E, H, P> RunBy<H, InBackground<P>> for E
where
    E: DomainEvent + Queueable,
    H: Handler<E, FollowUp: PublishedLater<P>>,
    P: Sync,
{
    fn run_by(
        envelope: &Envelope<E>,
        handler: &H,
        publisher: &InBackground<P>,
    ) -> impl Future<Output = Result<Receipt, HandlerError>> + Send {
        handle_and_publish(envelope, handler, &publisher.0)
    }
}

impl<E, H, P> RunBy<H, Delivered<P>> for E
where
    E: DomainEvent,
    H: Handler<E, FollowUp: PublishedAfterDelivery<P>>,
    P: Sync,
{
    fn run_by(
        envelope: &Envelope<E>,
        handler: &H,
        publisher: &Delivered<P>,
    ) -> impl Future<Output = Result<Receipt, HandlerError>> + Send {
        handle_and_publish(envelope, handler, &publisher.0)
    }
}

impl<E, H> RunBy<H, Skippable> for E
where
    E: DomainEvent,
    H: Handler<E, FollowUp: NothingFollows>,
{
    fn run_by(
        envelope: &Envelope<E>,
        handler: &H,
        _: &Skippable,
    ) -> impl Future<Output = Result<Receipt, HandlerError>> + Send {
        handle_and_publish(envelope, handler, &Nobody)
    }
}

async fn handle_and_publish<E, H, P>(
    envelope: &Envelope<E>,
    handler: &H,
    publisher: &P,
) -> Result<Receipt, HandlerError>
where
    E: DomainEvent,
    H: Handler<E, FollowUp: FollowUpOn<P>>,
    P: Sync,
{
    let processing = Processing::start::<E, H>(envelope);
    let outcome = {
        let mut handling = pin!(handler.handle(envelope));
        poll_fn(|context| processing.scope(|| Isolated::poll(handling.as_mut(), context))).await
    };
    processing.end_of_attempt(outcome.as_ref().err());
    let follow_up = outcome?;
    let mut receipt = Receipt::new();
    if <H::FollowUp as FollowUp>::IS_SOMETHING {
        follow_up.publish_on(publisher, envelope, &mut receipt).await;
    }
    Ok(receipt)
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

/// A follow-up that `P` publishes for a handler on a worker.
#[diagnostic::on_unimplemented(
    message = "`{P}` does not publish the follow-up `{Self}` of a handler on a worker",
    label = "a handler on a worker returns `{Self}`",
    note = "the bus that published the event is in another program: say who publishes what follows, a bus that routes each event in `{Self}`, with `handler_with(handler, |settings| settings.follow_ups(bus))`"
)]
pub trait PublishedAfterDelivery<P>: FollowUpOn<P> {}

#[diagnostic::do_not_recommend]
impl<T: FollowUpOn<P>, P> PublishedAfterDelivery<P> for T {}

/// A [`FollowUp`] with nothing in it, `()`: what a handler returns that may be skipped.
///
/// # By hand
///
/// Not meant to be: it says that to skip a handler loses nothing that it would return.
#[diagnostic::on_unimplemented(
    message = "a handler that returns `{Self}` to be published next cannot be `Idempotent`",
    label = "returns `{Self}`, which a duplicate that is skipped could not return again",
    note = "publish it inside of the handler instead: take `&Envelope<_>`, call `bus.publish_envelope(envelope.caused(…))`, and return nothing to be published",
    note = "or split the handler in two, and wrap the one that does what must not be done twice"
)]
pub trait NothingFollows: FollowUpOn<Nobody> {}

impl NothingFollows for () {}

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
