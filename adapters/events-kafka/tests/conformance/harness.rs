//! How the suite reaches the broker: a topic of its own for each test.

use std::marker::PhantomData;
use std::time::Duration;

use bytes::Bytes;
use conformance::{Capabilities, Capability, Harness, Namespace};
use domain_events::TransportError;
use domain_events::message::Headers;
use events_kafka::{BlockingRetry, Kafka, KafkaBuilder, RetryTopics, Retrying};
use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions};
use rdkafka::client::DefaultClientContext;
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{FutureProducer, FutureRecord};

const VARIABLE: &str = "DOMAIN_EVENTS_KAFKA";

pub(crate) struct KafkaHarness<R> {
    brokers: String,
    topic: String,
    retrying: PhantomData<fn() -> R>,
}

/// The settings of a transport for each way to retry, and what it can do then.
pub(crate) trait Mode: Retrying + Sized {
    fn mode(builder: KafkaBuilder) -> KafkaBuilder<Self>;
    fn capabilities() -> Capabilities;
}

impl Mode for BlockingRetry {
    fn mode(builder: KafkaBuilder) -> KafkaBuilder<Self> {
        builder
    }

    /// A consumer group knows nothing of how its members order what they get.
    fn capabilities() -> Capabilities {
        Capabilities::all().without(Capability::DeclaredOrder)
    }
}

impl Mode for RetryTopics {
    fn mode(builder: KafkaBuilder) -> KafkaBuilder<Self> {
        builder.retry_topics()
    }

    fn capabilities() -> Capabilities {
        BlockingRetry::capabilities().without(Capability::Order)
    }
}

impl<R: Mode> Harness for KafkaHarness<R> {
    type Transport = Kafka<R>;

    /// Groups form, and miss a killed member, in seconds.
    const DEADLINE: Duration = Duration::from_secs(90);

    async fn start(namespace: &Namespace) -> Self {
        let brokers = std::env::var(VARIABLE).unwrap_or_else(|_| "127.0.0.1:21092".to_owned());
        Self { brokers, topic: namespace.name("events"), retrying: PhantomData }
    }

    fn capabilities(&self) -> Capabilities {
        R::capabilities()
    }

    async fn connect(&self) -> Kafka<R> {
        self.connect_to(&self.brokers).await
    }

    async fn send_raw(
        &self,
        _: &Kafka<R>,
        _event_name: &str,
        headers: Headers,
        body: Bytes,
    ) -> Result<(), TransportError> {
        let producer: FutureProducer = self.client().create().expect("a producer starts");
        let headers = headers.iter().fold(OwnedHeaders::new(), |headers, (key, value)| {
            headers.insert(Header { key, value: Some(value) })
        });
        let record = FutureRecord::<[u8], [u8]>::to(&self.topic).payload(&body).headers(headers);
        let sent = producer.send(record, Duration::from_secs(10)).await;
        sent.map(drop).map_err(|(error, _)| panic!("another program cannot send: {error}"))
    }

    fn environment(&self) -> Vec<(String, String)> {
        vec![(VARIABLE.to_owned(), self.brokers.clone())]
    }

    /// Removes its topics: what bears its name.
    async fn finish(&self) {
        let admin: AdminClient<DefaultClientContext> = self.client().create().expect("a client starts");
        let metadata = admin.inner().fetch_metadata(None, Duration::from_secs(10));
        let Ok(metadata) = metadata else { return };
        let prefix = self.topic.trim_end_matches("events");
        let names = metadata.topics().iter().map(rdkafka::metadata::MetadataTopic::name);
        let names = names.filter(|name| name.starts_with(prefix)).collect::<Vec<_>>();
        let _ = admin.delete_topics(&names, &AdminOptions::new()).await;
    }
}

impl<R: Mode> KafkaHarness<R> {
    pub(crate) async fn connect_to(&self, brokers: &str) -> Kafka<R> {
        let builder = Kafka::builder(brokers)
            .topic(&self.topic)
            .session_timeout(Duration::from_secs(6))
            .set("heartbeat.interval.ms", "100");
        R::mode(builder).connect().await.unwrap_or_else(|error| {
            panic!("{error}: start it with `scripts/brokers up kafka` and `eval` what it prints")
        })
    }

    fn client(&self) -> ClientConfig {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", &self.brokers);
        config
    }
}
