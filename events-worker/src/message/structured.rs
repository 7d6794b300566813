//! Structured mode: attributes and event in one JSON object, `application/cloudevents+json`.

use std::borrow::Cow;
use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use super::attribute::{self, AttributeValue, DATA_CONTENT_TYPE, DATA_VERSION};
use super::draft::Draft;
use super::{Headers, Message, MessageError};
use crate::codec::is_json;

const DATA: &str = "data";
const DATA_BASE64: &str = "data_base64";

impl Message {
    /// The message as one JSON object, to be sent as [`STRUCTURED`](Self::STRUCTURED).
    ///
    /// The body is the value of `data` if its content type says JSON and it is JSON without blanks around it, else base64 in
    /// `data_base64`; an empty body is left out. [`headers`](Self::headers) have no place in it: they travel beside.
    ///
    /// # Panics
    ///
    /// Never: texts and numbers can always be written.
    #[must_use]
    pub fn to_structured(&self) -> Vec<u8> {
        serde_json::to_vec(&Written(self)).expect("texts and numbers can be written")
    }

    /// The content type of structured messages.
    pub const STRUCTURED: &'static str = "application/cloudevents+json; charset=utf-8";

    /// Reads a message that is one JSON object.
    ///
    /// A value of `data` is the body as it is written, to the byte; without a `datacontenttype` it is JSON. If the content type
    /// says something else, `data` is a text and the body that text. Members that are `null` are not there.
    ///
    /// # Errors
    ///
    /// If it is no JSON object, if an attribute is missing that CloudEvents requires or one has a value that it cannot have.
    pub fn from_structured(message: &[u8]) -> Result<Self, MessageError> {
        let Members(members) =
            serde_json::from_slice(message).map_err(|error| MessageError::Structured { error })?;
        let mut draft = Draft::default();
        let mut data = None;
        let mut base64 = None;
        for (name, value) in members {
            let is_data = match &*name {
                DATA => Some(&mut data),
                DATA_BASE64 if value.get() == "null" => None,
                DATA_BASE64 => Some(&mut base64),
                _ => {
                    add(&mut draft, name, value)?;
                    continue;
                }
            };
            if let Some(twice) = is_data.and_then(|place| place.replace(value)) {
                return Err(draft.invalid(&name, twice.get(), "there once"));
            }
        }
        let body = body(&mut draft, data, base64)?;
        draft.finish(Headers::new(), body)
    }
}

fn add<'a>(draft: &mut Draft<'a>, name: Cow<'a, str>, value: &RawValue) -> Result<(), MessageError> {
    if !attribute::is_name(&name) {
        return Err(MessageError::AttributeName { message: draft.reference(), name: name.into_owned() });
    }
    let json = value.get();
    let value = match json.as_bytes().first() {
        Some(b'n') => return Ok(()),
        Some(b't') => Some(AttributeValue::Boolean(true)),
        Some(b'f') => Some(AttributeValue::Boolean(false)),
        Some(b'"') => serde_json::from_str(json).ok().map(AttributeValue::Text),
        _ => json.parse().ok().map(AttributeValue::Integer),
    };
    match value {
        Some(value) => draft.add(name, value),
        None => Err(draft.invalid(&name, json, "a text, a whole number, true or false")),
    }
}

fn body(
    draft: &mut Draft<'_>,
    data: Option<&RawValue>,
    base64: Option<&RawValue>,
) -> Result<Bytes, MessageError> {
    match (data, base64) {
        (None, None) => Ok(Bytes::new()),
        (Some(data), None) => {
            let content_type = draft.content_type();
            let json = content_type.is_none_or(is_json);
            if content_type.is_none() {
                draft.add(DATA_CONTENT_TYPE.into(), "application/json".into())?;
            }
            if json {
                return Ok(Bytes::copy_from_slice(data.get().as_bytes()));
            }
            let text = serde_json::from_str::<String>(data.get());
            let no_text =
                |_| draft.invalid(DATA, data.get(), "a text, as `datacontenttype` does not say JSON");
            text.map(Bytes::from).map_err(no_text)
        }
        (None, Some(base64)) => {
            let text = serde_json::from_str::<Cow<'_, str>>(base64.get()).ok();
            let bytes = text.and_then(|text| BASE64_STANDARD.decode(text.as_bytes()).ok());
            bytes.map(Bytes::from).ok_or_else(|| draft.invalid(DATA_BASE64, base64.get(), "bytes as base64"))
        }
        (Some(data), Some(_)) => {
            Err(draft.invalid(DATA, data.get(), "absent, as there is `data_base64` too"))
        }
    }
}

/// The members in order, each with its value as it is written. A map would forget the first of two with one name.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> serde::Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a CloudEvent")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(Name(name)) = map.next_key()? {
                    members.push((name, map.next_value()?));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// A name, borrowed unless it has escapes.
#[derive(serde::Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

struct Written<'a>(&'a Message);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(message) = *self;
        let mut members = serializer.serialize_map(None)?;
        let mut result = Ok(());
        message.attributes.each(|name, value| {
            if result.is_ok() {
                result = match message.extension(name) {
                    Some(AttributeValue::Integer(number)) => members.serialize_entry(name, number),
                    Some(AttributeValue::Boolean(value)) => members.serialize_entry(name, value),
                    _ if name == DATA_VERSION => members.serialize_entry(name, &message.version()),
                    _ => members.serialize_entry(name, value),
                };
            }
        });
        result?;
        let body = &message.body;
        match inline(message) {
            _ if body.is_empty() => {}
            Some(json) => members.serialize_entry(DATA, json)?,
            None => members.serialize_entry(DATA_BASE64, &BASE64_STANDARD.encode(body))?,
        }
        members.end()
    }
}

/// The body as a JSON value that is read back to the byte.
fn inline(message: &Message) -> Option<&RawValue> {
    message.content_type().filter(|content_type| is_json(content_type))?;
    let json = serde_json::from_slice::<&RawValue>(&message.body).ok()?;
    (json.get().len() == message.body.len()).then_some(json)
}
