// Fix: a fact does not change; publish another event that says what changed.

use domain_events::prelude::*;

#[derive(DomainEvent)]
struct OrderPlaced {
    order_id: u64,
}

fn change(mut placed: Envelope<OrderPlaced>) {
    placed.order_id = 8;
}

fn main() {}
