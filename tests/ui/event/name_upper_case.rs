use domain_events::prelude::*;

#[derive(DomainEvent)]
#[event(name = "Order.Placed")]
struct OrderPlaced;

fn main() {}
