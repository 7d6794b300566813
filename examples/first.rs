//! The program of the README.
#![allow(clippy::unused_async)] // an `async` handler, as most handlers are

use domain_events::prelude::*;

#[derive(DomainEvent)]
struct OrderPlaced {
    #[event(key)]
    order_id: u64,
    email: String,
}

struct ConfirmationEmail;
#[handler]
impl ConfirmationEmail {
    async fn send(&self, placed: &OrderPlaced) -> Result<(), String> {
        let (name, _) = placed.email.split_once('@').ok_or("this is no address")?;
        println!("Dear {name}, your order {} is confirmed", placed.order_id);
        Ok(())
    }
}

#[handler]
fn track_sale(placed: &OrderPlaced) {
    println!("sold: order {}", placed.order_id);
}

#[derive(EventBus)]
struct Shop {
    #[on(OrderPlaced)]
    confirmation: ConfirmationEmail,
    #[on(OrderPlaced)]
    sales: TrackSale,
}

#[tokio::main]
async fn main() {
    let shop = Shop { confirmation: ConfirmationEmail, sales: TrackSale };
    for (order_id, email) in [(1, "ada@example.com"), (2, "")] {
        let receipt = shop.publish(OrderPlaced { order_id, email: email.into() }).await;
        receipt.failures().iter().for_each(|failure| println!("{failure}"));
    }
}
