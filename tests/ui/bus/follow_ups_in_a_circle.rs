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

    fn place_again(&self, _: &PaymentRequested) -> Vec<OrderPlaced> {
        vec![OrderPlaced]
    }
}

#[derive(EventBus)]
struct Shop {
    #[on(OrderPlaced, PaymentRequested)]
    payments: Payments,
}

#[tokio::main]
async fn main() {
    let _ = Shop { payments: Payments }.publish(OrderPlaced).await;
}
