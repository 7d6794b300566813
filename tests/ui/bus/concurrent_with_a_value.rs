use domain_events::prelude::*;

#[derive(DomainEvent)]
struct OrderPlaced;

#[derive(DomainEvent)]
struct PaymentRequested;

#[handler]
fn track_sale(_: &OrderPlaced) {}

#[derive(EventBus)]
#[event_bus(concurrent = true)]
struct Shop {
    #[on(OrderPlaced)]
    sales: TrackSale,
}

fn main() {}
