//! The ways to publish: by hand, and with buses of ours.

pub mod direct_calls;
pub mod isolated_calls;
pub mod ours;
pub mod type_id_map;

use domain_events::prelude::*;

use crate::sampler::{Contender, Handlers};
use crate::work;

/// All of them, in the order of the table.
pub const ALL: &[fn(Handlers) -> Contender] = &[
    direct_calls::contender,
    isolated_calls::contender,
    type_id_map::contender,
    ours::bare,
    ours::isolated,
    ours::with_envelope,
    ours::concurrent,
    ours::background,
];

/// The event that all of them publish. Two numbers: copies cost next to nothing, to the advantage of whoever makes some.
#[derive(Debug, Clone, Copy, DomainEvent)]
pub struct OrderPlaced {
    /// The order.
    #[event(key)]
    pub order_id: u64,
    /// What handlers add up.
    pub total_cents: u64,
}

impl OrderPlaced {
    fn nth(n: u32) -> Self {
        Self { order_id: n.into(), total_cents: n.into() }
    }
}

/// The handler that all of them call. A method that `#[handler]` marks stays one that can be called by hand.
struct Add;

#[handler]
impl Add {
    #[inline]
    fn add(&self, placed: &OrderPlaced) {
        work::handle(placed.total_cents);
    }
}

/// Calls a macro with the fields of a bus for each of [`Handlers`].
macro_rules! for_each_size {
    ($write:ident! $($arguments:tt)*) => {
        $write! {
            $($arguments)*
            One { a }
            Four { a b c d }
            Sixteen { a b c d e f g h i j k l m n o p }
        }
    };
}
use for_each_size;
