use domain_events::prelude::*;

#[derive(DomainEvent)]
#[event(version = 2u32)]
struct OrderPlaced;

fn main() {}
