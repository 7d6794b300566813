//! The settings of a transport, one after the other.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use events_worker::TransportError;
use events_worker::transport::Problem;

use crate::error::error;
use crate::kafka::Kafka;
use crate::retrying::{BlockingRetry, RetryIn, RetryTopics, Retrying};
use crate::settings::{Settings, StartAt};

/// The settings of a [`Kafka`], from [`Kafka::builder`].
///
/// ```no_run
/// use events_kafka::{Kafka, StartAt};
///
/// # async fn connect() -> Result<(), events_worker::TransportError> {
/// let transport = Kafka::builder("broker-1:9092,broker-2:9092")
///     .topic("shop")
///     .partitions(24)
///     .replication(3)
///     .topic_config("min.insync.replicas", "2")
///     .new_groups(StartAt::End)
///     .set("security.protocol", "sasl_ssl")
///     .connect()
///     .await?;
/// # drop(transport);
/// # Ok(())
/// # }
/// ```
#[must_use = "it does nothing until `connect` is called"]
pub struct KafkaBuilder<R = BlockingRetry> {
    settings: Settings,
    retrying: PhantomData<fn() -> R>,
}

/// What the promises of the transport hang on, and what has a setting of its own here.
const OWNED: [(&str, &str); 22] = [
    ("acks", "it is always `all`, so that what is confirmed is safe"),
    ("auto.offset.reset", "use `new_groups`"),
    ("bootstrap.servers", "give the brokers to `Kafka::builder`"),
    ("delivery.timeout.ms", "use `send_timeout`"),
    ("enable.auto.commit", "offsets are committed when their messages are handled"),
    ("enable.auto.offset.store", "offsets are committed when their messages are handled"),
    ("enable.gapless.guarantee", "a fatal error of the producer is dealt with by the transport"),
    ("enable.idempotence", "it is always on, so that a resent message is stored once"),
    ("group.id", "the group is that of the handler: use `settings.group(…)` of the worker"),
    ("group.instance.id", "each consumer of a group is a member of its own"),
    ("group.protocol", "the transport knows the classic protocol"),
    ("linger.ms", "use `linger`"),
    ("message.max.bytes", "use `message_max_bytes`"),
    ("message.timeout.ms", "use `send_timeout`"),
    ("metadata.broker.list", "give the brokers to `Kafka::builder`"),
    ("partition.assignment.strategy", "partitions that stay have to stay: it is `cooperative-sticky`"),
    ("queue.buffering.max.ms", "use `linger`"),
    ("request.required.acks", "it is always `all`, so that what is confirmed is safe"),
    ("enable.partition.eof", "the end of a partition is of no interest to a worker"),
    ("session.timeout.ms", "use `session_timeout`"),
    ("transactional.id", "messages are sent outside of transactions: use the outbox"),
    ("auto.commit.interval.ms", "use `commit_interval`"),
];

impl KafkaBuilder {
    pub(crate) fn new(brokers: String) -> Self {
        Self { settings: Settings::new(brokers), retrying: PhantomData }
    }

    /// Tries messages again by way of a topic of their group instead of in memory: see [`RetryTopics`]. What comes out does not
    /// keep order.
    pub fn retry_topics(self) -> KafkaBuilder<RetryTopics> {
        let settings = Settings { retry_in: RetryIn::Topic, ..self.settings };
        KafkaBuilder { settings, retrying: PhantomData }
    }
}

impl<R: Retrying> KafkaBuilder<R> {
    fn with(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    /// The topic of all events. `domain-events` if nothing is said. For several topics make several transports.
    pub fn topic(self, name: impl Into<String>) -> Self {
        let name = name.into();
        self.with(|settings| settings.topic = name)
    }

    /// With how many partitions the topic is made, if it is not there: so many consumers of a group can share its messages.
    /// Twelve if nothing is said.
    ///
    /// # Panics
    ///
    /// If it is zero.
    #[track_caller]
    pub fn partitions(self, partitions: u16) -> Self {
        assert!(partitions > 0, "a topic has at least one partition: `partitions(1)`");
        self.with(|settings| settings.partitions = partitions)
    }

    /// With how many partitions the topics `{group}.retry` and `{group}.dead` are made, if they are not there. One if nothing is
    /// said.
    ///
    /// # Panics
    ///
    /// If it is zero.
    #[track_caller]
    pub fn group_partitions(self, partitions: u16) -> Self {
        assert!(partitions > 0, "a topic has at least one partition: `group_partitions(1)`");
        self.with(|settings| settings.group_partitions = partitions)
    }

    /// On how many brokers each record is kept, for topics that are made. The broker's default if nothing is said.
    pub fn replication(self, replicas: u16) -> Self {
        self.with(|settings| settings.replication = Some(replicas))
    }

    /// A setting of the topic of all events, if it is made: `.topic_config("retention.ms", "-1")`.
    pub fn topic_config(self, key: impl Into<String>, value: impl Into<String>) -> Self {
        let (key, value) = (key.into(), value.into());
        self.with(|settings| drop(settings.topic_config.insert(key, value)))
    }

    /// A setting of the topics `{group}.retry` and `{group}.dead`, if they are made.
    pub fn group_topic_config(self, key: impl Into<String>, value: impl Into<String>) -> Self {
        let (key, value) = (key.into(), value.into());
        self.with(|settings| drop(settings.group_topic_config.insert(key, value)))
    }

    /// Where a group begins that is new. At the [beginning](StartAt::Beginning) if nothing is said.
    pub fn new_groups(self, at: StartAt) -> Self {
        self.with(|settings| settings.new_groups = at)
    }

    /// How long `connect`, `declare` and `subscribe` wait for an answer. Ten seconds if nothing is said.
    pub fn connect_timeout(self, timeout: Duration) -> Self {
        self.with(|settings| settings.connect_timeout = timeout)
    }

    /// How long a message is tried to be sent before that is an error. Thirty seconds if nothing is said; at least one.
    pub fn send_timeout(self, timeout: Duration) -> Self {
        self.with(|settings| settings.send_timeout = timeout.max(Duration::from_secs(1)))
    }

    /// How long a message waits for others, to be sent with them. Zero if nothing is said: messages that are sent at the same
    /// time go together all the same.
    pub fn linger(self, linger: Duration) -> Self {
        self.with(|settings| settings.linger = linger)
    }

    /// The largest message, headers included, in bytes, and that of the topics that are made. 2 MiB if nothing is said.
    pub fn message_max_bytes(self, bytes: u32) -> Self {
        self.with(|settings| settings.message_max_bytes = bytes)
    }

    /// After how long without a sign of life a consumer's partitions go to others. Ten seconds if nothing is said; the broker has
    /// bounds for it. A tenth of it is the interval of heartbeats.
    pub fn session_timeout(self, timeout: Duration) -> Self {
        self.with(|settings| settings.session_timeout = timeout)
    }

    /// How often offsets are committed: what was handled since the last time comes again after a crash. 100 milliseconds if
    /// nothing is said.
    pub fn commit_interval(self, interval: Duration) -> Self {
        self.with(|settings| settings.commit_interval = interval.max(Duration::from_millis(1)))
    }

    /// How many records of a partition are read beyond one that is not settled. Ten thousand if nothing is said; beyond, that
    /// partition waits for it.
    pub fn longest_gap(self, records: u64) -> Self {
        self.with(|settings| settings.longest_gap = records.max(1))
    }

    /// How many messages of `{group}.retry` that are not due are held in memory, beside the prefetch. A thousand if nothing is
    /// said; beyond, that topic waits for the first of them.
    pub fn waiting_retries(self, messages: usize) -> Self {
        self.with(|settings| settings.waiting_retries = messages.max(1))
    }

    /// A setting of librdkafka, for producer and consumer: `security.protocol`, `ssl.ca.location`, `sasl.username` … Those that the
    /// promises of the transport hang on are refused when it connects.
    pub fn set(self, key: impl Into<String>, value: impl Into<String>) -> Self {
        let (key, value) = (key.into(), value.into());
        self.with(|settings| drop(settings.client.insert(key, value)))
    }

    /// Connects, and returns when a broker has answered.
    ///
    /// # Errors
    ///
    /// If no broker answers in [time](Self::connect_timeout): [`Problem::Unavailable`]. If a setting is unknown, or is not the
    /// program's to make: [`Problem::Refused`].
    pub async fn connect(self) -> Result<Kafka<R>, TransportError> {
        let owned = |(key, _): &(&String, &String)| OWNED.iter().find(|(owned, _)| owned == key);
        if let Some((key, why)) = self.settings.client.iter().find_map(|set| owned(&set)) {
            let refused = error("connect to", Problem::Refused).at(format!("`{}`", self.settings.brokers));
            return Err(refused
                .because(format!("`{key}` is not to be set"))
                .remedy(format!("leave it out: {why}")));
        }
        Kafka::of(self.settings).await
    }
}

/// Without the values of the client's settings, which may be passwords.
impl<R> fmt::Debug for KafkaBuilder<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Settings { brokers, topic, partitions, retry_in, client, .. } = &self.settings;
        f.debug_struct("KafkaBuilder")
            .field("brokers", brokers)
            .field("topic", topic)
            .field("partitions", partitions)
            .field("retry_in", retry_in)
            .field("set", &client.keys())
            .finish_non_exhaustive()
    }
}
