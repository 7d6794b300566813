//! The second use case: it knows another event, and neither handlers nor the first use case know of it.

use domain_events::{Publish, Receipt};

use crate::domain::{Order, OrderFlagged};

pub(crate) struct FlagOrder<P> {
    limit_cents: i64,
    events: P,
}

impl<P: Publish<OrderFlagged>> FlagOrder<P> {
    pub(crate) fn above(limit_cents: i64, events: P) -> Self {
        Self { limit_cents, events }
    }

    /// Flags the order if its total is above the limit. `None` says that there was no reason to.
    pub(crate) async fn run(&self, order: &Order) -> Option<Receipt> {
        if order.total_cents() <= self.limit_cents {
            return None;
        }
        Some(self.events.publish(order.flagged()).await)
    }
}
