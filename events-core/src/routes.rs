//! What the compiler proves of a bus's routes. The derive writes it all; the names show in notes of error messages.

mod circles;
mod known;
mod names;
mod never;

pub use self::circles::{Followed, circles};
pub use self::known::{Known, Unknown};
pub use self::names::EventNames;
pub(crate) use self::names::equal;
pub use self::never::{NeverPublished, NeverRouted};
pub use crate::dispatch::{AtOnce, Handlers, InOrder, One, Part};
pub use crate::now::{FollowUpNow, HandledNow, RunsNow};
use crate::{DomainEvent, FollowUpOn, Handler, HandlerInfo};

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
    note = "write a method `fn …(&self, event: &{E})` in a `#[handler]` block of `{Self}`, or remove `{E}` from `#[on(…)]`",
    note = "of a `Forward` or a `Background`: derive `serde::Serialize`, or `Clone`, for `{E}`"
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
    note = "write a method `fn …(&self, event: &{E})` in a `#[handler]` block of `{Self}`, or remove `{E}` from `#[on(…)]`",
    note = "of a `Forward` or a `Background`: derive `serde::Serialize`, or `Clone`, for `{E}`"
)]
pub trait Follows<E: DomainEvent, B>: Handler<E, FollowUp: FollowUpOn<B>> {}

impl<E: DomainEvent, B, H: Handler<E, FollowUp: FollowUpOn<B>>> Follows<E, B> for H {}

/// Both, of a field of a bus with parameters.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not handle `{E}`",
    label = "`{Self}` has no handler method for `{E}`",
    note = "write a method `fn …(&self, event: &{E})` in a `#[handler]` block of `{Self}`, or remove `{E}` from `#[on(…)]`",
    note = "of a `Forward` or a `Background`: derive `serde::Serialize`, or `Clone`, for `{E}`"
)]
pub trait Subscribed<E: DomainEvent, F, B>: Follows<E, B> {}

impl<E: DomainEvent, F, B, H: Follows<E, B>> Subscribed<E, F, B> for H where H::Events: AllListed<F> {}

/// Named where the compiler shall prove that a field is subscribed to all that it handles.
pub const fn proved<E: DomainEvent, F, B, H: Subscribed<E, F, B>>() {}

/// A bus: what derives `EventBus`.
pub trait Routes: HandlerInfo {}
