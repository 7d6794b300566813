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

#[handler]
fn track_sale(_: &OrderPlaced) {}

#[derive(EventBus)]
struct Desk {
    #[on(OrderPlaced)]
    sales: TrackSale,
}

#[tokio::main]
async fn main() {
    let desk = Desk { sales: TrackSale };
    let fraud = Background::builder(DetectFraud).follow_ups(desk).spawn();
    fraud.shutdown().await;
}
