use domain_events::prelude::*;

#[derive(DomainEvent)]
struct OrderPlaced(u64, String);

fn main() {}
