//! Delivery for [`domain-events`](https://docs.rs/domain-events): handlers in background, messages, transports and workers.
//! Programs depend on the facade, which re-exports the first behind its feature `tokio`, and the rest behind `worker`.
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `messages` | yes | [`Message`]: events as CloudEvents, and the [codecs](codec) of their bodies; [`Transport`], [`Forward`], [`Worker`], [`InMemory`], [`Idempotent`] |
//! | `messagepack` | | the codec [`codec::MessagePack`] |
//! | `metrics` | | counts, durations and gauges of workers through the crate `metrics` |
//! | `tracing` | | logs of workers, and an error event for each event that a handler in background gave up, with its name and id |

mod background;
#[cfg(feature = "messages")]
pub mod codec;
#[cfg(feature = "messages")]
mod forward;
#[cfg(feature = "messages")]
pub mod idempotent;
mod lanes;
#[cfg(feature = "messages")]
mod memory;
#[cfg(feature = "messages")]
pub mod message;
mod retry;
#[cfg(feature = "messages")]
pub mod transport;
#[cfg(feature = "messages")]
pub mod worker;

pub use crate::background::{
    Background, BackgroundBuilder, BackgroundFailure, Left, LeftEvent, NotQueued, WhenFull,
};
#[cfg(feature = "messages")]
pub use crate::codec::{Codec, Json};
#[cfg(feature = "messages")]
pub use crate::forward::{Forward, Forwardable};
#[cfg(feature = "messages")]
pub use crate::idempotent::{IdempotencyStore, Idempotent, InMemoryStore};
#[cfg(feature = "messages")]
pub use crate::memory::{InMemory, InMemoryDeliveries, InMemoryDelivery};
#[cfg(feature = "messages")]
pub use crate::message::{Message, MessageError, Source, Undecodable};
pub use crate::retry::RetryPolicy;
#[cfg(feature = "messages")]
pub use crate::transport::{Deliveries, Delivery, KeepsOrder, Subscription, Transport, TransportError};
#[cfg(feature = "messages")]
pub use crate::worker::{Counts, Settings, Stopped, Worker, WorkerError, WorkerStatus};
