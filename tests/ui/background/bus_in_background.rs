use domain_events::prelude::*;

#[derive(Clone, DomainEvent)]
struct OrderPlaced {
    order_id: u64,
}

#[handler]
fn track_sale(placed: &OrderPlaced) {
    println!("{}", placed.order_id);
}

#[derive(EventBus)]
struct Shop {
    #[on(OrderPlaced)]
    sales: TrackSale,
}

#[tokio::main]
async fn main() {
    let shop = Background::spawn(Shop { sales: TrackSale }, 100);
    shop.shutdown().await;
}
