use domain_events::prelude::*;

#[derive(DomainEvent)]
struct PlaceOrder {
    order_id: u64,
}

fn main() {}
