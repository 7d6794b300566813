use domain_events::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DomainEvent)]
struct OrderPlaced {
    order_id: u64,
}

struct TrackSale;

impl TrackSale {
    fn track(&self, _: &OrderPlaced) {}
}

#[tokio::main]
async fn main() {
    let worker = Worker::new(InMemory::new()).handler(TrackSale);
    let _ = worker.run_until(async {}).await;
}
