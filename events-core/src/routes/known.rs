//! What expansions call, so that one mistake is one error.

use std::future::{Future, Ready, ready};
use std::marker::PhantomData;

use super::{Handlers, Listens, Routes};
use crate::dispatch::Panics;
use crate::{DomainEvent, Envelope, EventList, FollowUp, FollowUpOn, Handler, Publish, Receipt, traces};

/// What expansions call. Where an event or a bus is none, which the compiler says of the impl that stands there, it
/// is [`Unknown`] that is called, and nothing is said twice.
pub struct Known<E, H, B>(PhantomData<fn(E, H, B)>);

impl<E: DomainEvent> Known<E, (), ()> {
    /// The name of the event.
    pub const NAME: &'static str = E::NAME;
    /// Its version.
    pub const VERSION: u32 = E::VERSION;
}

impl<E: DomainEvent, H: Handler<E>> Known<E, H, ()> {
    /// The events that the handler returns to be published next.
    pub const FOLLOW_UPS: EventList = <H::FollowUp as FollowUp>::EVENTS;
}

impl<E: DomainEvent, B, H: Handler<E>> Known<E, H, B>
where
    H::FollowUp: FollowUpOn<B>,
{
    /// Whether the handler, or one of an event that follows, looks at the envelope.
    pub const SEES_ENVELOPE: bool = H::SEES_ENVELOPE || <H::FollowUp as FollowUpOn<B>>::SEES_ENVELOPE;
}

impl<E: DomainEvent, B: Sync> Known<E, (), B> {
    /// The handler in field `F`, subscribed to all that it handles. Of one that is not the compiler says so here, and as the
    /// type of what is returned is then unknown, nowhere else.
    #[inline]
    pub fn on<F, H: Listens<E, F>>(handler: &H) -> H::Field<'_> {
        H::field(handler)
    }

    /// Runs the handlers of one event, then publishes what follows.
    #[inline]
    #[allow(clippy::manual_async_fn)] // as below; without traces it is none
    pub fn dispatch<P: Panics, H: Handlers<E, B>>(
        bus: &B,
        handlers: H,
        envelope: &Envelope<E>,
        receipt: &mut Receipt,
    ) -> impl Future<Output = ()> + Send {
        traces::publishing!(E, envelope, receipt, handlers.run::<P>(bus, envelope, receipt))
    }

    /// Publishes an occurrence that nobody else holds.
    #[expect(
        clippy::manual_async_fn,
        reason = "an `async fn` does not promise `Send`, and each caller would look inside"
    )]
    pub fn publish(bus: &B, envelope: Envelope<E>) -> impl Future<Output = Receipt> + Send
    where
        B: Publish<E> + Routes,
    {
        async move {
            let mut receipt = Receipt::new();
            bus.publish_with_follow_ups(&envelope, &mut receipt).await;
            receipt
        }
    }
}

/// What stands in for what is not [`Known`], in programs that do not compile.
pub trait Unknown {
    /// An id and a time are made.
    const SEES_ENVELOPE: bool = true;
    /// A name that no event has.
    const NAME: &'static str = "";
    /// A version that no event has.
    const VERSION: u32 = 0;
    /// Nothing follows.
    const FOLLOW_UPS: EventList = EventList::All(&[]);

    /// No handler.
    fn on<F, H>(_: &H) {}

    /// Runs nothing.
    fn dispatch<P, H>(_: &impl Sized, _: H, _: &Envelope<impl Sized>, _: &mut Receipt) -> Ready<()> {
        ready(())
    }

    /// Publishes nothing.
    fn publish(_: &impl Sized, _: Envelope<impl Sized>) -> Ready<Receipt> {
        ready(Receipt::new())
    }
}

impl<E, H, B> Unknown for Known<E, H, B> {}
