use domain_events::prelude::*;
use domain_events::{InMemoryDeliveries, Message, Subscription, Transport, TransportError};

#[derive(serde::Serialize, serde::Deserialize, DomainEvent)]
struct OrderPlaced {
    order_id: u64,
}

#[handler]
fn track_sale(_: &OrderPlaced) {}

/// A transport that keeps no order.
#[derive(Clone)]
struct Pigeons;

impl Transport for Pigeons {
    const NAME: &'static str = "pigeons";
    type Deliveries = InMemoryDeliveries;

    async fn send(&self, _: &[Message]) -> Result<(), TransportError> {
        Ok(())
    }

    async fn send_to(&self, _: &str, _: &[Message]) -> Result<(), TransportError> {
        Ok(())
    }

    async fn declare(&self, _: &[Subscription]) -> Result<(), TransportError> {
        Ok(())
    }

    async fn subscribe(&self, to: &Subscription) -> Result<InMemoryDeliveries, TransportError> {
        InMemory::new().subscribe(to).await
    }

    async fn close(&self) {}
}

#[tokio::main]
async fn main() {
    let worker = Worker::new(Pigeons).handler_with(TrackSale, |settings| settings.in_order());
    let _ = worker.run_until(async {}).await;
}
