//! One message to be sent.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use events_worker::Message;
use lapin::BasicProperties;
use lapin::types::ShortString;

use super::sending::Sending;
use crate::failure::Failure;
use crate::{topology, wire};

pub(super) struct Job {
    pub(super) target: Target,
    pub(super) content: Content,
    pub(super) sending: Arc<Sending>,
    /// Which of those that are sent together.
    pub(super) place: usize,
    /// It was tried once without the exchange, which somebody has deleted.
    pub(super) exchange_was_gone: bool,
}

/// Where a message goes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Target {
    pub(super) exchange: ShortString,
    pub(super) routing_key: ShortString,
}

pub(super) enum Content {
    /// Cheap to keep until it is confirmed: its properties are written each time it is sent.
    Message(Message),
    Copy(Box<BasicProperties>, Bytes),
}

impl Target {
    /// All groups that take the event.
    pub(crate) fn event(exchange: &str, message: &Message) -> Result<Self, Failure> {
        Ok(Self { exchange: topology::short(exchange)?, routing_key: topology::short(message.event_name())? })
    }

    /// The queue alone, through the exchange that each queue is bound to.
    pub(crate) fn queue(queue: &str) -> Result<Self, Failure> {
        Ok(Self { exchange: ShortString::default(), routing_key: topology::short(queue)? })
    }

    /// All queues of a group that has several, through its exchange: each message goes to one of them.
    pub(crate) fn group(group: &str, message: &Message) -> Result<Self, Failure> {
        Self::event(group, message)
    }

    /// Whether it is one of all groups that take the event, and not of one alone.
    pub(super) fn is_event(&self, exchange: &str) -> bool {
        self.exchange.as_str() == exchange
    }

    fn is_queue(&self) -> bool {
        self.exchange.as_str().is_empty()
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_queue() {
            write!(f, "queue `{}`", self.routing_key)
        } else {
            write!(f, "exchange `{}`", self.exchange)
        }
    }
}

impl Job {
    pub(super) fn new(target: Target, content: Content, sending: &Arc<Sending>, place: usize) -> Self {
        Self { target, content, sending: Arc::clone(sending), place, exchange_was_gone: false }
    }
}

impl Content {
    pub(super) fn id(&self) -> String {
        match self {
            Self::Message(message) => message.id().to_string(),
            Self::Copy(properties, _) => {
                properties.message_id().as_ref().map(ToString::to_string).unwrap_or_default()
            }
        }
    }

    pub(super) fn key(&self) -> Option<&str> {
        match self {
            Self::Message(message) => message.subject(),
            Self::Copy(..) => None,
        }
    }

    pub(super) fn properties(&self) -> Result<BasicProperties, Failure> {
        match self {
            Self::Message(message) => wire::write(message),
            Self::Copy(properties, _) => Ok((**properties).clone()),
        }
    }

    pub(super) fn body(&self) -> &Bytes {
        match self {
            Self::Message(message) => message.body(),
            Self::Copy(_, body) => body,
        }
    }
}
