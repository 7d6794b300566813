//! Where the broker is, and how to get in.

use events_worker::transport::{Problem, TransportError};
use lapin::uri::{AMQPScheme, AMQPUri};

use crate::failure::error;

/// What a connection is made with.
pub(crate) struct Address {
    pub(crate) uri: AMQPUri,
}

impl Address {
    pub(crate) fn parse(uri: &str) -> Result<Self, TransportError> {
        let mut parsed = uri.parse::<AMQPUri>().map_err(|reason| invalid(&reason))?;
        if let Some(host) = ip_version_6(uri) {
            host.clone_into(&mut parsed.authority.host);
        }
        if parsed.vhost.len() > 255 {
            return Err(invalid("the name of its virtual host is longer than 255 bytes"));
        }
        if parsed.scheme == AMQPScheme::AMQPS && !cfg!(feature = "tls") {
            return Err(error("connect to", Problem::Refused)
                .at(place(&parsed))
                .because("this program was built without TLS")
                .remedy("turn on the feature `tls` of `events-rabbitmq`, or use `amqp://`"));
        }
        Ok(Self { uri: parsed })
    }

    /// What errors and logs call it: without the password.
    pub(crate) fn place(&self) -> String {
        place(&self.uri)
    }
}

fn place(uri: &AMQPUri) -> String {
    format!("{}:{}, virtual host `{}`", uri.authority.host, uri.authority.port, uri.vhost)
}

/// The address between brackets, which the client's parser passes over.
fn ip_version_6(uri: &str) -> Option<&str> {
    let authority = uri.split_once("://")?.1.split('/').next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    host.strip_prefix('[')?.split_once(']').map(|(host, _)| host)
}

/// Without the URI, which may have a password in it.
fn invalid(reason: &str) -> TransportError {
    error("connect to", Problem::Refused)
        .at("the broker")
        .because(format!("its URI cannot be read: {reason}"))
        .remedy("write it as `amqp://user:password@host:5672/%2f`, where `%2f` is the virtual host `/`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(uri: &str) -> Result<String, String> {
        let address = Address::parse(uri);
        address.map(|address| address.place()).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_shown_has_no_password() {
        assert_eq!(parsed("amqp://shop:secret@mq.example:1/%2f").unwrap(), "mq.example:1, virtual host `/`");
        assert_eq!(parsed("amqp://mq/shop").unwrap(), "mq:5672, virtual host `shop`");
        assert_eq!(parsed("amqp://shop:s@[::1]:7/x").unwrap(), "::1:7, virtual host `x`");
        let error = parsed("amqp://shop:secret@mq:port/").unwrap_err();
        assert!(error.contains("amqp://user:password@host:5672/%2f") && !error.contains("secret"), "{error}");
    }

    #[test]
    fn what_is_no_uri_is_an_error() {
        let long = format!("amqp://mq/{}", "v".repeat(256));
        for uri in ["", "mq", "http://mq", "amqp:mq", "amqp://mq:70000/", &long] {
            assert!(parsed(uri).unwrap_err().contains("its URI cannot be read"), "{uri}");
        }
    }
}
