//! The examples of CloudEvents' own texts, with UUIDs for ids: this library asks for them.
#![cfg(feature = "messages")]

use events_worker::Message;
use events_worker::message::Binding;

const ID: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

/// The examples of the JSON format, each with the content type and the body that it has in HTTP.
const STRUCTURED: &[(&str, Option<&str>, &str)] = &[
    (
        r#""comexampleextension1" : "value", "comexampleothervalue" : 5,
           "datacontenttype" : "application/vnd.apache.thrift.binary", "data_base64" : "dGhyaWZ0""#,
        Some("application/vnd.apache.thrift.binary"),
        "thrift",
    ),
    (
        r#""unsetextension": null, "datacontenttype" : "application/xml", "data" : "<much wow=\"xml\"/>""#,
        Some("application/xml"),
        r#"<much wow="xml"/>"#,
    ),
    (
        r#""subject": null, "datacontenttype" : "application/json",
           "data" : { "appinfoA" : "abc", "appinfoB" : 123, "appinfoC" : true }"#,
        Some("application/json"),
        r#"{ "appinfoA" : "abc", "appinfoB" : 123, "appinfoC" : true }"#,
    ),
    (r#""datacontenttype" : "application/json", "data" : 1.5"#, Some("application/json"), "1.5"),
    (r#""data" : "I'm just a string""#, Some("application/json"), r#""I'm just a string""#),
    (r#""data_base64" : "eyAieHl6IjogMTIzIH0=""#, None, r#"{ "xyz": 123 }"#),
];

#[test]
fn the_examples_of_the_json_format_have_the_content_type_and_body_that_they_have_in_http() {
    for (members, content_type, body) in STRUCTURED {
        let json = format!(
            r#"{{ "specversion" : "1.0", "type" : "com.example.someevent", "source" : "/mycontext", "id" : "{ID}",
                  "time" : "2018-04-05T17:31:00Z", {members} }}"#
        );

        let message = Message::from_structured(json.as_bytes()).unwrap();
        let (headers, sent) = message.to_binary(Binding::Http);
        let header = |name| headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());

        assert_eq!(sent, body);
        assert_eq!(header("content-type"), *content_type);
        assert_eq!(header("ce-source"), Some("/mycontext"));
        assert_eq!(header("ce-time"), Some("2018-04-05T17:31:00Z"));
        assert_eq!((header("ce-subject"), header("ce-unsetextension")), (None, None));
        assert_eq!(header("ce-comexampleothervalue").is_some(), members.contains("comexampleothervalue"));
        assert_eq!(Message::from_structured(&message.to_structured()).unwrap(), message);
    }
}

/// The binary examples of the bindings for AMQP, HTTP, Kafka and NATS.
#[test]
fn the_examples_of_the_bindings_are_read() {
    for (binding, prefix, content_type) in [
        (Binding::Amqp, "cloudEvents:", "content-type"),
        (Binding::Amqp, "cloudEvents_", "content-type"),
        (Binding::Http, "ce-", "Content-Type"),
        (Binding::Kafka, "ce_", "content-type"),
        (Binding::Nats, "ce-", "ce-datacontenttype"),
    ] {
        let attributes = [
            ("specversion", "1.0"),
            ("type", "com.example.someevent"),
            ("time", "2018-04-05T03:56:24Z"),
            ("id", ID),
            ("source", "/mycontext/subcontext"),
        ];
        let mut headers =
            attributes.map(|(name, value)| ([prefix, name].concat(), value.to_owned())).to_vec();
        headers.push((content_type.to_owned(), "application/json; charset=utf-8".to_owned()));

        let message = Message::read(binding, headers, "{}").unwrap();

        assert_eq!(message.event_name(), "com.example.someevent");
        assert_eq!(message.source().as_str(), "/mycontext/subcontext");
        assert_eq!(message.content_type(), Some("application/json; charset=utf-8"));
        assert_eq!((message.id().to_string().as_str(), message.headers()), (ID, &[][..]));
    }
}
