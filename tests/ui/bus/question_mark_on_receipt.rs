// Fix: look at `failures()`; if the operation shall fail with its handlers, write `.into_result()?`.

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

async fn run(shop: &Shop) -> Result<(), String> {
    shop.publish(OrderPlaced { order_id: 1 }).await?;
    Ok(())
}

fn main() {}
