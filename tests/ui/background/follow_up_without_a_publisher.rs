use domain_events::prelude::*;

#[derive(Clone, DomainEvent)]
struct OrderPlaced {
    order_id: u64,
}

#[derive(DomainEvent)]
struct OrderFlagged {
    order_id: u64,
}

#[handler]
fn detect_fraud(placed: &OrderPlaced) -> Option<OrderFlagged> {
    Some(OrderFlagged { order_id: placed.order_id })
}

#[tokio::main]
async fn main() {
    let fraud = Background::spawn(DetectFraud, 100);
    fraud.shutdown().await;
}
