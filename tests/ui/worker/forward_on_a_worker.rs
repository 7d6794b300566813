use domain_events::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DomainEvent)]
struct OrderPlaced {
    order_id: u64,
}

#[tokio::main]
async fn main() {
    let transport = InMemory::new();
    let worker = Worker::new(transport.clone()).handler(Forward::new(transport));
    let _ = worker.run_until(async {}).await;
}
