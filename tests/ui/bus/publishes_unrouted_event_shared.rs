use domain_events::prelude::*;

use std::sync::Arc;

#[derive(DomainEvent)]
pub struct OrderCancelled;

#[derive(DomainEvent)]
pub struct OrderPlaced {
    order_id: u64,
}

pub struct Confirmation;

#[handler]
impl Confirmation {
    async fn send(&self, _: &OrderPlaced) {}
}

#[derive(EventBus)]
pub struct Shop {
    #[on(OrderPlaced)]
    confirmation: Confirmation,
}

async fn run(shop: Arc<Shop>) {
    let _ = shop.publish(OrderCancelled).await;
}

fn main() {}
