use domain_events::prelude::*;

#[derive(DomainEvent)]
pub struct OrderPlaced {
    order_id: u64,
}

#[handler]
async fn track_sale(_: OrderPlaced) {}

fn main() {}
