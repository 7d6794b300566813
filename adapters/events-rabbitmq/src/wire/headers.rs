//! Headers as a table, and back.

use std::collections::BTreeMap;

use events_worker::message::Headers;
use events_worker::transport::Problem;
use jiff::Timestamp;
use lapin::types::{AMQPValue, FieldArray, FieldTable, ShortString};

use super::names::{ESCAPE, ORDER, escaped, is_hidden};
use crate::failure::Failure;

/// A table has a name once, and no order: several values of a name are an array, and the order stands in a header of its own.
pub(super) fn write(headers: &Headers) -> Result<FieldTable, Failure> {
    let mut table = BTreeMap::<ShortString, AMQPValue>::new();
    let mut names = Vec::with_capacity(headers.len());
    for (name, value) in headers {
        let name = escaped(name).unwrap_or_else(|| name.clone());
        let name = ShortString::try_new(name).map_err(|error| {
            Failure::new(Problem::Refused, format!("the name of a header is too long: {error}"))
                .remedy("give the header a name of up to 255 bytes")
        })?;
        let value = AMQPValue::LongString(value.as_str().into());
        names.push(name.clone());
        match table.get_mut(&name) {
            None => drop(table.insert(name, value)),
            Some(AMQPValue::FieldArray(values)) => values.push(value),
            Some(first) => {
                let values = vec![std::mem::replace(first, AMQPValue::Void), value];
                *first = AMQPValue::FieldArray(FieldArray::from(values));
            }
        }
    }
    let is_attribute = |name: &ShortString| name.as_str().starts_with("cloudEvents"); // found by name, wherever it stands
    names.retain(|name| !is_attribute(name));
    if !names.is_sorted() {
        let order = names.into_iter().map(|name| AMQPValue::LongString(String::from(name).into()));
        table.insert(ORDER.into(), AMQPValue::FieldArray(FieldArray::from(order.collect::<Vec<_>>())));
    }
    Ok(FieldTable::from(table))
}

/// What is text, or has a text, in the order in which it was sent.
pub(super) fn read(table: &FieldTable) -> Headers {
    let table = table.inner();
    let mut headers = Headers::with_capacity(table.len());
    for (name, value) in table {
        let name = name.as_str();
        if is_hidden(name) {
            continue;
        }
        match value {
            AMQPValue::FieldArray(values) => {
                headers
                    .extend(values.as_slice().iter().filter_map(text).map(|value| (name.to_owned(), value)));
            }
            value => headers.extend(text(value).map(|value| (name.to_owned(), value))),
        }
    }
    if let Some(AMQPValue::FieldArray(order)) = table.get(ORDER) {
        headers = in_order(headers, order);
    }
    for (name, _) in &mut headers {
        if let Some(original) = name.strip_prefix(ESCAPE) {
            *name = original.to_owned();
        }
    }
    headers
}

/// Each name in its turn, then what the order does not know.
fn in_order(headers: Headers, order: &FieldArray) -> Headers {
    let mut places = BTreeMap::<&[u8], Vec<usize>>::new();
    for (place, name) in order.as_slice().iter().enumerate() {
        if let AMQPValue::LongString(name) = name {
            places.entry(name.as_bytes()).or_default().push(place);
        }
    }
    for places in places.values_mut() {
        places.reverse();
    }
    let with_place = |header: (String, String)| {
        let place = places.get_mut(header.0.as_bytes()).and_then(Vec::pop);
        (place.unwrap_or(usize::MAX), header)
    };
    let mut sorted = headers.into_iter().map(with_place).collect::<Vec<_>>();
    sorted.sort_by_key(|(place, _)| *place);
    sorted.into_iter().map(|(_, header)| header).collect()
}

/// What has no text is in what is sent again and set aside, and is not shown.
fn text(value: &AMQPValue) -> Option<String> {
    let text = match value {
        AMQPValue::Boolean(value) => value.to_string(),
        AMQPValue::ShortShortInt(number) => number.to_string(),
        AMQPValue::ShortShortUInt(number) => number.to_string(),
        AMQPValue::ShortInt(number) => number.to_string(),
        AMQPValue::ShortUInt(number) => number.to_string(),
        AMQPValue::LongInt(number) => number.to_string(),
        AMQPValue::LongUInt(number) => number.to_string(),
        AMQPValue::LongLongInt(number) => number.to_string(),
        AMQPValue::Float(number) => number.to_string(),
        AMQPValue::Double(number) => number.to_string(),
        AMQPValue::ShortString(text) => text.to_string(),
        AMQPValue::LongString(text) => std::str::from_utf8(text.as_bytes()).ok()?.to_owned(),
        AMQPValue::ByteArray(bytes) => std::str::from_utf8(bytes.as_slice()).ok()?.to_owned(),
        AMQPValue::Timestamp(seconds) => {
            Timestamp::from_second(i64::try_from(*seconds).ok()?).ok()?.to_string()
        }
        AMQPValue::DecimalValue(_)
        | AMQPValue::FieldArray(_)
        | AMQPValue::FieldTable(_)
        | AMQPValue::Void => {
            return None;
        }
    };
    Some(text)
}
