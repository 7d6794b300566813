//! A handler of events from another crate, and a bus of it.

use std::sync::atomic::{AtomicU64, Ordering};

use across_events::reexported::facts::{EventBus, handler};
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

/// The depot, a module with a bus of its own.
#[derive(Debug, Default, EventBus)]
#[event_bus(crate = across_events::reexported::facts)]
pub struct Depot {
    /// The parcels that the depot knows to be on their way.
    #[on(ParcelSent, ParcelReceived)]
    pub on_the_way: OnTheWay,
}
