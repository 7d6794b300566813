use domain_events::prelude::*;

#[derive(EventBus)]
pub enum Shop {
    Open,
}

fn main() {}
