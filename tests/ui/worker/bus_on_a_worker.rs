use domain_events::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DomainEvent)]
struct OrderPlaced {
    order_id: u64,
}

#[handler]
fn track_sale(_: &OrderPlaced) {}

#[derive(EventBus)]
struct Shop {
    #[on(OrderPlaced)]
    sales: TrackSale,
}

#[tokio::main]
async fn main() {
    let worker = Worker::new(InMemory::new()).handler(Shop { sales: TrackSale });
    let _ = worker.run_until(async {}).await;
}
