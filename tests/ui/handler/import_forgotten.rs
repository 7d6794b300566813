// Fix: `use domain_events::prelude::*;` brings the macros and the traits.

use domain_events::{DomainEvent, Handler};

#[derive(DomainEvent)]
pub struct OrderPlaced;

pub struct Confirmation;

#[handler]
impl Confirmation {
    async fn send(&self, _: &OrderPlaced) {}
}

fn main() {}
