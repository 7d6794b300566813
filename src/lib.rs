#![doc = include_str!("../README.md")]
//!
//! # Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `derive` | yes | the macros `DomainEvent`, `handler` and `EventBus` |
//! | `messagepack` | | the codec `MessagePack`, with `worker` |
//! | `metrics` | | counts, durations and gauges of workers through the crate `metrics`, with `worker` |
//! | `serde` | | `Serialize` and `Deserialize` for [`Envelope`], with times as RFC 3339 |
//! | `testing` | | the module `testing`: a recorder, fixed clocks and scenarios for tests |
//! | `tokio` | | `Background`: handlers that queue the event and return at once, with retry |
//! | `tracing` | | a span for each publication and each handler, an error for each handler that fails, with the field names of the OpenTelemetry conventions for messaging |
//! | `worker` | | events as messages: `Forward` sends them to a transport, `Worker` runs handlers on what it delivers; `InMemory` is the transport that needs no broker; `Idempotent` runs a handler once for each id. With `tokio` and `serde` |

#[cfg(feature = "tokio")]
pub use events_core::inbox;
#[cfg(feature = "testing")]
#[doc(inline)]
pub use events_core::testing;
pub use events_core::{
    BoxedPublication, DomainEvent, DynPublish, Envelope, EnvelopeParts, EventDescriptor, EventKey, EventList,
    EventTime, Failure, FieldDescriptor, FollowUp, FollowUpOn, HandleNow, Handler, HandlerError, HandlerInfo,
    HandlersFailed, IntoHandlerError, Outcome, Publish, PublishNow, Publishable, Receipt, Upcast, UpcastFrom,
    Uuid, routes,
};
#[cfg(feature = "derive")]
pub use events_derive::{DomainEvent, EventBus, handler};
#[cfg(feature = "tokio")]
pub use events_worker::{
    Background, BackgroundBuilder, BackgroundFailure, Left, LeftEvent, NotQueued, RetryPolicy, WhenFull,
};

#[cfg(feature = "worker")]
pub use events_worker::{
    Codec, Counts, Deliveries, Delivery, Forward, Forwardable, IdempotencyStore, Idempotent, InMemory,
    InMemoryDeliveries, InMemoryDelivery, InMemoryStore, Json, KeepsOrder, Message, MessageError, Settings,
    Source, Stopped, Subscription, Transport, TransportError, Undecodable, Worker, WorkerError, WorkerStatus,
};
#[cfg(feature = "worker")]
#[doc(inline)]
pub use events_worker::{codec, idempotent, message, transport, worker};

/// All that programs write: `use domain_events::prelude::*;`.
pub mod prelude {
    #[cfg(feature = "tokio")]
    pub use crate::Background;
    pub use crate::{
        DomainEvent, DynPublish, Envelope, Failure, Handler, HandlerError, HandlerInfo, Publish, PublishNow,
        Receipt,
    };
    #[cfg(feature = "derive")]
    pub use crate::{EventBus, handler};
    #[cfg(feature = "worker")]
    pub use crate::{Forward, InMemory, Worker};
}

#[doc(hidden)]
pub use events_core::__private;
