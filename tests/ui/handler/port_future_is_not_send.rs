// Fix: declare the method of the trait as `fn send(&self, …) -> impl Future<Output = …> + Send`; implementations may still write `async fn`.

use domain_events::prelude::*;

#[derive(DomainEvent)]
pub struct OrderPlaced {
    order_id: u64,
}

#[allow(async_fn_in_trait)]
pub trait Mailer: Send + Sync {
    async fn send(&self, order_id: u64);
}

pub struct Confirmation<M> {
    mailer: M,
}

#[handler]
impl<M: Mailer> Confirmation<M> {
    async fn send(&self, placed: &OrderPlaced) {
        self.mailer.send(placed.order_id).await;
    }
}

fn main() {}
