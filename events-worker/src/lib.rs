//! Delivery for [`domain-events`](https://docs.rs/domain-events): handlers in background. Programs depend on the facade, which
//! re-exports this behind its feature `tokio`.
//!
//! | feature | what it adds |
//! |---|---|
//! | `tracing` | an error event for each event that a handler in background gave up, with its name and id |

mod background;
mod retry;

pub use crate::background::{
    Background, BackgroundBuilder, BackgroundFailure, Left, LeftEvent, NotQueued, WhenFull,
};
pub use crate::retry::RetryPolicy;
