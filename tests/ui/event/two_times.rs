use domain_events::prelude::*;

use std::time::SystemTime;

#[derive(DomainEvent)]
struct OrderPlaced {
    #[event(occurred_at)]
    placed_at: SystemTime,
    #[event(occurred_at)]
    stored_at: SystemTime,
}

fn main() {}
