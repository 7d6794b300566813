//! For tests of use cases and handlers: a publisher that remembers, a clock that stands still, scenarios (feature `testing`).
//!
//! ```
//! use domain_events::prelude::*;
//! use domain_events::testing::Scenario;
//!
//! #[derive(Debug, PartialEq, DomainEvent)]
//! struct OrderPlaced { order_id: u64 }
//!
//! struct PlaceOrder<P> { events: P }
//!
//! impl<P: Publish<OrderPlaced>> PlaceOrder<P> {
//!     async fn run(&self, order_id: u64) -> Result<(), &'static str> {
//!         if order_id == 0 {
//!             return Err("orders are counted from 1");
//!         }
//!         let _ = self.events.publish(OrderPlaced { order_id }).await;
//!         Ok(())
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! Scenario::given(|recorder| PlaceOrder { events: recorder })
//!     .when(async |place_order| place_order.run(7).await)
//!     .await
//!     .then_returns(Ok(()))
//!     .then([OrderPlaced { order_id: 7 }])
//!     .then_nothing_else();
//!
//! Scenario::given(|recorder| PlaceOrder { events: recorder })
//!     .when(async |place_order| place_order.run(0).await)
//!     .await
//!     .then_returns(Err("orders are counted from 1"))
//!     .then_nothing_else();
//! # }
//! ```
//!
//! | what a test needs | what there is |
//! |---|---|
//! | a publisher for a use case, or a handler that watches a bus | [`Recorder`] |
//! | publications that fail | [`Recorder::failing`] |
//! | times and ids that are the same in each run | [`fixed`] |
//! | given, when, then | [`Scenario`] |
//! | to wait for a publication of another task or thread | [`Recorder::until_published`], [`Recorder::wait_until_published`] |
//! | to wait for anything else | [`wait_until`] |
//!
//! A handler needs no kit: its methods are called as they are written. All of it is plain `std` and runs under any executor.
//! Turn the feature on where tests are built, and programs have nothing of it:
//!
//! ```toml
//! [dev-dependencies]
//! domain-events = { version = "0.1", features = ["testing"] }
//! ```

mod fixed;
mod recorder;
mod scenario;
mod waiting;

pub use self::fixed::{Fixed, fixed};
pub use self::recorder::Recorder;
pub use self::scenario::{Scenario, Then};
pub use self::waiting::{NotInTime, wait_until};

pub(crate) use self::fixed::fixed_id_and_time;
