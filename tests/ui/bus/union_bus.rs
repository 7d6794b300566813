use domain_events::prelude::*;

#[derive(EventBus)]
pub union Shop {
    a: u8,
}

fn main() {}
