//! Events that know neither their handlers nor their bus.

use facts::prelude::*;

/// A parcel has left the house.
#[derive(Debug, DomainEvent)]
#[event(crate = facts)]
pub struct ParcelSent {
    /// Which parcel.
    pub parcel_id: u64,
}

/// A parcel has arrived.
#[derive(Debug, DomainEvent)]
#[event(crate = facts)]
pub struct ParcelReceived {
    /// Which parcel.
    pub parcel_id: u64,
}

/// What handlers need of the facade when they know this crate alone.
pub mod reexported {
    pub use facts;
}
