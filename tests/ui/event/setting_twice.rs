use domain_events::prelude::*;

#[derive(DomainEvent)]
#[event(name = "order.placed", name = "order.created")]
#[event(version = 1, version = 2)]
struct OrderPlaced;

fn main() {}
