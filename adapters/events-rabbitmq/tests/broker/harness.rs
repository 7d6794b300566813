//! How the suite reaches the broker: an exchange of its own for each test.

use std::time::Duration;

use bytes::Bytes;
use conformance::{Capabilities, Harness, Namespace};
use domain_events::TransportError;
use domain_events::message::Headers;
use events_rabbitmq::RabbitMq;
use lapin::types::{AMQPValue, FieldTable};

use crate::broker;

pub(crate) struct RabbitMqHarness<const PARTITIONS: u32 = 1> {
    pub(crate) uri: String,
    pub(crate) namespace: Namespace,
}

impl<const PARTITIONS: u32> Harness for RabbitMqHarness<PARTITIONS> {
    type Transport = RabbitMq;

    /// One rule holds a message for twice as long as the broker lets it.
    const DEADLINE: Duration = Duration::from_secs(100);

    async fn start(namespace: &Namespace) -> Self {
        Self { uri: broker::uri(), namespace: namespace.clone() }
    }

    /// Each delivery that was given back is one that the broker counts; but a message whose order is kept stays here meanwhile.
    fn capabilities(&self) -> Capabilities {
        Capabilities::all().held_at_most(Duration::from_secs(30))
    }

    async fn connect(&self) -> RabbitMq {
        let builder = RabbitMq::builder(&self.uri).exchange(self.namespace.as_str()).partitions(PARTITIONS);
        broker::found(builder.connect().await)
    }

    async fn send_raw(
        &self,
        _: &RabbitMq,
        event_name: &str,
        headers: Headers,
        body: Bytes,
    ) -> Result<(), TransportError> {
        let mut table = FieldTable::default();
        for (name, value) in headers {
            table.insert(name.into(), AMQPValue::LongString(value.into()));
        }
        broker::publish(&self.uri, self.namespace.as_str(), event_name, table, &body).await;
        Ok(())
    }

    fn environment(&self) -> Vec<(String, String)> {
        vec![(broker::VARIABLE.to_owned(), self.uri.clone())]
    }

    async fn finish(&self) {
        broker::remove(&self.uri, self.namespace.as_str(), PARTITIONS).await;
    }
}
