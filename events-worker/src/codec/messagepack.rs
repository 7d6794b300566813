//! MessagePack.

use rmp_serde::Deserializer;
use rmp_serde::decode::ReadReader;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Codec, CodecError};

/// Bodies in MessagePack: `application/vnd.msgpack`. Smaller than JSON.
///
/// Structs are maps with the names of their fields, so that a field may be added or moved as in JSON. Reads
/// `application/msgpack` and `application/x-msgpack` too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MessagePack;

/// How deep values may nest, the same as in JSON.
const DEPTH: usize = 128;

impl Codec for MessagePack {
    const CONTENT_TYPE: &'static str = "application/vnd.msgpack";

    fn encode<E: Serialize>(&self, event: &E) -> Result<Vec<u8>, CodecError> {
        rmp_serde::to_vec_named(event).map_err(CodecError::new)
    }

    fn decode<E: DeserializeOwned>(&self, body: &[u8]) -> Result<E, CodecError> {
        let mut reader = reader(body);
        let event = E::deserialize(&mut reader).map_err(|_| located::<E>(body))?;
        match reader.get_ref().len() {
            0 => Ok(event),
            left => {
                Err(CodecError::new(format!("{left} bytes follow the event, at byte {}", body.len() - left)))
            }
        }
    }

    fn reads(&self, content_type: &str) -> bool {
        let types = [Self::CONTENT_TYPE, "application/msgpack", "application/x-msgpack"];
        types.iter().any(|known| super::media_type(content_type).eq_ignore_ascii_case(known))
    }
}

fn reader(body: &[u8]) -> Deserializer<ReadReader<&[u8]>> {
    let mut reader = Deserializer::new(body);
    reader.set_max_depth(DEPTH);
    reader
}

/// The mistake with its place, which would cost something while all goes well.
fn located<E: DeserializeOwned>(body: &[u8]) -> CodecError {
    let mut reader = reader(body);
    let Err(error) = serde_path_to_error::deserialize::<_, E>(&mut reader) else {
        return CodecError::new("it is read differently each time");
    };
    let at = body.len() - reader.get_ref().len();
    let path = error.path().to_string();
    let located = CodecError::new(format!("{} at byte {at}", error.into_inner()));
    if path == "." { located } else { located.at(path) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_where_in_the_body_it_is() {
        let body = MessagePack.encode(&[(1, "a"), (2, "b")]).unwrap();

        let wrong = MessagePack.decode::<Vec<(u8, u8)>>(&body).unwrap_err();
        let short = MessagePack.decode::<Vec<(u8, String)>>(&body[..body.len() - 1]).unwrap_err();
        let long = MessagePack.decode::<Vec<(u8, String)>>(&[&body[..], &[0xc0]].concat()).unwrap_err();

        assert_eq!(wrong.to_string(), "at `[0][1]`: wrong msgpack marker FixStr(1) at byte 4");
        assert_eq!(
            short.to_string(),
            "at `[1][1]`: IO error while reading data: unexpected end of file at byte 8"
        );
        assert_eq!(long.to_string(), "1 bytes follow the event, at byte 9");
    }

    #[test]
    fn depth_and_stated_lengths_are_bounded() {
        #[derive(Debug, serde::Deserialize)]
        struct Nested(#[allow(dead_code)] Vec<Nested>); // it is only read
        assert!(MessagePack.decode::<Nested>(&vec![0x91; 100_000]).is_err());

        let four_gigabytes = [0xdb, 0xff, 0xff, 0xff, 0xff, b'a'];
        assert!(MessagePack.decode::<String>(&four_gigabytes).is_err());
        assert!(MessagePack.decode::<Vec<u64>>(&[0xdd, 0xff, 0xff, 0xff, 0xff, 1]).is_err());
    }
}
