use domain_events::prelude::*;

#[derive(DomainEvent)]
#[event]
struct OrderPlaced;

#[derive(DomainEvent)]
#[event = "order.paid"]
struct OrderPaid;

#[derive(DomainEvent)]
#[event("order.sent")]
struct OrderSent;

fn main() {}
