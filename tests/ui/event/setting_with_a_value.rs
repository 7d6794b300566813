use domain_events::prelude::*;

#[derive(DomainEvent)]
struct OrderPlaced {
    #[event(key = "order")]
    order_id: u64,
    #[event(occurred_at = )]
    placed_at: std::time::SystemTime,
}

fn main() {}
