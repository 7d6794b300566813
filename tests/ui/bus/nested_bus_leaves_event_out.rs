use domain_events::prelude::*;

#[derive(DomainEvent)]
struct OrderPlaced;

#[derive(DomainEvent)]
struct PaymentRequested;

#[handler]
fn track_sale(_: &OrderPlaced) {}

#[handler]
fn pay(_: &PaymentRequested) {}

#[derive(EventBus)]
struct Module {
    #[on(OrderPlaced)]
    sales: TrackSale,
    #[on(PaymentRequested)]
    payments: Pay,
}

#[derive(EventBus)]
struct Program {
    #[on(OrderPlaced)]
    module: Module,
}

fn main() {}
