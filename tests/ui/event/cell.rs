use domain_events::prelude::*;

use std::cell::Cell;
use std::sync::{Arc, Mutex};

#[derive(DomainEvent)]
struct OrderPlaced {
    views: Arc<Mutex<u64>>,
    tags: Vec<std::sync::atomic::AtomicU64>,
}

#[derive(DomainEvent)]
struct OrderCancelled {
    seen: Cell<bool>,
}

fn main() {}
