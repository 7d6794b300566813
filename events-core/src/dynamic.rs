//! The object-safe twin of `Publish`.

use std::future::Future;
use std::pin::Pin;

use crate::{DomainEvent, Envelope, Publish, Receipt};

/// A publication that is under way, boxed.
pub type BoxedPublication<'p> = Pin<Box<dyn Future<Output = Receipt> + Send + 'p>>;

/// The object-safe twin of [`Publish`], for whoever prefers `Arc<dyn DynPublish<E>>` to a type parameter.
///
/// ```
/// use domain_events::{DynPublish, prelude::*};
/// use std::sync::Arc;
///
/// #[derive(DomainEvent)]
/// struct OrderPlaced { order_id: u64 }
///
/// struct PlaceOrder { events: Arc<dyn DynPublish<OrderPlaced>> }      // no type parameter
///
/// impl PlaceOrder {
///     async fn run(&self, order_id: u64) -> Receipt {
///         self.events.publish(OrderPlaced { order_id }).await
///     }
/// }
/// ```
///
/// Whatever publishes `E` has it, and a `dyn DynPublish<E>` publishes `E` again, also behind `&`, `Box` and `Arc`. It costs one
/// allocation and one indirect call for each publication; the handlers behind it are called as ever. For several events name
/// a trait of your own with several of these as supertraits.
///
/// # By hand
///
/// Not meant to be: implement [`Publish`].
pub trait DynPublish<E: DomainEvent>: Send + Sync {
    /// [`Publish::publish`] in a box.
    fn publish_boxed(&self, event: E) -> BoxedPublication<'_>;

    /// [`Publish::publish_envelope`] in a box.
    fn publish_envelope_boxed(&self, envelope: Envelope<E>) -> BoxedPublication<'_>;
}

#[diagnostic::do_not_recommend]
impl<E: DomainEvent, P: Publish<E> + Send> DynPublish<E> for P {
    fn publish_boxed(&self, event: E) -> BoxedPublication<'_> {
        Box::pin(self.publish(event))
    }

    fn publish_envelope_boxed(&self, envelope: Envelope<E>) -> BoxedPublication<'_> {
        Box::pin(self.publish_envelope(envelope))
    }
}

impl<E: DomainEvent> Publish<E> for dyn DynPublish<E> + '_ {
    fn publish(&self, event: E) -> impl Future<Output = Receipt> + Send {
        self.publish_boxed(event)
    }

    fn publish_envelope(&self, envelope: Envelope<E>) -> impl Future<Output = Receipt> + Send {
        self.publish_envelope_boxed(envelope)
    }
}
