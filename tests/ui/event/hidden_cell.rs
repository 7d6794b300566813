// Fix: a type in this field holds a `Cell`, a `Mutex`, an atomic or the like: hold the plain value.

use domain_events::prelude::*;

use std::sync::Mutex;

struct Money {
    cents: Mutex<i64>,
}

#[derive(DomainEvent)]
struct OrderPlaced {
    order_id: u64,
    total: Option<Money>,
}

fn main() {}
