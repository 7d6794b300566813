use domain_events::prelude::*;

#[derive(DomainEvent)]
pub struct OrderPlaced {
    order_id: u64,
}

#[handler]
fn _2fa(_: &OrderPlaced) {}

fn main() {}
