//! Who is compared. A new peer is a file here, and a line in [`ALL`].

mod bevy_observers;
mod hexeract;
mod medi;
mod rust_bus;
mod tokio_broadcast;

use in_process_bench::contenders::{direct_calls, ours, type_id_map};
use in_process_bench::sampler::{Contender, Handlers};

pub(crate) const ALL: &[fn(Handlers) -> Contender] = &[
    direct_calls::contender,
    type_id_map::contender,
    ours::isolated,
    ours::with_envelope,
    bevy_observers::contender,
    tokio_broadcast::contender,
    hexeract::contender,
    medi::waited_for,
    medi::queued,
    rust_bus::contender,
];
