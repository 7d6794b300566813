use domain_events::prelude::*;

#[derive(DomainEvent)]
#[event(name = "")]
struct OrderPlaced;

fn main() {}
