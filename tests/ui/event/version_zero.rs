use domain_events::prelude::*;

#[derive(DomainEvent)]
#[event(version = 0)]
struct OrderPlaced;

fn main() {}
