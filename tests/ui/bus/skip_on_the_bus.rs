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
#[event_bus(skip)]
pub struct Shop {
    #[on(OrderPlaced)]
    confirmation: Confirmation,
}

fn main() {}
