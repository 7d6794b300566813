use domain_events::prelude::*;

#[derive(DomainEvent)]
struct OrderPlaced;

#[derive(DomainEvent)]
struct PaymentRequested;

#[handler]
fn track_sale(_: &OrderPlaced) {}

#[derive(EventBus)]
struct Shop {
    #[on(OrderPlaced)]
    sales: TrackSale,
}

fn main() {
    let _ = Shop { sales: TrackSale }.publish_now(PaymentRequested);
}
