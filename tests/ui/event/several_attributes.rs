use domain_events::prelude::*;

#[derive(DomainEvent)]
#[event(name = "order.placed")]
#[event(version = "two")]
struct OrderPlaced;

fn main() {}
