//! What turns events into bytes and back.

mod error;
mod json;
#[cfg(feature = "messagepack")]
mod messagepack;
mod versions;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use self::error::CodecError;
pub use self::json::Json;
#[cfg(feature = "messagepack")]
pub use self::messagepack::MessagePack;
pub use self::versions::Decodable;

/// A format for the bodies of messages: [`Json`], or one of your own.
///
/// ```
/// use events_worker::{Codec, Json};
///
/// let body = Json.encode(&["o-1", "o-2"])?;
/// assert_eq!(body, br#"["o-1","o-2"]"#);
/// assert_eq!(Json.decode::<Vec<String>>(&body)?, ["o-1", "o-2"]);
/// # Ok::<(), events_worker::codec::CodecError>(())
/// ```
///
/// # By hand
///
/// For another format, or one that encrypts or compresses: the codec may have fields. Give [`CONTENT_TYPE`](Self::CONTENT_TYPE) a
/// media type that says all that a reader has to know.
///
/// # Contract
///
/// What `encode` has written, `decode` reads as an equal event, in another process and years later. `decode` is given whatever
/// bytes a broker holds: it answers any with an error, never with a panic, and takes no memory out of proportion to them. It
/// refuses bytes that go on behind the event.
///
/// # Errors
///
/// A [`CodecError`], which says where in the body the mistake is. The message around it adds the event, its version and its id.
///
/// # Bounds
///
/// `Send + Sync + 'static`, because one codec serves all tasks of a worker.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a codec",
    label = "not a codec",
    note = "use `events_worker::Json`, or implement `Codec` for `{Self}`"
)]
pub trait Codec: Send + Sync + 'static {
    /// The media type of what this writes: the `datacontenttype` of the messages.
    const CONTENT_TYPE: &'static str;

    /// The event as bytes.
    ///
    /// # Errors
    ///
    /// If the format cannot say what the event holds, as JSON a map whose keys are no texts.
    fn encode<E: Serialize>(&self, event: &E) -> Result<Vec<u8>, CodecError>;

    /// The event that the bytes are.
    ///
    /// # Errors
    ///
    /// If they are not one event of this type.
    fn decode<E: DeserializeOwned>(&self, body: &[u8]) -> Result<E, CodecError>;

    /// Whether this reads bodies of a media type, which may have parameters: those of the type that it writes.
    fn reads(&self, content_type: &str) -> bool {
        media_type(content_type).eq_ignore_ascii_case(media_type(Self::CONTENT_TYPE))
    }
}

/// A media type without its parameters: `application/json` of `application/json; charset=utf-8`.
pub(crate) fn media_type(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// Whether a media type says JSON: `*/json` or `*/*+json`, as CloudEvents has it.
pub(crate) fn is_json(content_type: &str) -> bool {
    let Some((_, subtype)) = media_type(content_type).split_once('/') else { return false };
    let subtype = subtype.to_ascii_lowercase();
    subtype == "json" || subtype.ends_with("+json")
}
