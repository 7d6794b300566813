//! Messages that a consumer holds.

use std::cmp::Ordering;
use std::sync::Arc;

use tokio::time::Instant;

use super::partition::Assigned;
use crate::record::Record;

/// A message that has come and is not settled.
pub(crate) struct Held {
    pub(crate) assigned: Arc<Assigned>,
    pub(crate) offset: i64,
    pub(crate) record: Record,
    pub(crate) attempt: u32,
}

/// One that waits until it is due. The first that is due is the greatest.
pub(super) struct Later {
    pub(super) due: Instant,
    pub(super) held: Box<Held>,
}

impl Later {
    fn order(&self) -> (Instant, i64) {
        (self.due, self.held.offset)
    }
}

impl Ord for Later {
    fn cmp(&self, other: &Self) -> Ordering {
        other.order().cmp(&self.order())
    }
}

impl PartialOrd for Later {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Later {
    fn eq(&self, other: &Self) -> bool {
        self.order() == other.order()
    }
}

impl Eq for Later {}
