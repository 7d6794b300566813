use domain_events::prelude::*;

#[derive(DomainEvent)]
#[event(allow = tense)]
struct OrderPlaced;

fn main() {}
