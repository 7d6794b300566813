use domain_events::{Idempotent, InMemoryStore, prelude::*};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, DomainEvent)]
struct OrderPlaced {
    order_id: u64,
}

#[derive(Serialize, Deserialize, DomainEvent)]
struct OrderFlagged {
    order_id: u64,
}

#[handler]
fn detect_fraud(placed: &OrderPlaced) -> Option<OrderFlagged> {
    Some(OrderFlagged { order_id: placed.order_id })
}

#[tokio::main]
async fn main() {
    let fraud = Idempotent::new(DetectFraud, InMemoryStore::new());
    let worker = Worker::new(InMemory::new()).handler(fraud);
    let _ = worker.run_until(async {}).await;
}
