//! Dead letters that the broker has set aside by itself, and why.

use std::time::{Duration, SystemTime};

use events_worker::message::Headers;
use events_worker::transport::{DeadLetter, DeadLetterReason};
use lapin::BasicProperties;
use lapin::types::{AMQPValue, FieldTable};

use crate::topology::partitioned;
use crate::wire;

/// Says why a message is among the dead letters of a group, if it does not say it itself.
pub(crate) fn explain(headers: &mut Headers, properties: &BasicProperties, group: &str, delivery_limit: u32) {
    if DeadLetter::from_headers(headers).is_none()
        && let Some(death) = death(properties, group)
    {
        why(death, wire::retries(properties), group, delivery_limit).write(headers);
    }
}

fn why(death: &FieldTable, retries: u32, group: &str, delivery_limit: u32) -> DeadLetter {
    let (error, attempts) = match text(death, "reason").unwrap_or("for no reason") {
        "delivery_limit" => {
            let times = delivery_limit.saturating_add(1);
            let error = format!(
                "the broker has set it aside: it was given to workers {times} times and was settled none of them: it may have crashed them"
            );
            (error, retries.saturating_add(times))
        }
        reason => (format!("the broker has set it aside: {reason}"), retries),
    };
    let dead = DeadLetter::new(group, DeadLetterReason::AttemptsExhausted, error, attempts);
    match death.inner().get("time") {
        Some(AMQPValue::Timestamp(seconds)) => {
            let time = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(*seconds));
            time.map_or(dead.clone(), |time| dead.at(time))
        }
        _ => dead,
    }
}

/// What the broker has noted when it took the message from a queue of the group: the last time, which it notes first, if there were
/// several.
fn death<'p>(properties: &'p BasicProperties, group: &str) -> Option<&'p FieldTable> {
    let AMQPValue::FieldArray(deaths) = properties.headers().as_ref()?.inner().get("x-death")? else {
        return None;
    };
    let mut tables = deaths.as_slice().iter().filter_map(AMQPValue::as_field_table);
    let is_of_group = |queue: &str| queue == group || partitioned::is_partition_of(queue, group);
    tables.find(|death| text(death, "queue").is_some_and(is_of_group))
}

fn text<'t>(table: &'t FieldTable, name: &str) -> Option<&'t str> {
    match table.inner().get(name)? {
        AMQPValue::LongString(text) => std::str::from_utf8(text.as_bytes()).ok(),
        AMQPValue::ShortString(text) => Some(text.as_str()),
        _ => None,
    }
}
