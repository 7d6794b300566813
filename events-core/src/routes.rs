//! What the compiler proves of a bus's routes. The derive writes it all; the names show in notes of error messages.

use std::future::{Future, Ready, ready};
use std::marker::PhantomData;

use crate::dispatch::Panics;
pub use crate::dispatch::{AtOnce, Handlers, InOrder, One, Part};
use crate::follow_up::EventList;
pub use crate::now::{FollowUpNow, HandledNow, RunsNow};
use crate::publish::Publishable;
use crate::traces;
use crate::{DomainEvent, Envelope, FollowUp, FollowUpOn, Handler, HandlerInfo, Publish, Receipt};

/// `F`, a field of a bus, lists this event in its `#[on(…)]`.
#[diagnostic::on_unimplemented(
    message = "the handler in field `{F}` also handles `{Self}`, which its `#[on(…)]` leaves out",
    label = "`{Self}` is missing in this `#[on(…)]`",
    note = "add `{Self}` to `#[on(…)]`: a handler method that no route leads to would never run"
)]
pub trait Listed<F> {}

/// What stands in a handler's list for the event of a method that `#[cfg]` has removed.
#[derive(Debug)]
pub enum NotCompiled {}

#[diagnostic::do_not_recommend]
impl<F> Listed<F> for NotCompiled {}

/// `F`, a field of a bus, lists all events of this list: a handler's [`Events`](crate::HandlerInfo::Events), or a tuple of up to
/// sixteen events.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of events",
    note = "`type Events` is a tuple of up to sixteen events, `(OrderPlaced, OrderCancelled)`, or the `Events` of another handler"
)]
pub trait AllListed<F> {}

macro_rules! all_listed {
    ($($event:ident)*) => {
        impl<F, $($event: Listed<F>),*> AllListed<F> for ($($event,)*) {}
        all_listed!(@shorter $($event)*);
    };
    (@shorter) => {};
    (@shorter $first:ident $($event:ident)*) => { all_listed!($($event)*); };
}

all_listed!(E1 E2 E3 E4 E5 E6 E7 E8 E9 E10 E11 E12 E13 E14 E15 E16);

/// The handler in field `F` handles `E`, and nothing that the field leaves out.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not handle `{E}`",
    label = "`{Self}` has no handler method for `{E}`",
    note = "write a method `fn …(&self, event: &{E})` in a `#[handler]` block of `{Self}`, or remove `{E}` from `#[on(…)]`"
)]
pub trait Listens<E: DomainEvent, F>: Handler<E> {
    /// The handler as one of those that the bus runs.
    type Field<'h>
    where
        Self: 'h;

    /// The handler as one of those that the bus runs.
    fn field(&self) -> Self::Field<'_>;
}

impl<E: DomainEvent, F, H: Handler<E>> Listens<E, F> for H
where
    H::Events: AllListed<F>,
{
    type Field<'h>
        = One<'h, H>
    where
        H: 'h;

    fn field(&self) -> One<'_, H> {
        One(self)
    }
}

/// A handler of `E` whose follow-ups bus `B` can publish.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not handle `{E}`",
    label = "`{Self}` has no handler method for `{E}`",
    note = "write a method `fn …(&self, event: &{E})` in a `#[handler]` block of `{Self}`, or remove `{E}` from `#[on(…)]`"
)]
pub trait Follows<E: DomainEvent, B>: Handler<E, FollowUp: FollowUpOn<B>> {}

impl<E: DomainEvent, B, H: Handler<E, FollowUp: FollowUpOn<B>>> Follows<E, B> for H {}

/// Both, of a field of a bus with parameters.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not handle `{E}`",
    label = "`{Self}` has no handler method for `{E}`",
    note = "write a method `fn …(&self, event: &{E})` in a `#[handler]` block of `{Self}`, or remove `{E}` from `#[on(…)]`"
)]
pub trait Subscribed<E: DomainEvent, F, B>: Follows<E, B> {}

impl<E: DomainEvent, F, B, H: Follows<E, B>> Subscribed<E, F, B> for H where H::Events: AllListed<F> {}

/// Named where the compiler shall prove that a field is subscribed to all that it handles.
pub const fn proved<E: DomainEvent, F, B, H: Subscribed<E, F, B>>() {}

/// The names of a bus's events, each of them once: a hash table of `SLOTS` slots, filled while the bus compiles.
pub struct EventNames<const SLOTS: usize>([&'static str; SLOTS]);

impl<const SLOTS: usize> EventNames<SLOTS> {
    /// No names yet. An event's name is never empty, so that an empty slot is an empty text.
    #[must_use]
    pub const fn new() -> Self {
        Self([""; SLOTS])
    }

    /// Adds the name of one more event.
    ///
    /// # Panics
    ///
    /// If another event has it: a compile error at the event, as this runs in a constant.
    #[must_use]
    #[track_caller]
    pub const fn with(mut self, name: &'static str) -> Self {
        if name.is_empty() {
            return self; // it is no event, and that has been said
        }
        let mut slot = hash(name.as_bytes()) % SLOTS;
        while !self.0[slot].is_empty() {
            assert!(
                !equal(self.0[slot].as_bytes(), name.as_bytes()),
                "another event of this bus has the same name: give one of them a name of its own with `#[event(name = \"…\")]`"
            );
            slot = (slot + 1) % SLOTS;
        }
        self.0[slot] = name;
        self
    }
}

impl<const SLOTS: usize> Default for EventNames<SLOTS> {
    fn default() -> Self {
        Self::new()
    }
}

/// FNV-1a: a constant cannot use the standard library's hashers.
pub(crate) const fn hash(bytes: &[u8]) -> usize {
    let mut hash: u32 = 0x811c_9dc5;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u32).wrapping_mul(0x0100_0193);
        i += 1;
    }
    hash as usize
}

pub(crate) const fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

/// What the expansion of a bus calls. Where an event or a bus is none, which the compiler says of the impl that stands there, it
/// is [`Unknown`] that is called, and nothing is said twice.
pub struct Known<E, H, B>(PhantomData<fn(E, H, B)>);

impl<E: DomainEvent> Known<E, (), ()> {
    /// The name of the event.
    pub const NAME: &'static str = E::NAME;
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

/// A bus: what derives `EventBus`.
pub trait Routes: HandlerInfo {}

/// An event that cannot be. Each bus publishes it and [`NeverRouted`], so that no bus has a single route: of a single route
/// the compiler would take the event as the type that the argument must have, and report a wrong event as "mismatched types"
/// instead of naming the missing route.
#[derive(Debug)]
pub enum NeverPublished {}

/// The second event that cannot be; one alone would be taken for the single route of a bus whose other routes do not hold.
#[derive(Debug)]
pub enum NeverRouted {}

macro_rules! route_to_nowhere {
    ($($event:ident)+) => {$(
        #[diagnostic::do_not_recommend]
        impl Publishable for $event {
            fn into_envelope(self, _: bool) -> Envelope<Self> {
                match self {}
            }
        }

        #[diagnostic::do_not_recommend]
        impl<B: Routes + Sync> Publish<$event> for B {
            async fn publish_envelope(&self, never: Envelope<$event>) -> Receipt {
                match never.into_event() {}
            }
        }
    )+};
}

route_to_nowhere!(NeverPublished NeverRouted);
