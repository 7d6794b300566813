use domain_events::prelude::*;

#[derive(DomainEvent)]
#[event(allow(tense, tense))]
struct StockLow;

fn main() {}
