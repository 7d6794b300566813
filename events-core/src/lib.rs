//! The vocabulary of [`domain-events`](https://docs.rs/domain-events): what an event, an envelope, a handler, a
//! publisher and a receipt are. No I/O and no runtime; programs depend on the facade, which re-exports this.
#![doc = include_str!("../doc/features.md")]

mod dispatch;
mod dynamic;
mod envelope;
mod error;
mod event;
mod follow_up;
mod handler;
pub mod inbox;
mod nested;
mod now;
mod outcome;
mod publish;
mod receipt;
pub mod routes;
#[cfg(feature = "testing")]
pub mod testing;
mod traces;
mod upcast;
mod versions;

pub use crate::dynamic::{BoxedPublication, DynPublish};
pub use crate::envelope::{Envelope, EnvelopeParts};
pub use crate::error::HandlerError;
pub use crate::event::{DomainEvent, EventDescriptor, EventKey, EventTime, FieldDescriptor};
pub use crate::follow_up::{EventList, FollowUp, FollowUpOn};
pub use crate::handler::{Handler, HandlerInfo};
pub use crate::now::{HandleNow, PublishNow};
pub use crate::outcome::{IntoHandlerError, Outcome};
pub use crate::publish::{Publish, Publishable};
pub use crate::receipt::{Failure, HandlersFailed, Receipt};
pub use crate::upcast::{Upcast, UpcastFrom};
pub use uuid::Uuid;

/// What the macros write calls to. Not an API: it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use crate::dispatch::{Isolated, Propagated, trusted};
    pub use crate::inbox::{
        Accepts, Copies, Dispatch, Dispatched, Inbox, NoCopies, Reader, Reads, ReadsIfCompiled, RunBy,
        RunByIfCompiled,
    };
    pub use crate::outcome::{Shared, Unshared};
    pub use crate::routes::{
        AllListed, AtOnce, EventNames, Followed, Follows, HandledNow, InOrder, Known, Listed, Listens,
        NotCompiled, Routes, RunsNow, Subscribed, Unknown, circles, proved,
    };
    pub use crate::traces::TRACES_SEE_ENVELOPES;
    pub use crate::upcast::upcast;
    pub use crate::versions::{Decode, DecodeVersion, Decoder, NotDecoded, decode, decode_or_upcast};
    pub use crate::{
        DomainEvent, Envelope, EventDescriptor, EventKey, EventTime, FieldDescriptor, FollowUp, FollowUpOn,
        HandleNow, Handler, HandlerError, HandlerInfo, IntoHandlerError, Outcome, Publish, Receipt, Upcast,
        UpcastFrom,
    };
    pub use core::primitive::{bool, str, u8, u32, usize};
    pub use std::clone::Clone;
    pub use std::default::Default;
    pub use std::fmt::Debug;
    pub use std::future::Future;
    pub use std::marker::{Copy, Send, Sync};
    pub use std::mem::MaybeUninit;
    pub use std::option::Option;
    pub use std::result::Result;
    pub use std::string::String;
    pub use std::time::SystemTime;
}
