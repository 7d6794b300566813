use domain_events::prelude::*;

#[derive(DomainEvent)]
#[event(key)]
struct OrderPlaced {
    #[event(version = 2)]
    order_id: u64,
}

fn main() {}
