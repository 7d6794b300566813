// Fix: import the event, or write its path.

use domain_events::prelude::*;

pub struct Confirmation;

#[handler]
impl Confirmation {
    async fn send(&self, _: &OrderPlaced) {}
}

fn main() {}
