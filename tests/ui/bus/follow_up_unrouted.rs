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

#[derive(EventBus)]
struct Shop {
    #[on(OrderPlaced)]
    payments: Payments,
}

#[tokio::main]
async fn main() {
    let _ = Shop { payments: Payments }.publish(OrderPlaced).await;
}
