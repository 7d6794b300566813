use domain_events::prelude::*;

#[derive(DomainEvent)]
struct OrderPlaced {
    #[event(key)]
    order_id: u64,
    #[event(key)]
    customer_id: u64,
}

fn main() {}
