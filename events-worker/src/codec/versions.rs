//! Bodies decoded along the versions of an event.

use events_core::__private::{Decode, DecodeVersion, Decoder, NotDecoded};
use events_core::DomainEvent;
use serde::de::DeserializeOwned;

use super::{Codec, CodecError};

/// An event that a codec decodes, in its own version and in those that it is made from.
///
/// # By hand
///
/// Not meant to be. It follows from `#[derive(DomainEvent)]` and `#[derive(Deserialize)]` on the event and on each version along `upcast_from`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be decoded from a message",
    label = "cannot be decoded from a message",
    note = "add `#[derive(serde::Deserialize)]` to `{Self}` and to the events that its `upcast_from` leads to"
)]
pub trait Decodable<C: Codec>: DomainEvent {
    /// Decodes the body of a message.
    #[doc(hidden)]
    fn decode(codec: &C, version: u32, body: &[u8]) -> Result<Self, NotDecoded<CodecError>>;
}

#[diagnostic::do_not_recommend]
impl<C: Codec, E: DomainEvent + for<'a> DecodeVersion<Bodies<'a, C>>> Decodable<C> for E {
    fn decode(codec: &C, version: u32, body: &[u8]) -> Result<Self, NotDecoded<CodecError>> {
        E::decode_version(&Bodies(codec), version, body)
    }
}

/// A codec as what generated code decodes with. Public for the compiler, and for nobody else.
#[derive(Debug)]
pub struct Bodies<'a, C>(&'a C);

impl<C> Decoder for Bodies<'_, C> {
    type Error = CodecError;
}

impl<C: Codec, E: DeserializeOwned> Decode<E> for Bodies<'_, C> {
    fn decode(&self, body: &[u8]) -> Result<E, CodecError> {
        self.0.decode(body)
    }
}
