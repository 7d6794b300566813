use domain_events::prelude::*;

#[derive(DomainEvent)]
#[event(version = "2")]
struct OrderPlaced;

#[derive(DomainEvent)]
#[event(version = -1)]
struct OrderPaid;

#[derive(DomainEvent)]
#[event(version = 99999999999)]
struct OrderSent;

fn main() {}
