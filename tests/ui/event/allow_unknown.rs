use domain_events::prelude::*;

#[derive(DomainEvent)]
#[event(allow(tenses))]
struct StockLow;

fn main() {}
