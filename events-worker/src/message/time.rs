//! Times that RFC 3339 can write and a `SystemTime` can hold.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

/// The moment at which the year 0 begins: RFC 3339 has no sign for years before it.
const YEAR_0: i64 = -62_167_219_200;

/// A time that has a text and is a `SystemTime`, on this platform too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Time(Timestamp, SystemTime);

impl Time {
    pub(super) fn new(time: SystemTime) -> Option<Self> {
        let written = Timestamp::try_from(time).ok()?;
        (written.as_second() >= YEAR_0).then_some(Self(written, time))
    }

    /// Any text of RFC 3339, in any zone, to the nanosecond.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let written = text.parse::<Timestamp>().ok()?;
        let since_epoch = written.as_duration();
        let distance = since_epoch.unsigned_abs();
        let time = if since_epoch.is_negative() {
            UNIX_EPOCH.checked_sub(distance)
        } else {
            UNIX_EPOCH.checked_add(distance)
        };
        (written.as_second() >= YEAR_0).then_some(Self(written, time?))
    }

    pub(super) fn get(self) -> SystemTime {
        self.1
    }
}

impl fmt::Display for Time {
    /// In UTC.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_time_before_1970_keeps_its_nanoseconds() {
        let before = UNIX_EPOCH - Duration::new(14_182_940, 1);

        let text = Time::new(before).unwrap().to_string();

        assert_eq!(text, "1969-07-20T20:17:39.999999999Z");
        assert_eq!(Time::parse(&text).unwrap().get(), before);
    }

    #[test]
    fn a_time_of_another_zone_is_the_same_moment() {
        assert_eq!(Time::parse("2026-07-01T12:00:00+02:00"), Time::parse("2026-07-01T10:00:00Z"));
    }

    #[test]
    fn what_rfc_3339_cannot_say_is_no_time() {
        let before_the_year_0 = UNIX_EPOCH - Duration::from_secs(62_167_219_201);
        let after_the_year_9999 = UNIX_EPOCH + Duration::from_hours(8_030 * 366 * 24);

        assert_eq!(Time::new(before_the_year_0), None);
        assert_eq!(Time::new(after_the_year_9999), None);
        for text in
            ["", "yesterday", "2026-13-01T00:00:00Z", "2026-07-01T10:00:00", "-000001-01-01T00:00:00Z"]
        {
            assert_eq!(Time::parse(text), None, "{text}");
        }
    }
}
