//! Observers of `bevy_ecs`: systems that run at once when an event is triggered.

use bevy_ecs::prelude::*;
use in_process_bench::sampler::{Contender, Handlers};
use in_process_bench::work;

#[derive(Event)]
struct OrderPlaced {
    total_cents: u64,
}

pub(crate) fn contender(handlers: Handlers) -> Contender {
    let mut world = World::new();
    for _ in 0..handlers.count() {
        world.add_observer(|placed: On<OrderPlaced>| work::handle(placed.total_cents));
    }
    Contender::new("bevy_ecs 0.20, observers", handlers, move |times| {
        (1..=times).for_each(|n| world.trigger(OrderPlaced { total_cents: n.into() }));
    })
}
