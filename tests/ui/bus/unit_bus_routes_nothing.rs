use domain_events::prelude::*;

#[derive(DomainEvent)]
pub struct OrderPlaced;

#[derive(EventBus)]
pub struct Shop;

async fn run(shop: &Shop) {
    let _ = shop.publish(OrderPlaced).await;
}

fn main() {}
