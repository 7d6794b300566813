//! What a handler is.

use std::future::Future;
use std::sync::Arc;

use crate::{DomainEvent, Envelope, FollowUp, HandlerError, Receipt};

/// What is done when an event occurs.
///
/// ```
/// use domain_events::prelude::*;
///
/// #[derive(DomainEvent)]
/// struct OrderPlaced { order_id: u64 }
///
/// struct Confirmation;
///
/// #[handler]
/// impl Confirmation {
///     async fn send(&self, placed: &OrderPlaced) -> Result<(), std::io::Error> {
///         println!("order {} is confirmed", placed.order_id);
///         Ok(())
///     }
/// }
/// ```
///
/// # By hand
///
/// `#[handler]` writes it for whoever knows the events. Write it for a handler of *any* event, such as a wrapper round
/// another handler or an audit log; [`HandlerInfo`] then says what it is called and handles.
///
/// ```
/// use domain_events::prelude::*;
///
/// struct Logged<H>(H);
///
/// impl<H: HandlerInfo> HandlerInfo for Logged<H> {
///     const NAME: &'static str = H::NAME;
///     type Events = H::Events;
/// }
///
/// impl<E: DomainEvent, H: Handler<E>> Handler<E> for Logged<H> {
///     const SEES_ENVELOPE: bool = H::SEES_ENVELOPE;
///
///     type FollowUp = H::FollowUp;
///
///     async fn handle(&self, envelope: &Envelope<E>) -> Result<H::FollowUp, HandlerError> {
///         println!("{} gets {}", H::NAME, E::NAME);
///         self.0.handle(envelope).await
///     }
/// }
/// ```
///
/// # Contract
///
/// A bus calls the handlers of an event in the order of its fields, and each of them once. Behind a queue or a broker
/// a handler may see one occurrence again, with the same id. When the publishing future is dropped, so is the
/// handler's, at the `.await` where it stands. A panic is a failure of this handler alone. What it returns to be published
/// next is published once all handlers of the event have run, by the bus of which it is a field.
///
/// # Errors
///
/// An error is a failure of this handler alone: it is on the receipt of whoever published, and the other handlers run.
///
/// # Bounds
///
/// `Send + Sync`, because several tasks publish on one bus, from any thread.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not handle `{E}`",
    label = "`{Self}` has no handler method for `{E}`",
    note = "write a method `fn …(&self, event: &{E})` in a `#[handler]` block of `{Self}`, or remove `{E}` from `#[on(…)]`",
    note = "of a `Forward` or a `Background`: derive `serde::Serialize`, or `Clone`, for `{E}`"
)]
pub trait Handler<E: DomainEvent>: HandlerInfo + Send + Sync {
    /// Whether the handler looks at more than the event: at its id, its time, its correlation.
    ///
    /// If no handler of an event does, a bus makes no id and asks no clock, and the envelope says nothing of use but
    /// the event. `#[handler]` says `true` for a method that takes `&Envelope<E>`.
    const SEES_ENVELOPE: bool = true;

    /// Whether [`handle`](Self::handle) does nothing before its future is polled, so that nothing can panic until then.
    /// `#[handler]` says so of what it writes.
    #[doc(hidden)]
    const STARTS_WITHOUT_PANIC: bool = false;

    /// What is published next: `()` for nothing, an event, or several; see [`FollowUp`].
    type FollowUp: FollowUp;

    /// Handles one occurrence.
    fn handle(
        &self,
        envelope: &Envelope<E>,
    ) -> impl Future<Output = Result<Self::FollowUp, HandlerError>> + Send;

    /// Handles one occurrence as a field of a bus. A bus in a bus notes the failures of its handlers one by one.
    #[doc(hidden)]
    fn handle_as_field(
        &self,
        envelope: &Envelope<E>,
        receipt: &mut Receipt,
    ) -> impl Future<Output = Result<Self::FollowUp, HandlerError>> + Send {
        let _ = receipt;
        self.handle(envelope)
    }
}

/// What a handler says of itself. `#[handler]` writes it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a handler",
    label = "not a handler",
    note = "put `#[handler]` on an `impl` block of `{Self}`"
)]
pub trait HandlerInfo {
    /// The handler's name, `confirmation_email` for `ConfirmationEmail`: receipts, logs and queues show it.
    const NAME: &'static str;

    /// The events that it handles: a tuple, `(OrderPlaced, OrderCancelled)`, or the `Events` of another handler. A bus holds its
    /// routes against it.
    type Events;
}

/// A handler that several buses, or a bus and a program, share.
impl<H: HandlerInfo> HandlerInfo for Arc<H> {
    const NAME: &'static str = H::NAME;
    type Events = H::Events;
}

#[diagnostic::do_not_recommend]
impl<E: DomainEvent, H: Handler<E>> Handler<E> for Arc<H> {
    const SEES_ENVELOPE: bool = H::SEES_ENVELOPE;
    const STARTS_WITHOUT_PANIC: bool = H::STARTS_WITHOUT_PANIC;
    type FollowUp = H::FollowUp;

    fn handle(
        &self,
        envelope: &Envelope<E>,
    ) -> impl Future<Output = Result<H::FollowUp, HandlerError>> + Send {
        (**self).handle(envelope)
    }

    fn handle_as_field(
        &self,
        envelope: &Envelope<E>,
        receipt: &mut Receipt,
    ) -> impl Future<Output = Result<H::FollowUp, HandlerError>> + Send {
        (**self).handle_as_field(envelope, receipt)
    }
}
