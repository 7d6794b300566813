// Fix: several tasks publish at once: use an atomic or a `Mutex`.

use domain_events::prelude::*;

use std::cell::Cell;

#[derive(DomainEvent)]
pub struct OrderPlaced {
    order_id: u64,
}

pub struct Count(Cell<u64>);

#[handler]
impl Count {
    fn add(&self, placed: &OrderPlaced) {
        self.0.set(self.0.get() + placed.order_id);
    }
}

fn main() {}
