//! Delivery for [`domain-events`](https://docs.rs/domain-events): handlers in background, and messages. Programs depend on the
//! facade, which re-exports the former behind its feature `tokio`.
//!
//! | feature | what it adds |
//! |---|---|
//! | `messages` | [`Message`]: events as CloudEvents, and the [codecs](codec) of their bodies; JSON |
//! | `messagepack` | the codec [`codec::MessagePack`] |
//! | `tracing` | an error event for each event that a handler in background gave up, with its name and id |

mod background;
#[cfg(feature = "messages")]
pub mod codec;
#[cfg(feature = "messages")]
pub mod message;
mod retry;

pub use crate::background::{
    Background, BackgroundBuilder, BackgroundFailure, Left, LeftEvent, NotQueued, WhenFull,
};
#[cfg(feature = "messages")]
pub use crate::codec::{Codec, Json};
#[cfg(feature = "messages")]
pub use crate::message::{Message, MessageError, Source, Undecodable};
pub use crate::retry::RetryPolicy;
