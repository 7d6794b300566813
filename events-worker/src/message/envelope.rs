//! From an envelope to a message and back.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use events_core::__private::NotDecoded;
use events_core::{DomainEvent, Envelope, EnvelopeParts, Uuid};
use serde::Serialize;

use super::error::MessageRef;
use super::time::Time;
use super::{Attributes, Message, MessageError, Source};
use crate::codec::{Codec, Decodable};

impl Message {
    /// The message of an envelope: its id, time, correlation and causation, the event's name, version and key, and the event as
    /// the codec encodes it.
    ///
    /// # Errors
    ///
    /// If the codec cannot encode the event, or RFC 3339 has no text for the time: before the year 0 or after 9999.
    pub fn of<E, C>(envelope: &Envelope<E>, source: &Source, codec: &C) -> Result<Self, MessageError>
    where
        E: DomainEvent + Serialize,
        C: Codec,
    {
        let reference = || MessageRef::of(envelope.id(), E::NAME);
        let occurred_at = envelope.occurred_at();
        let Some(time) = Time::new(occurred_at) else {
            return Err(MessageError::Time { message: reference(), time: occurred_at });
        };
        let encoded = codec.encode(envelope.event()).map_err(|error| MessageError::Encode {
            message: reference(),
            version: E::VERSION,
            content_type: C::CONTENT_TYPE,
            error,
        })?;
        let attributes = Attributes {
            version: Some(E::VERSION),
            time: Some(time),
            subject: envelope.event().key(),
            content_type: Some(Cow::Borrowed(C::CONTENT_TYPE)),
            correlation_id: Some(envelope.correlation_id()),
            causation_id: envelope.causation_id(),
            ..Attributes::new(envelope.id(), source, Cow::Borrowed(E::NAME))
        };
        Ok(Self { attributes: Arc::new(attributes), body: Bytes::from(encoded) })
    }

    /// The envelope that the message was made of, with an event of this program's version: a body of an older version is decoded
    /// as that version and converted along `upcast_from`.
    ///
    /// A message without a `time` gets the event's own, or the one in its id if that is of version 7, or that of the call. One
    /// without a `correlationid` has no cause: its correlation is its id. One without a `dataversion` is of version 1, and one
    /// without a `datacontenttype` is given to the codec as it is.
    ///
    /// # Errors
    ///
    /// If the message is of another event, of a newer version, of an older version without a way from it, in another format, or
    /// not what the event looks like. The message is borrowed: it is still there.
    pub fn envelope_of<E, C>(&self, codec: &C) -> Result<Envelope<E>, MessageError>
    where
        E: Decodable<C>,
        C: Codec,
    {
        if self.event_name() != E::NAME {
            return Err(MessageError::AnotherEvent { message: self.reference(), expected: E::NAME });
        }
        let event = self.decode::<E, C>(codec)?;
        Ok(Envelope::from_parts(EnvelopeParts {
            id: self.id(),
            occurred_at: self
                .time()
                .or_else(|| event.own_time())
                .or_else(|| time_of(self.id()))
                .unwrap_or_else(SystemTime::now),
            correlation_id: self.correlation_id(),
            causation_id: self.causation_id(),
            event,
        }))
    }

    fn decode<E: Decodable<C>, C: Codec>(&self, codec: &C) -> Result<E, MessageError> {
        let message = || self.reference();
        let content_type = self.content_type().unwrap_or(C::CONTENT_TYPE);
        let version = self.version();
        if version <= E::VERSION && !codec.reads(content_type) {
            let content_type = content_type.to_owned();
            return Err(MessageError::ContentType {
                message: message(),
                content_type,
                expected: C::CONTENT_TYPE,
            });
        }
        E::decode(codec, version, &self.body).map_err(|error| match error {
            NotDecoded::Newer { known } => MessageError::NewerVersion { message: message(), version, known },
            NotDecoded::Unknown { nearest } => {
                MessageError::UnknownVersion { message: message(), version, nearest }
            }
            NotDecoded::Body { version, error } => {
                let content_type = content_type.to_owned();
                MessageError::Decode { message: message(), version, content_type, error }
            }
        })
    }
}

/// The moment at which an id of version 7 was made.
fn time_of(id: Uuid) -> Option<SystemTime> {
    let stamp = id.get_timestamp().filter(|_| id.get_version_num() == 7)?;
    let (seconds, nanoseconds) = stamp.to_unix();
    UNIX_EPOCH.checked_add(Duration::new(seconds, nanoseconds))
}
