use domain_events::prelude::*;

#[derive(DomainEvent)]
pub struct OrderPlaced {
    order_id: u64,
}

#[derive(DomainEvent)]
#[event(name = "order.placed")]
pub struct OrderCreated;

pub struct Confirmation;

#[handler]
impl Confirmation {
    async fn send(&self, _: &OrderPlaced) {}
}

#[handler]
fn note(_: &OrderCreated) {}

#[derive(EventBus)]
pub struct Shop {
    #[on(OrderPlaced)]
    confirmation: Confirmation,
    #[on(OrderCreated)]
    note: Note,
}

fn main() {}
