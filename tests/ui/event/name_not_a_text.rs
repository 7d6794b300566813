use domain_events::prelude::*;

#[derive(DomainEvent)]
#[event(name = order.placed)]
struct OrderPlaced;

#[derive(DomainEvent)]
#[event(name)]
struct OrderPaid;

fn main() {}
