use domain_events::prelude::*;

#[derive(DomainEvent)]
#[event(name = "order.placed")]
pub struct OrderPlacedV1 {
    order_id: u64,
}

#[derive(DomainEvent)]
#[event(version = 2, upcast_from = OrderPlacedV1)]
pub struct OrderPlaced {
    order_id: u64,
}

fn main() {}
