// Fix: handlers see the event from other threads: hold data, not a connection to something in this thread.

use domain_events::prelude::*;

#[derive(DomainEvent)]
struct OrderPlaced {
    order_id: u64,
    reply: std::sync::mpsc::Receiver<u64>,
}

fn main() {}
