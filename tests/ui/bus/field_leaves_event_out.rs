use domain_events::prelude::*;

#[derive(DomainEvent)]
pub struct OrderPlaced {
    order_id: u64,
}

#[derive(DomainEvent)]
pub struct OrderCancelled;

pub struct Confirmation;

#[handler]
impl Confirmation {
    async fn send(&self, _: &OrderPlaced) {}

    async fn take_back(&self, _: &OrderCancelled) {}
}

#[derive(EventBus)]
pub struct Shop {
    #[on(OrderPlaced)]
    confirmation: Confirmation,
}

fn main() {}
