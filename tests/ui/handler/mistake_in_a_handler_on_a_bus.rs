use domain_events::prelude::*;

#[derive(DomainEvent)]
pub struct OrderPlaced;

pub struct Confirmation;

#[handler]
impl Confirmation {
    async fn send(&self, _: OrderPlaced) {}
}

#[derive(EventBus)]
pub struct Shop {
    #[on(OrderPlaced)]
    confirmation: Confirmation,
}

async fn run(shop: &Shop) {
    let _ = shop.publish(OrderPlaced).await;
}

fn main() {}
