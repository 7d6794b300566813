//! Publishing without a runtime, where no handler waits for anything.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use crate::routes::Routes;
use crate::{DomainEvent, Failure, FollowUpOn, Handler, Publish, Receipt};

/// Publishes without `.await`, for programs without a runtime: of an event whose handlers are all plain `fn`.
///
/// ```
/// use domain_events::prelude::*;
///
/// #[derive(DomainEvent)]
/// struct OrderPlaced { order_id: u64 }
///
/// #[handler]
/// fn track_sale(placed: &OrderPlaced) { println!("sold: order {}", placed.order_id) }
///
/// #[derive(EventBus)]
/// struct Shop {
///     #[on(OrderPlaced)]
///     sales: TrackSale,
/// }
///
/// fn main() {
///     let receipt = Shop { sales: TrackSale }.publish_now(OrderPlaced { order_id: 7 });
///     assert!(receipt.is_ok());
/// }
/// ```
///
/// What runs is what [`publish`](Publish::publish) runs, follow-ups included. A handler that is an `async fn`, of this event
/// or of one that follows, makes it a compile error.
///
/// # By hand
///
/// Not meant to be: `derive(EventBus)` writes it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot publish `{E}` without a runtime",
    label = "no bus with plain handlers for `{E}`",
    note = "publish with `.publish(…).await`"
)]
pub trait PublishNow<E: DomainEvent> {
    /// Publishes an event that occurs now, and returns when its handlers have run.
    fn publish_now(&self, event: E) -> Receipt;
}

impl<E, B> PublishNow<E> for B
where
    E: DomainEvent + HandledNow<B>,
    E::Bus: Publish<E>,
    B: Routes + Same<E::Bus>,
{
    fn publish_now(&self, event: E) -> Receipt {
        match pin!(self.same().publish(event)).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(receipt) => receipt,
            Poll::Pending => Failure::of_waiting::<E>().into(),
        }
    }
}

/// An event whose handlers on bus `B` wait for nothing.
#[diagnostic::on_unimplemented(
    message = "`{B}` does not publish `{Self}`",
    label = "no field of `{B}` is subscribed to `{Self}`",
    note = "add `#[on({Self})]` to the field of `{B}` that handles it, or add a field with a handler for it"
)]
pub trait HandledNow<B> {
    /// `B` again. Of an event that is not routed there is none, so that nothing more is asked of it.
    type Bus;
}

/// Two names of one type.
pub trait Same<T> {
    /// The value under its other name.
    fn same(&self) -> &T;
}

impl<T> Same<T> for T {
    fn same(&self) -> &T {
        self
    }
}

/// A handler whose method for `E` is a plain `fn`. `#[handler]` writes it.
///
/// # By hand
///
/// It promises that the handler's future is ready when it is polled first. A publication that breaks the promise stops at
/// that handler and fails.
#[diagnostic::on_unimplemented(
    message = "`{Self}` handles `{E}` in an `async fn`, and `publish_now` waits for nothing",
    label = "a handler of this event is an `async fn`",
    note = "publish with `.publish(…).await`, or make the handler method of `{Self}` a plain `fn`"
)]
pub trait HandleNow<E> {}

#[diagnostic::do_not_recommend]
impl<E, H: HandleNow<E>> HandleNow<E> for Arc<H> {}

/// Handlers, as a tuple of their types, that wait for nothing on bus `B`, and nothing that follows waits either. One bound for all:
/// of several for types that differ in a lifetime alone the compiler could not tell which is meant.
pub trait RunsNow<E, B> {}

/// A follow-up that `B` can publish without a runtime.
pub trait FollowUpNow<B>: FollowUpOn<B> {}

impl<E: DomainEvent, B: Publish<E> + PublishNow<E>> FollowUpNow<B> for E {}

impl<T: FollowUpNow<B>, B: Sync> FollowUpNow<B> for Option<T> {}

impl<T: FollowUpNow<B>, B: Sync> FollowUpNow<B> for Vec<T> {}

macro_rules! now_in_tuples {
    ($($part:ident)*) => {
        impl<B: Sync, $($part: FollowUpNow<B>),*> FollowUpNow<B> for ($($part,)*) {}

        impl<E: DomainEvent, B, $($part),*> RunsNow<E, B> for ($($part,)*)
        where
            $($part: HandleNow<E> + Handler<E, FollowUp: FollowUpNow<B>>,)*
        {
        }

        now_in_tuples!(@shorter $($part)*);
    };
    (@shorter) => {};
    (@shorter $first:ident $($part:ident)*) => { now_in_tuples!($($part)*); };
}

now_in_tuples!(F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 F11 F12 F13 F14 F15 F16);
