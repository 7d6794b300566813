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
    let worker = Worker::new("amqp://localhost").handler(TrackSale);
    let _ = worker.run_until(async {}).await;
}
