use domain_events::prelude::*;

#[derive(DomainEvent)]
struct OrderPlaced<'a> {
    order_id: &'a str,
}

fn main() {}
