use domain_events::prelude::*;

#[derive(DomainEvent)]
struct OrderPlacedEvent {
    order_id: u64,
}

#[derive(DomainEvent)]
struct OrderEvent {
    order_id: u64,
}

fn main() {}
