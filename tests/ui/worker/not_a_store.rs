use std::collections::HashSet;

use domain_events::{Idempotent, prelude::*};

#[derive(DomainEvent)]
struct OrderPlaced {
    order_id: u64,
}

#[handler]
fn track_sale(_: &OrderPlaced) {}

fn main() {
    let _ = Idempotent::new(TrackSale, HashSet::<u64>::new());
}
