// Fix: `use domain_events::prelude::*;` brings the macros and the traits.

use domain_events::{DomainEvent, EventBus, handler};

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

async fn run(shop: &Shop) {
    let _ = shop.publish(OrderPlaced { order_id: 1 }).await;
}

fn main() {}
