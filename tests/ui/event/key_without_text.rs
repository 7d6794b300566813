use domain_events::prelude::*;

struct OrderId(u64);

#[derive(DomainEvent)]
struct OrderPlaced {
    #[event(key)]
    order_id: OrderId,
}

fn main() {}
