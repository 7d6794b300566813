// Fix: several tasks publish at once: use an atomic or a `Mutex`.

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
    #[event_bus(skip)]
    cache: std::cell::Cell<u32>,
}

fn main() {}
