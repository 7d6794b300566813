use domain_events::prelude::*;

#[derive(DomainEvent)]
struct OrderPlaced {
    order_id: u64,
}

#[derive(EventBus)]
struct Shop {
    #[on(OrderPlaced)]
    broker: Forward<InMemory>,
}

#[tokio::main]
async fn main() {
    let shop = Shop { broker: Forward::new(InMemory::new()) };
    let _ = shop.publish(OrderPlaced { order_id: 1 }).await;
}
