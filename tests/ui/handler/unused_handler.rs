// Fix: put the handler on a bus, or remove it.

#![deny(dead_code)]

use domain_events::prelude::*;

#[derive(DomainEvent)]
pub struct OrderPlaced;

struct Confirmation;

#[handler]
impl Confirmation {
    async fn send(&self, _: &OrderPlaced) {}
}

#[handler]
fn track_sale(_: &OrderPlaced) {}

fn main() {}
