//! Events that were published in an older shape.

use crate::DomainEvent;
use crate::routes::equal;

/// An event that has an older version, from which it can be made: `#[event(version = 2, upcast_from = OrderPlacedV1)]`.
///
/// ```
/// use domain_events::prelude::*;
///
/// #[derive(DomainEvent)]
/// #[event(name = "order.placed")]
/// struct OrderPlacedV1 { order_id: u64, total: f64 }
///
/// #[derive(DomainEvent)]
/// #[event(version = 2, upcast_from = OrderPlacedV1)]
/// struct OrderPlaced { order_id: u64, total_cents: i64 }
///
/// impl From<OrderPlacedV1> for OrderPlaced {
///     fn from(old: OrderPlacedV1) -> Self {
///         Self { order_id: old.order_id, total_cents: (old.total * 100.0).round() as i64 }
///     }
/// }
/// ```
///
/// A message of version 1 is then decoded as `OrderPlacedV1` and converted. The older version may have an older one in turn.
///
/// # By hand
///
/// Not meant to be: `derive(DomainEvent)` writes it.
pub trait Upcast<Old: DomainEvent>: DomainEvent + UpcastFrom<Old> {}

/// An event that can be made from an older version: whatever implements `From<Old>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be made from `{Old}`",
    label = "`From<{Old}>` is not implemented for `{Self}`",
    note = "write `impl From<{Old}> for {Self}`: it says what the new fields are for events of the old version"
)]
pub trait UpcastFrom<Old>: Sized {
    /// The event in its new shape.
    fn upcast_from(old: Old) -> Self;
}

#[diagnostic::do_not_recommend]
impl<Old, E: From<Old>> UpcastFrom<Old> for E {
    fn upcast_from(old: Old) -> Self {
        old.into()
    }
}

/// Holds name and version of an event against those of its older version, which has no name if it is no event.
///
/// # Panics
///
/// If they are not two versions of one event, the new one the higher: a compile error, as this runs in a constant.
#[track_caller]
pub const fn upcast(new: (&str, u32), old: (&str, u32)) {
    assert!(
        old.0.is_empty() || equal(new.0.as_bytes(), old.0.as_bytes()),
        "two versions of an event have one name: give the old one the name of the new one with `#[event(name = \"…\")]`"
    );
    assert!(
        old.1 < new.1,
        "an event is made from a lower version: raise `version` of the new one, as in `#[event(version = 2, …)]`"
    );
}
