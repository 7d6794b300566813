use domain_events::prelude::*;

#[derive(DomainEvent)]
#[allow(non_camel_case_types)]
struct Placed_2x;

fn main() {}
