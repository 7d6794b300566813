//! What a handler returns to be published next.

use std::future::Future;

use crate::{DomainEvent, Envelope, Publish, Receipt};

/// What a handler method may return to be published next: an event, an `Option`, a `Vec` or a tuple of events, or nothing.
///
/// ```
/// use domain_events::prelude::*;
///
/// #[derive(DomainEvent)]
/// struct OrderPlaced { order_id: u64, total_cents: i64 }
/// #[derive(DomainEvent)]
/// struct OrderFlagged { order_id: u64 }
///
/// #[handler]
/// fn detect_fraud(placed: &OrderPlaced) -> Option<OrderFlagged> {
///     (placed.total_cents > 100_000).then_some(OrderFlagged { order_id: placed.order_id })
/// }
///
/// #[handler]
/// fn call_customer(flagged: &OrderFlagged) { println!("order {} is checked", flagged.order_id) }
///
/// #[derive(EventBus)]
/// struct Shop {
///     #[on(OrderPlaced)]
///     fraud: DetectFraud,
///     #[on(OrderFlagged)]
///     calls: CallCustomer,
/// }
/// ```
///
/// The bus that ran the handler publishes it once *all* handlers of the first event have run, so that nobody sees an effect
/// before its cause. It carries the correlation of the first event and names it as its cause; what fails is on the same
/// [`Receipt`]. Several follow-ups are published in the order of the handlers that returned them, each with its own
/// follow-ups before the next.
///
/// # By hand
///
/// Not meant to be: an event that derives `DomainEvent` has it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no event that can follow another",
    label = "neither an event nor an `Option`, a `Vec` or a tuple of events",
    note = "return an event, a struct with `#[derive(DomainEvent)]`, or `Option`, `Vec` or a tuple of events"
)]
pub trait FollowUp: Send + Sized {
    /// The names of the events that may follow.
    const EVENTS: EventList;

    /// Whether an event may follow at all.
    #[doc(hidden)]
    const IS_SOMETHING: bool = true;
}

/// The names of the events that may follow another.
#[derive(Debug, Clone, Copy)]
pub enum EventList {
    /// One event.
    One(&'static str),
    /// Those of all these lists; of none, nothing.
    All(&'static [EventList]),
}

/// A follow-up that `B` can publish: `B` routes each of its events.
#[diagnostic::on_unimplemented(
    message = "`{B}` does not publish all events of the follow-up `{Self}`",
    label = "a handler of this event returns `{Self}`",
    note = "add `#[on(…)]` for each event in `{Self}` to the field of `{B}` that handles it, or say that it has no handler: `#[event_bus(unhandled(…))]`"
)]
pub trait FollowUpOn<B: ?Sized>: FollowUp {
    /// Whether anything that would run looks at the envelope of a follow-up.
    const SEES_ENVELOPE: bool;

    /// Publishes what follows `cause`, and adds what fails to the receipt.
    fn publish_on<C: DomainEvent>(
        self,
        bus: &B,
        cause: &Envelope<C>,
        receipt: &mut Receipt,
    ) -> impl Future<Output = ()> + Send;
}

#[diagnostic::do_not_recommend]
impl<E: DomainEvent> FollowUp for E {
    const EVENTS: EventList = EventList::One(E::NAME);
}

impl<E: DomainEvent, B: Publish<E> + ?Sized> FollowUpOn<B> for E {
    const SEES_ENVELOPE: bool = B::SEES_ENVELOPE;

    async fn publish_on<C: DomainEvent>(self, bus: &B, cause: &Envelope<C>, receipt: &mut Receipt) {
        let envelope = if B::SEES_ENVELOPE { cause.caused(self) } else { Envelope::unseen(self) };
        receipt.append(bus.publish_envelope(envelope).await);
    }
}

impl<T: FollowUp> FollowUp for Option<T> {
    const EVENTS: EventList = T::EVENTS;
    const IS_SOMETHING: bool = T::IS_SOMETHING;
}

impl<T: FollowUpOn<B>, B: Sync + ?Sized> FollowUpOn<B> for Option<T> {
    const SEES_ENVELOPE: bool = T::SEES_ENVELOPE;

    async fn publish_on<C: DomainEvent>(self, bus: &B, cause: &Envelope<C>, receipt: &mut Receipt) {
        if let Some(follow_up) = self {
            follow_up.publish_on(bus, cause, receipt).await;
        }
    }
}

impl<T: FollowUp> FollowUp for Vec<T> {
    const EVENTS: EventList = T::EVENTS;
    const IS_SOMETHING: bool = T::IS_SOMETHING;
}

impl<T: FollowUpOn<B>, B: Sync + ?Sized> FollowUpOn<B> for Vec<T> {
    const SEES_ENVELOPE: bool = T::SEES_ENVELOPE;

    async fn publish_on<C: DomainEvent>(self, bus: &B, cause: &Envelope<C>, receipt: &mut Receipt) {
        for follow_up in self {
            follow_up.publish_on(bus, cause, receipt).await;
        }
    }
}

macro_rules! follow_up_tuples {
    ($($part:ident)*) => {
        #[diagnostic::do_not_recommend]
        impl<$($part: FollowUp),*> FollowUp for ($($part,)*) {
            const EVENTS: EventList = EventList::All(&[$($part::EVENTS),*]);
            const IS_SOMETHING: bool = false $(|| $part::IS_SOMETHING)*;
        }

        impl<B: Sync + ?Sized, $($part: FollowUpOn<B>),*> FollowUpOn<B> for ($($part,)*) {
            const SEES_ENVELOPE: bool = false $(|| $part::SEES_ENVELOPE)*;

            #[allow(unused_variables)] // of no parts
            async fn publish_on<C: DomainEvent>(
                self,
                bus: &B,
                cause: &Envelope<C>,
                receipt: &mut Receipt,
            ) {
                follow_up_tuples!(@publish self bus cause receipt; $($part)*; 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
            }
        }

        follow_up_tuples!(@shorter $($part)*);
    };
    (@publish $parts:ident $bus:ident $cause:ident $receipt:ident; ; $($i:tt)*) => {};
    (@publish $parts:ident $bus:ident $cause:ident $receipt:ident; $part:ident $($parts_left:ident)*; $i:tt $($left:tt)*) => {
        $parts.$i.publish_on($bus, $cause, $receipt).await;
        follow_up_tuples!(@publish $parts $bus $cause $receipt; $($parts_left)*; $($left)*);
    };
    (@shorter) => {};
    (@shorter $first:ident $($part:ident)*) => { follow_up_tuples!($($part)*); };
}

follow_up_tuples!(F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 F11 F12 F13 F14 F15 F16);
