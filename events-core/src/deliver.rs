//! One delivery: a handler gets an envelope, and whatever goes wrong stays with that handler.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use crate::{DomainEvent, Envelope, Failure, Handler, HandlerError, Receipt};

/// Whether a failure is traced with the id of the event, so that the id has to be made.
pub const TRACES_SEE_ENVELOPES: bool = cfg!(feature = "tracing");

/// Runs one handler and notes its failure.
pub async fn deliver<E: DomainEvent, H: Handler<E>>(
    handler: &H,
    envelope: &Envelope<E>,
    receipt: &mut Receipt,
) {
    if let Err(error) = isolate(handler.handle(envelope)).await {
        #[cfg(feature = "tracing")]
        tracing::error!(
            event.name = E::NAME,
            event.id = %envelope.id(),
            handler = H::NAME,
            error = %error,
            "a handler failed"
        );
        receipt.push(Failure::new::<E, H>(error));
    }
}

/// Turns a panic into an error. Unwind safety is not at stake: after a panic the future is dropped and never polled
/// again, and what the handler shares with others it shares behind `Sync` types, whose poisoning is theirs to tell.
async fn isolate<F>(handling: F) -> Result<(), HandlerError>
where
    F: Future<Output = Result<(), HandlerError>>,
{
    let mut handling = pin!(handling);
    poll_fn(|context| {
        catch_unwind(AssertUnwindSafe(|| handling.as_mut().poll(context)))
            .unwrap_or_else(|payload| Poll::Ready(Err(HandlerError::panicked(&*payload))))
    })
    .await
}
