//! The port through which use cases publish.

use std::future::Future;
use std::sync::Arc;

use crate::routes::Routes;
use crate::{DomainEvent, Envelope, Failure, Receipt};

/// The port that a use case asks for: something that publishes `E`.
///
/// ```
/// use domain_events::prelude::*;
///
/// #[derive(DomainEvent)]
/// struct OrderPlaced { order_id: u64 }
///
/// struct PlaceOrder<P> { events: P }
///
/// impl<P: Publish<OrderPlaced>> PlaceOrder<P> {
///     fn new(events: P) -> Self { Self { events } }       // a bus that lacks the route is refused here, in our words
///
///     async fn run(&self, order_id: u64) -> usize {
///         let receipt = self.events.publish(OrderPlaced { order_id }).await;
///         receipt.failures().len()                    // what failed is known, and breaks nothing here
///     }
/// }
/// ```
///
/// # By hand
///
/// A struct that derives `EventBus` has it for each event that one of its fields is subscribed to. Write it for a
/// test's recorder or for a transport of your own: `publish_envelope` is enough.
///
/// # Contract
///
/// `publish` fixes the event's time when it is called; the handlers run while the future is awaited. Nothing runs if it
/// is not. What handlers return is published once all of them have run, and belongs to the same future.
///
/// # Cancellation
///
/// Dropping the future half way stops at the `.await` of the handler that is running, or of all of them on a bus that is
/// `concurrent`: handlers that ran, ran; the rest do not, nor does what would follow. The bus is as before: it holds nothing of a
/// publication. Who must not lose the rest spawns the publication, or puts the handlers in background.
///
/// # Errors
///
/// None: what failed is on the [`Receipt`], which is not a `Result`, so that `?` cannot carry a handler's failure into
/// the operation that published.
///
/// # Bounds
///
/// `Sync`, so that the futures can be spawned: they hold `&self`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not publish `{E}`",
    label = "no field of `{Self}` is subscribed to `{E}`",
    note = "add `#[on({E})]` to the field of `{Self}` that handles it, or add a field with a handler for it"
)]
pub trait Publish<E: Publishable>: Sync {
    /// Whether anything here looks at more than the event; see [`Handler::SEES_ENVELOPE`](crate::Handler::SEES_ENVELOPE).
    const SEES_ENVELOPE: bool = true;

    /// Publishes an event that occurs now: gives it an id and a time if anything can see them, and runs its handlers.
    fn publish(&self, event: E) -> impl Future<Output = Receipt> + Send {
        self.publish_envelope(event.into_envelope(Self::SEES_ENVELOPE))
    }

    /// Publishes an occurrence that has an id and a time already: one that was stored, imported, or
    /// [caused](Envelope::caused) by another.
    fn publish_envelope(&self, envelope: Envelope<E>) -> impl Future<Output = Receipt> + Send;

    /// Publishes an occurrence that others see too: what `derive(EventBus)` writes, so that a bus can be a field of another.
    #[doc(hidden)]
    fn publish_with_follow_ups(
        &self,
        envelope: &Envelope<E>,
        receipt: &mut Receipt,
    ) -> impl Future<Output = ()> + Send
    where
        Self: Routes,
        E: DomainEvent,
    {
        let _ = envelope;
        receipt.push(Failure::by_hand::<E, Self>());
        std::future::ready(())
    }
}

/// What can be published: every [`DomainEvent`], and nothing else.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a domain event",
    label = "not a domain event",
    note = "an event is a struct with `#[derive(DomainEvent)]`: add the derive to `{Self}`"
)]
pub trait Publishable: Sized {
    /// The event in an envelope, with an id and a time if they are seen.
    #[doc(hidden)]
    fn into_envelope(self, seen: bool) -> Envelope<Self>;
}

#[diagnostic::do_not_recommend]
impl<E: DomainEvent> Publishable for E {
    fn into_envelope(self, seen: bool) -> Envelope<Self> {
        if seen { self.occurred() } else { Envelope::unseen(self) }
    }
}

macro_rules! publish_through {
    ($($pointer:ty where $($bound:path)?;)+) => {$(
        impl<E: DomainEvent, P: Publish<E> $(+ $bound)? + ?Sized> Publish<E> for $pointer {
            const SEES_ENVELOPE: bool = P::SEES_ENVELOPE;

            fn publish_envelope(&self, envelope: Envelope<E>) -> impl Future<Output = Receipt> + Send {
                (**self).publish_envelope(envelope)
            }
        }
    )+};
}

publish_through! {
    &P where;
    Box<P> where;
    Arc<P> where Send;
}
