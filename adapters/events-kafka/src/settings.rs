//! How a transport is set, and what the client is told of it.

use std::collections::BTreeMap;
use std::time::Duration;

use rdkafka::ClientConfig;

use crate::retrying::RetryIn;

/// Where a group begins that has never committed an offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StartAt {
    /// At the oldest record that the topic still has: nothing is lost, and a new handler sees the past.
    #[default]
    Beginning,
    /// At what is sent after the group was declared.
    End,
}

#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) brokers: String,
    pub(crate) topic: String,
    pub(crate) partitions: u16,
    pub(crate) group_partitions: u16,
    pub(crate) replication: Option<u16>,
    pub(crate) topic_config: BTreeMap<String, String>,
    pub(crate) group_topic_config: BTreeMap<String, String>,
    pub(crate) new_groups: StartAt,
    pub(crate) connect_timeout: Duration,
    pub(crate) send_timeout: Duration,
    pub(crate) linger: Duration,
    pub(crate) message_max_bytes: u32,
    pub(crate) session_timeout: Duration,
    pub(crate) commit_interval: Duration,
    pub(crate) longest_gap: u64,
    pub(crate) waiting_retries: usize,
    pub(crate) retry_in: RetryIn,
    pub(crate) client: BTreeMap<String, String>,
}

impl Settings {
    pub(crate) fn new(brokers: String) -> Self {
        Self {
            brokers,
            topic: "domain-events".to_owned(),
            partitions: 12,
            group_partitions: 1,
            replication: None,
            topic_config: BTreeMap::new(),
            group_topic_config: BTreeMap::new(),
            new_groups: StartAt::Beginning,
            connect_timeout: Duration::from_secs(10),
            send_timeout: Duration::from_secs(30),
            linger: Duration::ZERO,
            message_max_bytes: 2 * 1024 * 1024,
            session_timeout: Duration::from_secs(10),
            commit_interval: Duration::from_millis(100),
            longest_gap: 10_000,
            waiting_retries: 1_000,
            retry_in: RetryIn::Memory,
            client: BTreeMap::new(),
        }
    }

    /// What both sides are told. Settings of the client that the program gave come before ours.
    fn both(&self, ours: &[(&str, String)]) -> ClientConfig {
        let mut config = ClientConfig::new();
        config
            .set("bootstrap.servers", &self.brokers)
            .set("client.id", "domain-events")
            .set("reconnect.backoff.ms", "50")
            .set("reconnect.backoff.max.ms", "500");
        for (key, value) in ours {
            config.set(*key, value);
        }
        for (key, value) in &self.client {
            config.set(key, value);
        }
        config
    }

    /// Of what creates topics and asks for what is there.
    pub(crate) fn admin(&self) -> ClientConfig {
        self.both(&[])
    }

    pub(crate) fn producer(&self) -> ClientConfig {
        self.both(&[
            ("enable.idempotence", "true".to_owned()),
            ("acks", "all".to_owned()),
            ("linger.ms", millis(self.linger)),
            ("delivery.timeout.ms", millis(self.send_timeout)),
            ("message.max.bytes", self.message_max_bytes.to_string()),
            ("partitioner", "murmur2_random".to_owned()),
            // a topic that was just made may be unknown to a broker for a moment
            ("topic.metadata.propagation.max.ms", "5000".to_owned()),
        ])
    }

    /// The client has one request for records under way, which waits at the broker if none of its partitions has more; as long as that
    /// takes, no other partition is asked for. What is read ahead lasts longer than such a wait, and is bounded in bytes.
    pub(crate) fn consumer(&self, group: &str) -> ClientConfig {
        let fetched = self.message_max_bytes.max(4 * 1024 * 1024);
        self.both(&[
            ("group.id", group.to_owned()),
            ("enable.auto.commit", "false".to_owned()),
            ("enable.auto.offset.store", "false".to_owned()),
            ("partition.assignment.strategy", "cooperative-sticky".to_owned()),
            ("auto.offset.reset", "earliest".to_owned()),
            ("session.timeout.ms", millis(self.session_timeout)),
            ("heartbeat.interval.ms", millis(self.session_timeout / 10)),
            // The thread of a consumer polls whatever handlers do. As long as this a group waits for members that are gone, which a
            // broker that was killed remembers.
            ("max.poll.interval.ms", millis(self.session_timeout * 3)),
            ("fetch.wait.max.ms", "100".to_owned()),
            ("fetch.queue.backoff.ms", "5".to_owned()),
            ("fetch.error.backoff.ms", "100".to_owned()),
            ("fetch.message.max.bytes", self.message_max_bytes.to_string()),
            ("fetch.max.bytes", fetched.to_string()),
            ("receive.message.max.bytes", (u64::from(fetched) * 2 + 1024 * 1024).to_string()),
            ("queued.min.messages", "5000".to_owned()),
            ("queued.max.messages.kbytes", (self.message_max_bytes / 1024).max(1).to_string()),
        ])
    }
}

fn millis(duration: Duration) -> String {
    duration.as_millis().to_string()
}
