use domain_events::prelude::*;

#[derive(DomainEvent)]
pub struct OrderPlaced {
    order_id: u64,
}

pub struct Confirmation;

pub trait Sends {
    fn send(&self, _: &OrderPlaced);
}

#[handler]
impl Sends for Confirmation {
    fn send(&self, _: &OrderPlaced) {}
}

fn main() {}
