use domain_events::prelude::*;

#[derive(DomainEvent)]
enum OrderChanged {
    Placed,
    Cancelled,
}

fn main() {}
