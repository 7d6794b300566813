use domain_events::prelude::*;

#[derive(DomainEvent)]
enum OrderChanged {
    Placed,
    Cancelled,
}

#[handler]
fn track(_: &OrderChanged) {}

#[derive(DomainEvent)]
enum OrderEvent {
    Placed,
}

fn main() {}
