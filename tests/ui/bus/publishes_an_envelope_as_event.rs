// Fix: what has occurred already is published with `shop.publish_envelope(…)`.

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
    let _ = shop.publish(placed.occurred()).await;
}

fn main() {}
