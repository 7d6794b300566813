use domain_events::prelude::*;

#[derive(DomainEvent)]
union OrderPlaced {
    id: u64,
    number: i64,
}

fn main() {}
