//! A handler of events from another crate.

use std::sync::atomic::{AtomicU64, Ordering};

use across_events::reexported::facts::handler;
use across_events::{ParcelReceived, ParcelSent};

/// Counts the parcels that are on their way.
#[derive(Debug, Default)]
pub struct OnTheWay(AtomicU64);

#[handler(crate = across_events::reexported::facts)]
impl OnTheWay {
    fn add(&self, _: &ParcelSent) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn remove(&self, _: &ParcelReceived) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl OnTheWay {
    /// How many there are now.
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
