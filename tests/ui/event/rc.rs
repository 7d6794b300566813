use domain_events::prelude::*;

use std::rc::Rc;

#[derive(DomainEvent)]
struct OrderPlaced {
    order_id: Rc<str>,
}

fn main() {}
