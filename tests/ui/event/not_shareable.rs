// Fix: handlers see the event from other threads: use `Arc` for `Rc`, or own the value.

use domain_events::prelude::*;

use std::rc::Rc;

#[derive(DomainEvent)]
struct OrderPlaced {
    order_id: Rc<str>,
}

fn main() {}
