//! The serialised form of an envelope: a map with the time as RFC 3339, in UTC, as in CloudEvents.

use std::time::SystemTime;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use uuid::Uuid;

use super::{Envelope, EnvelopeParts};

/// The moment at which the year 0 begins: RFC 3339 has no sign for years before it.
const YEAR_0: i64 = -62_167_219_200;

#[derive(Serialize)]
struct Written<'a, E> {
    id: Uuid,
    #[serde(serialize_with = "write_time")]
    occurred_at: SystemTime,
    correlation_id: Option<Uuid>,
    causation_id: Option<Uuid>,
    event: &'a E,
}

#[derive(Deserialize)]
struct Read<E> {
    id: Uuid,
    #[serde(deserialize_with = "read_time")]
    occurred_at: SystemTime,
    #[serde(default)]
    correlation_id: Option<Uuid>,
    #[serde(default)]
    causation_id: Option<Uuid>,
    event: E,
}

impl<E: Serialize> Serialize for Envelope<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { id, occurred_at, correlation_id, causation_id, ref event } = *self;
        Written { id, occurred_at, correlation_id: Some(correlation_id), causation_id, event }
            .serialize(serializer)
    }
}

impl<'de, E: Deserialize<'de>> Deserialize<'de> for Envelope<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Read { id, occurred_at, correlation_id, causation_id, event } = Read::deserialize(deserializer)?;
        let parts = EnvelopeParts { id, occurred_at, correlation_id, causation_id, event };
        Ok(Self::from_parts(parts))
    }
}

fn write_time<S: Serializer>(time: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
    match Timestamp::try_from(*time) {
        Ok(time) if time.as_second() >= YEAR_0 => serializer.collect_str(&time),
        _ => Err(ser::Error::custom(format_args!(
            "RFC 3339 has no text for {time:?}, only for the years 0 to 9999"
        ))),
    }
}

fn read_time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SystemTime, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse::<Timestamp>().map(SystemTime::from).map_err(de::Error::custom)
}
