// Fix: add `#[derive(DomainEvent)]` to the struct.

use domain_events::prelude::*;

struct OrderPlaced {
    order_id: u64,
}

fn occur() -> Envelope<OrderPlaced> {
    OrderPlaced { order_id: 1 }.occurred()
}

fn main() {}
