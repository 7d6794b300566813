use domain_events::prelude::*;

#[derive(DomainEvent)]
struct OrderPlaced;

#[derive(DomainEvent)]
struct PaymentRequested;

struct Payments;

#[handler]
impl Payments {
    async fn request(&self, _: &OrderPlaced) -> Result<Option<PaymentRequested>, String> {
        Ok(Some(PaymentRequested))
    }
}

#[handler]
fn track_sale(_: &OrderPlaced) {}

#[handler]
fn claim(_: &OrderPlaced) -> PaymentRequested {
    PaymentRequested
}

#[derive(EventBus)]
struct Shop {
    #[on(OrderPlaced)]
    sales: TrackSale,
    #[on(OrderPlaced)]
    payments: Payments,
    #[on(OrderPlaced)]
    claims: Claim,
}

#[tokio::main]
async fn main() {
    let _ = Shop { payments: Payments, sales: TrackSale, claims: Claim }.publish(OrderPlaced).await;
}
