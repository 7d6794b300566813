//! A use case is tested without a bus and without handlers: what counts is what it publishes.
//!
//! ```text
//! cargo run --example test_a_use_case --features testing       shows what is published
//! cargo test --example test_a_use_case --features testing      the tests
//! ```

use domain_events::prelude::*;
use domain_events::testing::Scenario;

#[derive(Debug, PartialEq, DomainEvent)]
struct OrderPlaced {
    #[event(key)]
    order_id: u64,
    total_cents: i64,
}

#[derive(Debug, PartialEq, DomainEvent)]
struct OrderFlagged {
    #[event(key)]
    order_id: u64,
}

struct PlaceOrder<P> {
    events: P,
}

impl<P: Publish<OrderPlaced> + Publish<OrderFlagged>> PlaceOrder<P> {
    async fn run(&self, order_id: u64, total_cents: i64) -> Result<Receipt, &'static str> {
        if total_cents < 0 {
            return Err("the total is negative");
        }
        let mut receipt = self.events.publish(OrderPlaced { order_id, total_cents }).await;
        if total_cents > 50_000 {
            receipt.append(self.events.publish(OrderFlagged { order_id }).await);
        }
        Ok(receipt)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    for total_cents in [1200, 50_001, -1] {
        let then = Scenario::given(|recorder| PlaceOrder { events: recorder })
            .when(async |place_order| place_order.run(7, total_cents).await)
            .await;
        println!("an order of {total_cents} cents publishes {:?}", then.recorder().names());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_small_order_is_placed_and_nothing_else() {
        Scenario::given(|recorder| PlaceOrder { events: recorder })
            .when(async |place_order| place_order.run(7, 1200).await)
            .await
            .then([OrderPlaced { order_id: 7, total_cents: 1200 }])
            .then_nothing_else();
    }

    #[tokio::test]
    async fn a_large_order_is_flagged_after_it_is_placed() {
        Scenario::given(|recorder| PlaceOrder { events: recorder })
            .when(async |place_order| place_order.run(7, 50_001).await)
            .await
            .then([OrderPlaced { order_id: 7, total_cents: 50_001 }])
            .then([OrderFlagged { order_id: 7 }])
            .then_nothing_else();
    }

    #[tokio::test]
    async fn an_order_with_a_negative_total_is_refused() {
        Scenario::given(|recorder| PlaceOrder { events: recorder })
            .when(async |place_order| place_order.run(7, -1).await)
            .await
            .then_result(|result| assert_eq!(*result.as_ref().unwrap_err(), "the total is negative"))
            .then_nothing_else();
    }

    #[tokio::test]
    async fn an_order_is_placed_even_if_its_handlers_fail() {
        Scenario::given(|recorder| PlaceOrder { events: recorder.failing("mailer down") })
            .when(async |place_order| place_order.run(7, 1200).await)
            .await
            .then_result(|result| assert_eq!(result.as_ref().unwrap().failures().len(), 1))
            .then([OrderPlaced { order_id: 7, total_cents: 1200 }])
            .then_nothing_else();
    }
}
