use domain_events::prelude::*;

#[derive(DomainEvent)]
struct OrderPlaced;

#[derive(DomainEvent)]
struct PaymentRequested;

#[handler]
fn track_sale(_: &OrderPlaced) {}

#[derive(EventBus)]
struct Module {
    #[on(OrderPlaced)]
    sales: TrackSale,
}

#[derive(EventBus)]
struct Program {
    #[on(OrderPlaced, PaymentRequested)]
    module: Module,
}

fn main() {}
