use domain_events::prelude::*;

#[derive(serde::Serialize, DomainEvent)]
struct OrderPlaced {
    order_id: u64,
}

#[handler]
fn track_sale(placed: &OrderPlaced) {
    println!("{}", placed.order_id);
}

#[tokio::main]
async fn main() {
    let worker = Worker::new(InMemory::new()).handler(TrackSale);
    let _ = worker.run_until(async {}).await;
}
