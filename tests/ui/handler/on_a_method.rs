use domain_events::prelude::*;

#[derive(DomainEvent)]
pub struct OrderPlaced {
    order_id: u64,
}

pub struct Confirmation;

impl Confirmation {
    #[handler]
    async fn send(&self, _: &OrderPlaced) {}
}

fn main() {}
