//! Messages that are set aside, and why.

use std::fmt;
use std::time::SystemTime;

use jiff::Timestamp;

use crate::message::{Headers, Message};

const REASON: &str = "dead-letter-reason";
const ERROR: &str = "dead-letter-error";
const ATTEMPTS: &str = "dead-letter-attempts";
const TIME: &str = "dead-letter-time";
const GROUP: &str = "dead-letter-group";

/// Why a message was set aside: it travels in headers beside those that the message came with.
///
/// | header | what it is |
/// |---|---|
/// | `dead-letter-reason` | a [`DeadLetterReason`], as `attempts_exhausted` |
/// | `dead-letter-error` | what the last attempt failed with, up to 1,000 characters |
/// | `dead-letter-attempts` | how many attempts were begun |
/// | `dead-letter-time` | when it was set aside, as RFC 3339 writes it |
/// | `dead-letter-group` | the group in which it failed: the handler's name |
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    group: String,
    reason: DeadLetterReason,
    error: String,
    attempts: u32,
    time: SystemTime,
}

/// Why a message is not tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeadLetterReason {
    /// All attempts have failed.
    AttemptsExhausted,
    /// The handler said that another attempt is pointless.
    Permanent,
    /// It is no message, or its body is not what the event looks like.
    Undecodable,
    /// The handler does not handle an event of that name.
    UnknownEvent,
    /// It is of a newer version of the event than this program knows.
    NewerVersion,
    /// It is of an older version, from which no `upcast_from` leads to the event.
    UnknownVersion,
}

impl DeadLetterReason {
    const ALL: [Self; 6] = [
        Self::AttemptsExhausted,
        Self::Permanent,
        Self::Undecodable,
        Self::UnknownEvent,
        Self::NewerVersion,
        Self::UnknownVersion,
    ];

    /// The reason as it stands in the header, in snake case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AttemptsExhausted => "attempts_exhausted",
            Self::Permanent => "permanent",
            Self::Undecodable => "undecodable",
            Self::UnknownEvent => "unknown_event",
            Self::NewerVersion => "newer_version",
            Self::UnknownVersion => "unknown_version",
        }
    }
}

impl fmt::Display for DeadLetterReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl DeadLetter {
    /// Set aside now, by a group, after so many attempts.
    pub fn new(
        group: impl Into<String>,
        reason: DeadLetterReason,
        error: impl fmt::Display,
        attempts: u32,
    ) -> Self {
        Self { group: group.into(), reason, error: shortened(&error), attempts, time: SystemTime::now() }
    }

    /// The same, set aside at another time: by a broker, which tells of it later.
    #[must_use]
    pub fn at(self, time: SystemTime) -> Self {
        Self { time, ..self }
    }

    /// Why a message among dead letters is there. `None` of one that does not say it, or not in full.
    #[must_use]
    pub fn of(message: &Message) -> Option<Self> {
        Self::from_headers(message.headers())
    }

    /// [`of`](Self::of) what is not a message, too.
    #[must_use]
    pub fn from_headers(headers: &[(String, String)]) -> Option<Self> {
        let header = |name| headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let reason = header(REASON)?;
        Some(Self {
            group: header(GROUP)?.to_owned(),
            reason: DeadLetterReason::ALL.into_iter().find(|known| known.as_str() == reason)?,
            error: header(ERROR)?.to_owned(),
            attempts: header(ATTEMPTS)?.parse().ok()?,
            time: header(TIME)?.parse::<Timestamp>().ok()?.into(),
        })
    }

    /// The headers that say it, for the message that is set aside, beside those that it came with.
    #[must_use]
    pub fn headers(&self) -> [(&'static str, String); 5] {
        let time = Timestamp::try_from(self.time).unwrap_or(Timestamp::MAX);
        [
            (REASON, self.reason.to_string()),
            (ERROR, self.error.clone()),
            (ATTEMPTS, self.attempts.to_string()),
            (TIME, time.to_string()),
            (GROUP, self.group.clone()),
        ]
    }

    /// Puts them in the place of those of an earlier time.
    pub fn write(&self, headers: &mut Headers) {
        headers.retain(|(name, _)| !is_header(name));
        headers.extend(self.headers().map(|(name, value)| (name.to_owned(), value)));
    }

    /// The message as it was before it was set aside.
    #[must_use]
    pub fn without(message: Message) -> Message {
        [REASON, ERROR, ATTEMPTS, TIME, GROUP].into_iter().fold(message, Message::without_header)
    }

    /// The group in which it failed.
    #[must_use]
    pub fn group(&self) -> &str {
        &self.group
    }

    /// Why it is not tried again.
    #[must_use]
    pub fn reason(&self) -> DeadLetterReason {
        self.reason
    }

    /// What the last attempt failed with.
    #[must_use]
    pub fn error(&self) -> &str {
        &self.error
    }

    /// How many attempts were begun.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// When it was set aside.
    #[must_use]
    pub fn time(&self) -> SystemTime {
        self.time
    }
}

fn is_header(name: &str) -> bool {
    [REASON, ERROR, ATTEMPTS, TIME, GROUP].contains(&name)
}

/// Headers have limits: 1,000 characters, on one line.
fn shortened(error: &impl fmt::Display) -> String {
    const LENGTH: usize = 1_000;
    let text = error.to_string();
    let line = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut shown = line.take(LENGTH).collect::<String>();
    if text.chars().nth(LENGTH).is_some() {
        shown.pop();
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_headers_say_is_read_back() {
        let why = DeadLetter::new("sales", DeadLetterReason::Permanent, "line 1\r\nline 2 — ü", 3);
        let mut headers = vec![("tenant".to_owned(), "7".to_owned())];

        why.write(&mut headers);
        why.write(&mut headers);

        let read = DeadLetter::from_headers(&headers).expect("it is all there");
        assert_eq!(headers.len(), 6);
        assert_eq!(read.error(), "line 1  line 2 — ü");
        assert_eq!(
            (read.group(), read.reason(), read.attempts()),
            (why.group(), why.reason(), why.attempts())
        );
    }

    #[test]
    fn each_reason_has_a_text_of_its_own() {
        for reason in DeadLetterReason::ALL {
            let why = DeadLetter::new("sales", reason, "", 1);
            let mut headers = Headers::new();
            why.write(&mut headers);
            assert_eq!(DeadLetter::from_headers(&headers).map(|read| read.reason()), Some(reason));
        }
    }

    #[test]
    fn a_long_error_is_shortened_between_characters() {
        let why = DeadLetter::new("sales", DeadLetterReason::Permanent, "ü".repeat(2_000), 1);

        assert_eq!(why.error().chars().count(), 1_000);
        assert!(why.error().ends_with('…'));
    }
}
