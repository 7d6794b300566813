// Fix: spell the event as it is declared, and import it.

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
    #[on(OrderPlaced, OrderPalced)]
    confirmation: Confirmation,
}

fn main() {}
