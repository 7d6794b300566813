// Fix: publishing takes the event: `shop.publish(placed)`, or a clone of it.

use domain_events::prelude::*;

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

async fn run(shop: &Shop, placed: OrderPlaced) {
    let _ = shop.publish(&placed).await;
}

fn main() {}
