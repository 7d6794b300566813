//! Messages that are nearly right: a small corpus, and what can happen to it.

use events_worker::message::{Binding, Headers};
use fastrand::Rng;

pub(crate) const BINDINGS: [Binding; 4] = [Binding::Amqp, Binding::Http, Binding::Kafka, Binding::Nats];

const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("specversion", &["1.0", "1.0", "1.0", "0.3", ""]),
    (
        "id",
        &[
            "01890a5d-ac96-774b-bcce-b302099a8057",
            "{01890a5dac96774bbcceb302099a8057}",
            "ffffffff-ffff-7fff-bfff-ffffffffffff",
            "A234-1234-1234",
        ],
    ),
    ("source", &["/shop", "https://example.com/a?b#c", "mein Laden", ""]),
    ("type", &["order.placed", "order.placed", "order.placed", "com.example.someevent", ""]),
    (
        "time",
        &[
            "2018-04-05T17:31:00Z",
            "1969-07-20T20:17:40.000000001-04:00",
            "9999-12-31T23:59:60Z",
            "0000-01-01T00:00:00Z",
            "-009999-01-02T00:00:00Z",
        ],
    ),
    ("subject", &["o-1", "", "Bestellung № 7", "\u{0}\u{7f}\u{ffff}😀"]),
    ("dataschema", &["https://example.com/schema"]),
    ("dataversion", &["1", "2", "3", "4294967295", "4294967296", "0", "-1"]),
    ("correlationid", &["01890a5d-ac96-774b-bcce-b302099a8058", "txn-abc-123"]),
    ("causationid", &["01890a5d-ac96-774b-bcce-b302099a8059"]),
    ("traceparent", &["00-0af7651916cd43dd8448eb211c80319c-b9c7c989f97918e1-01"]),
    ("tracestate", &["rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"]),
    ("comexampleextension1", &["value", "5", "true", "%E2%82%AC", "\"a\\\"b\"", "%C0%A0", "%"]),
    (
        "datacontenttype",
        &[
            "application/json",
            "application/vnd.msgpack",
            "text/plain; charset=utf-8",
            "application/vnd.shop+json",
            "json",
        ],
    ),
];

const BODIES: &[&[u8]] = &[
    br#"{"order_id":"o-1","lines":[{"price":1250,"note":null}]}"#,
    br#"{"order_id":"o-1","lines":[]}"#,
    br#" {"order_id" : "\ud83d\ude00", "lines": [[1, "note"]]} "#,
    br#""I'm just a string""#,
    b"null",
    b"1.50e400",
    b"",
    b"\x82\xa8order_id\xa3o-1\xa5lines\x91\x82\xa5price\x05\xa4note\xc0",
    b"\xdd\xff\xff\xff\xff\x91\x91\x91",
    b"\xff\xfe\x00",
];

const BESIDE: &[(&str, &str)] = &[
    ("x-retries", "3"),
    ("grüße", "schöne 😀"),
    ("ce_", ""),
    ("ce-", "x"),
    ("cloudEvents", ""),
    ("ce_data", "x"),
    ("ce-my_name", "x"),
    ("Content-Type", "application/cloudevents+json"),
    ("content-type", "application/cloudevents-batch+json"),
    ("", ""),
];

/// What is put into texts.
const SPLINTERS: &[&str] = &[
    "\"",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "null",
    "1e999",
    "\\u0000",
    "\\ud800",
    "%",
    "%00",
    "\u{0}",
    "\n",
    "é",
    "😀",
    "data",
    "\"data\":",
    "\"data_base64\":\"AA==\",",
    "\"id\":\"",
    "-",
    "99999999999999999999",
    "true",
    " ",
];

/// Headers and body in binary mode.
pub(crate) fn binary(rng: &mut Rng, binding: Binding) -> (Headers, Vec<u8>) {
    let (prefix, content_type) = match binding {
        Binding::Amqp => (*pick(rng, &["cloudEvents_", "cloudEvents:"]), "content-type"),
        Binding::Kafka => ("ce_", "content-type"),
        Binding::Http => ("ce-", "Content-Type"),
        _ => ("Ce-", "ce-datacontenttype"),
    };
    let mut headers = Headers::new();
    for (name, value) in attributes(rng) {
        let name = if name == "datacontenttype" { content_type.to_owned() } else { [prefix, name].concat() };
        headers.push((name, value));
    }
    for _ in 0..rng.usize(..3) {
        let (name, value) = *pick(rng, BESIDE);
        let at = rng.usize(..=headers.len());
        headers.insert(at, (name.to_owned(), value.to_owned()));
    }
    for _ in 0..mutations(rng) {
        match rng.usize(..5) {
            0 if !headers.is_empty() => drop(headers.swap_remove(rng.usize(..headers.len()))),
            1 if !headers.is_empty() => headers.push(pick(rng, &headers).clone()),
            2 => rng.shuffle(&mut headers),
            _ if !headers.is_empty() => {
                let at = rng.usize(..headers.len());
                let (name, value) = &mut headers[at];
                let text = if rng.u8(..4) == 0 { name } else { value };
                mutate_text(rng, text);
            }
            _ => {}
        }
    }
    let mut body = pick(rng, BODIES).to_vec();
    (0..mutations(rng)).for_each(|_| mutate_bytes(rng, &mut body));
    (headers, body)
}

/// A structured message.
pub(crate) fn structured(rng: &mut Rng) -> Vec<u8> {
    let mut members = Vec::new();
    for (name, value) in attributes(rng) {
        let is_bare = matches!(value.as_str(), "5" | "true") || (name == "dataversion" && rng.bool());
        let value = if is_bare { value } else { serde_json::to_string(&value).expect("a text") };
        members.push(format!("{}:{value}", serde_json::to_string(name).expect("a text")));
    }
    match rng.usize(..5) {
        0 => {}
        1 => members.push(r#""data_base64":"gqhvcmRlcl9pZKNvLTGlbGluZXOQ""#.to_owned()),
        2 => members.push(r#""data": "<much wow=\"xml\"/>""#.to_owned()),
        _ => members.push(format!(r#""data" : {}"#, String::from_utf8_lossy(BODIES[rng.usize(..6)]))),
    }
    rng.shuffle(&mut members);
    let mut message = format!("{{{}}}", members.join(", ")).into_bytes();
    (0..mutations(rng)).for_each(|_| mutate_bytes(rng, &mut message));
    message
}

/// Most attributes, most of them right.
fn attributes(rng: &mut Rng) -> Vec<(&'static str, String)> {
    let is_strange = rng.u8(..3) == 0;
    let mut attributes = Vec::new();
    for (i, (name, values)) in ATTRIBUTES.iter().enumerate() {
        if rng.u8(..if i < 4 { 60 } else { 2 }) != 0 || (i >= 4 && rng.bool()) {
            let value = if is_strange { pick(rng, values) } else { &values[0] };
            attributes.push((*name, (*value).to_owned()));
        }
    }
    attributes
}

fn mutations(rng: &mut Rng) -> u8 {
    rng.u8(..6).saturating_sub(3)
}

fn mutate_text(rng: &mut Rng, text: &mut String) {
    let places = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect::<Vec<_>>();
    let at = *pick(rng, &places);
    match rng.u8(..4) {
        0 => text.truncate(at),
        1 if at < text.len() => drop(text.remove(at)),
        2 => text.insert(at, rng.char(..)),
        _ => text.insert_str(at, SPLINTERS[rng.usize(..SPLINTERS.len())]),
    }
}

fn mutate_bytes(rng: &mut Rng, bytes: &mut Vec<u8>) {
    let at = rng.usize(..=bytes.len());
    match rng.u8(..6) {
        0 => bytes.truncate(at),
        1 if at < bytes.len() => drop(bytes.remove(at)),
        2 if at < bytes.len() => bytes[at] ^= 1 << rng.u8(..8),
        3 => bytes.insert(at, rng.u8(..)),
        4 => {
            let part = bytes[at..].iter().copied().take(rng.usize(..40)).collect::<Vec<_>>();
            bytes.splice(at..at, part).for_each(drop);
        }
        _ => bytes.splice(at..at, pick(rng, SPLINTERS).bytes()).for_each(drop),
    }
}

fn pick<'a, T>(rng: &mut Rng, of: &'a [T]) -> &'a T {
    &of[rng.usize(..of.len())]
}
