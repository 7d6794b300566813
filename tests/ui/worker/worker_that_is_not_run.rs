#![deny(unused_must_use)]

use domain_events::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DomainEvent)]
struct OrderPlaced {
    order_id: u64,
}

#[handler]
fn track_sale(_: &OrderPlaced) {}

#[tokio::main]
async fn main() {
    Worker::new(InMemory::new()).handler(TrackSale);
}
