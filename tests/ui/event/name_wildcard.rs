use domain_events::prelude::*;

#[derive(DomainEvent)]
#[event(name = "order.*")]
struct OrderPlaced;

#[derive(DomainEvent)]
#[event(name = "order.#")]
struct OrderPaid;

#[derive(DomainEvent)]
#[event(name = "order.>")]
struct OrderSent;

fn main() {}
