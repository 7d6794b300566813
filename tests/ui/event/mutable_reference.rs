use domain_events::prelude::*;

#[derive(DomainEvent)]
struct OrderPlaced {
    lines: &'static mut Vec<String>,
}

fn main() {}
