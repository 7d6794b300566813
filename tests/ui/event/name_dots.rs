use domain_events::prelude::*;

#[derive(DomainEvent)]
#[event(name = ".order.placed")]
struct OrderPlaced;

#[derive(DomainEvent)]
#[event(name = "order.paid.")]
struct OrderPaid;

#[derive(DomainEvent)]
#[event(name = "order..sent")]
struct OrderSent;

fn main() {}
