use domain_events::prelude::*;

#[derive(DomainEvent)]
struct OrderPlaced {
    #[event(occurred_at)]
    placed_at: String,
}

fn main() {}
