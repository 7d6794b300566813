use domain_events::prelude::*;

#[derive(DomainEvent)]
struct CancelledOrder {
    order_id: u64,
}

fn main() {}
