use domain_events::prelude::*;

#[derive(DomainEvent)]
pub struct OrderPlaced {
    order_id: u64,
}

#[derive(EventBus)]
pub struct Shop {
    #[on(OrderPlaced)]
    confirmation: String,
}

fn main() {}
