use domain_events::prelude::*;

pub struct PlaceOrder;

pub struct Confirmation;

#[handler]
impl Confirmation {
    async fn send(&self, _: &PlaceOrder) {}
}

fn main() {}
