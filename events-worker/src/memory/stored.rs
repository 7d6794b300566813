//! Messages as they are kept, and what came that is none.

use bytes::Bytes;

use crate::message::{Binding, Headers, Message, Undecodable};
use crate::transport::DeadLetter;

/// A message, and how often it was taken.
pub(super) struct Held {
    pub(super) stored: Stored,
    pub(super) attempts: u32,
}

/// What was sent.
#[derive(Clone)]
pub(super) enum Stored {
    Message(Message),
    Raw(Headers, Bytes),
}

impl Stored {
    /// As it is delivered.
    pub(super) fn read(self) -> Result<Message, Undecodable> {
        match self {
            Self::Message(message) => Ok(message),
            Self::Raw(headers, body) => Message::read(Binding::Kafka, headers, body),
        }
    }

    /// As it was sent.
    pub(super) fn of(received: Result<Message, Undecodable>) -> Self {
        match received {
            Ok(message) => Self::Message(message),
            Err(undecodable) => {
                let (headers, body, _) = undecodable.into_parts();
                Self::Raw(headers, body)
            }
        }
    }

    pub(super) fn set_aside(self, why: &DeadLetter) -> Self {
        match self {
            Self::Message(message) => {
                let message = DeadLetter::without(message);
                Self::Message(
                    why.headers()
                        .into_iter()
                        .fold(message, |message, (name, value)| message.with_header(name, value)),
                )
            }
            Self::Raw(mut headers, body) => {
                why.write(&mut headers);
                Self::Raw(headers, body)
            }
        }
    }

    pub(super) fn key(&self) -> Option<&str> {
        match self {
            Self::Message(message) => message.subject(),
            Self::Raw(..) => None,
        }
    }
}
