//! Envelopes in and out of JSON (feature `serde`).
#![cfg(feature = "serde")]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain_events::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, DomainEvent)]
struct OrderPlaced {
    order_id: String,
}

fn placed() -> OrderPlaced {
    OrderPlaced { order_id: "o-1".to_owned() }
}

#[test]
fn an_envelope_survives_the_way_through_json() {
    let cause = placed().occurred();
    let caused = cause.caused(placed());

    for envelope in [cause, caused] {
        let json = serde_json::to_string(&envelope).unwrap();
        assert_eq!(serde_json::from_str::<Envelope<OrderPlaced>>(&json).unwrap(), envelope);
    }
}

#[test]
fn times_are_written_in_utc_to_the_nanosecond_also_before_1970() {
    let time =
        |time: SystemTime| serde_json::to_value(placed().occurred_at(time)).unwrap()["occurred_at"].clone();

    assert_eq!(time(UNIX_EPOCH + Duration::new(1, 5)), "1970-01-01T00:00:01.000000005Z");
    assert_eq!(time(UNIX_EPOCH - Duration::from_secs(14_182_940)), "1969-07-20T20:17:40Z");
}

#[test]
fn a_time_of_another_zone_is_the_same_moment() {
    let json = |time| {
        format!(
            r#"{{"id":"01890a5d-ac96-774b-bcce-b302099a8057","occurred_at":"{time}","event":{{"order_id":"o-1"}}}}"#
        )
    };

    let berlin = serde_json::from_str::<Envelope<OrderPlaced>>(&json("2026-07-01T12:00:00+02:00")).unwrap();
    let utc = serde_json::from_str::<Envelope<OrderPlaced>>(&json("2026-07-01T10:00:00Z")).unwrap();

    assert_eq!(berlin, utc);
    assert_eq!(utc.correlation_id(), utc.id());
}

#[test]
fn a_time_that_rfc_3339_cannot_say_is_an_error() {
    let far = UNIX_EPOCH + Duration::from_hours(400_000 * 365 * 24);

    let year_minus_1 = UNIX_EPOCH - Duration::from_secs(62_167_219_201);

    assert!(serde_json::to_string(&placed().occurred_at(far)).is_err());
    assert!(serde_json::to_string(&placed().occurred_at(year_minus_1)).is_err());
}
