use domain_events::prelude::*;

#[derive(DomainEvent)]
#[event(verison = 2)]
struct OrderPlaced {
    #[event(keys)]
    order_id: u64,
}

#[derive(DomainEvent)]
#[event(topic = "orders")]
struct OrderPaid;

fn main() {}
