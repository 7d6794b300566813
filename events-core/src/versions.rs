//! Events decoded from a body that says of which version it is.

use crate::{DomainEvent, UpcastFrom};

/// What reads bodies: a codec.
pub trait Decoder {
    /// Why a body cannot be read.
    type Error;
}

/// A decoder that reads bodies as `E`: as one version of an event.
pub trait Decode<E>: Decoder {
    /// The event that the body holds.
    ///
    /// # Errors
    ///
    /// If the body is not one event of this version.
    fn decode(&self, body: &[u8]) -> Result<E, Self::Error>;
}

/// An event that a decoder `D` reads in its own version and in all that it is made from.
///
/// Written by `derive(DomainEvent)` with the feature `inbox`, for each decoder that reads the versions: an event asks
/// nothing of its fields until somebody decodes it. It does not ask for an event, because what is none has been reported.
pub trait DecodeVersion<D: Decoder>: Sized {
    /// The event, from a body of the given version.
    ///
    /// # Errors
    ///
    /// If the version is none that the event has or is made from, or the body is not what its version says.
    fn decode_version(decoder: &D, version: u32, body: &[u8]) -> Result<Self, NotDecoded<D::Error>>;
}

/// Why a body of some version was not decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotDecoded<Error> {
    /// The version is higher than the event's own.
    Newer {
        /// The event's own version.
        known: u32,
    },
    /// The version is lower, and no upcast begins at it.
    Unknown {
        /// The version nearest to it of those that are known, along `upcast_from`.
        nearest: u32,
    },
    /// The decoder could not read the body as this version.
    Body {
        /// The version as which it was read.
        version: u32,
        /// Why it could not.
        error: Error,
    },
}

/// Decodes an event that is made from no older version.
///
/// # Errors
///
/// If the version is another, or the body is not what it says.
pub fn decode<E, D>(decoder: &D, version: u32, body: &[u8]) -> Result<E, NotDecoded<D::Error>>
where
    E: DomainEvent,
    D: Decode<E>,
{
    if version > E::VERSION {
        return Err(NotDecoded::Newer { known: E::VERSION });
    }
    if version < E::VERSION {
        return Err(NotDecoded::Unknown { nearest: E::VERSION });
    }
    decoder.decode(body).map_err(|error| NotDecoded::Body { version, error })
}

/// Decodes an event that is made from an older version, or that version, and converts it.
///
/// # Errors
///
/// If the version is neither its own nor one that it is made from, or the body is not what its version says.
pub fn decode_or_upcast<E, Old, D>(decoder: &D, version: u32, body: &[u8]) -> Result<E, NotDecoded<D::Error>>
where
    E: DomainEvent + UpcastFrom<Old>,
    Old: DecodeVersion<D>,
    D: Decode<E>,
{
    if version >= E::VERSION {
        return decode(decoder, version, body);
    }
    match Old::decode_version(decoder, version, body) {
        Ok(old) => Ok(E::upcast_from(old)),
        // It lies between the two.
        Err(NotDecoded::Newer { .. }) => Err(NotDecoded::Unknown { nearest: E::VERSION }),
        Err(error) => Err(error),
    }
}
