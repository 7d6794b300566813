use domain_events::prelude::*;

#[derive(DomainEvent)]
struct OrderStatus {
    order_id: u64,
}

fn main() {}
