use domain_events::prelude::*;
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

#[derive(EventBus)]
struct Desk {
    #[on(OrderPlaced)]
    broker: Forward<InMemory>,
}

#[tokio::main]
async fn main() {
    let desk = Desk { broker: Forward::new(InMemory::new()) };
    let worker = Worker::new(InMemory::new()).handler_with(DetectFraud, |settings| settings.follow_ups(desk));
    let _ = worker.run_until(async {}).await;
}
