use domain_events::prelude::*;

#[derive(DomainEvent)]
#[event(name = "order placed")]
struct OrderPlaced;

fn main() {}
