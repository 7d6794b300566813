use domain_events::prelude::*;

#[derive(DomainEvent)]
struct OrderPlaced {
    order_id: u64,
}

struct ConfirmationEmail;
#[handler]
impl ConfirmationEmail {
    async fn send(&self, placed: &OrderPlaced) {
        println!("{}", placed.order_id);
    }
}

#[derive(EventBus)]
struct Shop {
    #[on(OrderPlaced)]
    confirmation: Background<ConfirmationEmail>,
}

#[tokio::main]
async fn main() {
    let shop = Shop { confirmation: Background::spawn(ConfirmationEmail, 100) };
    let _ = shop.publish(OrderPlaced { order_id: 1 }).await;
}
