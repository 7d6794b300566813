//! JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Codec, CodecError, is_json};

/// Bodies in JSON, the default: `application/json`. Reads each media type that says JSON, also `application/…+json`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Json;

impl Codec for Json {
    const CONTENT_TYPE: &'static str = "application/json";

    fn encode<E: Serialize>(&self, event: &E) -> Result<Vec<u8>, CodecError> {
        serde_json::to_vec(event).map_err(CodecError::new)
    }

    fn decode<E: DeserializeOwned>(&self, body: &[u8]) -> Result<E, CodecError> {
        serde_json::from_slice(body)
            .map_err(|error| located::<E>(body).unwrap_or_else(|| CodecError::new(error)))
    }

    fn reads(&self, content_type: &str) -> bool {
        is_json(content_type)
    }
}

/// The mistake with its place, which would cost something while all goes well. None if it is behind the event.
fn located<E: DeserializeOwned>(body: &[u8]) -> Option<CodecError> {
    let mut json = serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize::<_, E>(&mut json).err().map(CodecError::located)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(body: &str) -> String {
        Json.decode::<Vec<(u8, String)>>(body.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn an_error_says_where_in_the_body_it_is() {
        assert_eq!(
            error(r#"[[1,"a"],[2,3]]"#),
            "at `[1][1]`: invalid type: integer `3`, expected a string at line 1 column 13"
        );
        assert_eq!(error("{"), "invalid type: map, expected a sequence at line 1 column 0");
        assert_eq!(error("[] []"), "trailing characters at line 1 column 4");
        assert_eq!(error(""), "EOF while parsing a value at line 1 column 0");
    }

    #[test]
    fn each_media_type_that_says_json_is_read() {
        for json in
            ["application/json", "Application/JSON; charset=utf-8", "text/json", "application/vnd.shop+json"]
        {
            assert!(Json.reads(json), "{json}");
        }
        for other in ["application/xml", "json", "application/jsonl", ""] {
            assert!(!Json.reads(other), "{other}");
        }
    }
}
