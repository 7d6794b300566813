// Fix: make `PaymentRequested` as public as the handler.
use domain_events::prelude::*;

#[derive(DomainEvent)]
pub struct OrderPlaced;

#[derive(DomainEvent)]
struct PaymentRequested;

pub struct Payments;

#[handler]
impl Payments {
    fn request(&self, _: &OrderPlaced) -> PaymentRequested {
        PaymentRequested
    }
}

fn main() {}
