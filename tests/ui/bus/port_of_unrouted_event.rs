use domain_events::prelude::*;

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

fn cancel_orders<P: Publish<OrderCancelled>>(_: P) {}

fn run(shop: Shop) {
    cancel_orders(shop);
}

fn main() {}
