use domain_events::prelude::*;

#[derive(DomainEvent)]
#[event(crate = domain_events, crate = domain_events)]
struct OrderPlaced;

fn main() {}
