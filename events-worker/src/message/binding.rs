//! What attributes are called in the headers of each protocol, and how their values are written there.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::attribute::{self, DATA_CONTENT_TYPE};

/// A protocol binding of CloudEvents: how the headers of binary mode are named and written.
///
/// | binding | attributes | `datacontenttype` | values |
/// |---|---|---|---|
/// | [`Kafka`](Self::Kafka) | `ce_id` | `content-type` | as they are |
/// | [`Amqp`](Self::Amqp) | `cloudEvents_id`; `cloudEvents:id` is read too | `content-type` | as they are |
/// | [`Http`](Self::Http) | `ce-id`, in any case | `content-type` | percent-encoded |
/// | [`Nats`](Self::Nats) | `ce-id`, in any case | `ce-datacontenttype` | percent-encoded |
///
/// Percent-encoded are blanks, double quotes, percent signs and all that is not printable ASCII, in the values of attributes alone:
/// other headers are not CloudEvents' business. Values in double quotes are read too, as HTTP and NATS ask.
///
/// AMQP keeps `content-type` as a property of the message: the adapter moves it there and back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Binding {
    /// AMQP: application properties.
    Amqp,
    /// HTTP.
    Http,
    /// Kafka.
    Kafka,
    /// NATS.
    Nats,
}

/// What percent-encoding is for, besides what is not ASCII.
const ENCODED: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'%');
const CONTENT_TYPE: &str = "content-type";

impl Binding {
    /// The name of an attribute's header.
    pub(super) fn header(self, attribute: &str) -> String {
        let prefix = match self {
            Self::Kafka | Self::Amqp | Self::Http if attribute == DATA_CONTENT_TYPE => {
                return CONTENT_TYPE.to_owned();
            }
            Self::Kafka => "ce_",
            Self::Amqp => "cloudEvents_",
            Self::Http | Self::Nats => "ce-",
        };
        [prefix, attribute].concat()
    }

    /// The attribute that a header holds. None for a header that is no attribute.
    pub(super) fn attribute(self, header: &str) -> Option<Cow<'_, str>> {
        if self != Self::Nats && header.eq_ignore_ascii_case(CONTENT_TYPE) {
            return Some(DATA_CONTENT_TYPE.into());
        }
        let name = match self {
            Self::Kafka => header.strip_prefix("ce_")?.into(),
            Self::Amqp => {
                header.strip_prefix("cloudEvents").and_then(|rest| rest.strip_prefix(['_', ':']))?.into()
            }
            Self::Http | Self::Nats => {
                let (prefix, name) = header.split_at_checked(3)?;
                prefix.eq_ignore_ascii_case("ce-").then(|| lower_case(name))?
            }
        };
        attribute::is_name(&name).then_some(name)
    }

    /// The value of an attribute as the value of its header.
    pub(super) fn write(self, value: &str) -> String {
        match self {
            Self::Kafka | Self::Amqp => value.to_owned(),
            Self::Http | Self::Nats => utf8_percent_encode(value, ENCODED).to_string(),
        }
    }

    /// The value of an attribute. None if its percent-encoding is not UTF-8.
    pub(super) fn read(self, value: &str) -> Option<String> {
        match self {
            Self::Kafka | Self::Amqp => Some(value.to_owned()),
            Self::Http | Self::Nats => {
                percent_decode_str(&unquoted(value)).decode_utf8().ok().map(Cow::into_owned)
            }
        }
    }
}

fn lower_case(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        name.to_ascii_lowercase().into()
    } else {
        name.into()
    }
}

/// A value in double quotes without them and their backslashes.
fn unquoted(value: &str) -> Cow<'_, str> {
    let Some(inside) = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return value.into();
    };
    let mut text = String::with_capacity(inside.len());
    let mut escaped = false;
    for c in inside.chars() {
        escaped = c == '\\' && !escaped;
        if !escaped {
            text.push(c);
        }
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_percent_encoded_where_the_binding_asks_for_it() {
        let euro = "Euro € 😀";

        assert_eq!(Binding::Nats.write(euro), "Euro%20%E2%82%AC%20%F0%9F%98%80"); // the example of CloudEvents
        assert_eq!(Binding::Http.write("\"100%\"\r\n"), "%22100%25%22%0D%0A");
        assert_eq!(Binding::Kafka.write(euro), euro);
        for binding in [Binding::Amqp, Binding::Http, Binding::Kafka, Binding::Nats] {
            assert_eq!(binding.read(&binding.write(euro)).as_deref(), Some(euro), "{binding:?}");
        }
    }

    #[test]
    fn values_are_read_in_quotes_in_lower_case_and_if_they_need_no_encoding() {
        assert_eq!(Binding::Http.read(r#""a \"b\" \\ %e2%82%ac""#).as_deref(), Some(r#"a "b" \ €"#));
        assert_eq!(Binding::Http.read("%41 b%").as_deref(), Some("A b%"));
        assert_eq!(Binding::Nats.read("%C0%A0"), None);
    }

    #[test]
    fn headers_that_are_no_attributes_are_told_apart() {
        let attribute = |binding: Binding, header| binding.attribute(header).map(Cow::into_owned);

        assert_eq!(attribute(Binding::Http, "Ce-Id").as_deref(), Some("id"));
        assert_eq!(attribute(Binding::Amqp, "cloudEvents:id").as_deref(), Some("id"));
        assert_eq!(attribute(Binding::Amqp, "cloudEvents_id").as_deref(), Some("id"));
        assert_eq!(attribute(Binding::Kafka, "Content-Type").as_deref(), Some("datacontenttype"));
        for header in ["id", "ce_", "ce_Id", "ce_data", "ce_my-name", "ce-id", "c", "ü", ""] {
            assert_eq!(attribute(Binding::Kafka, header), None, "{header}");
        }
        assert_eq!(attribute(Binding::Nats, "Content-Type"), None);
        assert_eq!(attribute(Binding::Nats, "ceü-id"), None);
    }
}
