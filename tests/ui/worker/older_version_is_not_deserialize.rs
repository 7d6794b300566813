use domain_events::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, DomainEvent)]
#[event(name = "order.placed")]
struct OrderPlacedV1 {
    order_id: u64,
}

#[derive(Serialize, Deserialize, DomainEvent)]
#[event(version = 2, upcast_from = OrderPlacedV1)]
struct OrderPlaced {
    order_id: u64,
}

impl From<OrderPlacedV1> for OrderPlaced {
    fn from(old: OrderPlacedV1) -> Self {
        Self { order_id: old.order_id }
    }
}

#[handler]
fn track_sale(_: &OrderPlaced) {}

#[tokio::main]
async fn main() {
    let worker = Worker::new(InMemory::new()).handler(TrackSale);
    let _ = worker.run_until(async {}).await;
}
