//! The topics of a transport and of its groups: made, or found.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use events_worker::TransportError;
use events_worker::transport::Problem;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::topic_partition_list::TopicPartitionList;
use rdkafka::{ClientConfig, Offset};
use tokio::task::spawn_blocking;

use crate::error::{error, failed};
use crate::log::Log;
use crate::off_runtime::OffRuntime;
use crate::settings::Settings;

pub(crate) struct Topics {
    admin: Arc<OffRuntime<AdminClient<Log>>>,
    timeout: Duration,
    /// Topics that have been seen.
    known: Mutex<HashSet<String>>,
}

/// The topic of what was sent to a group alone, or is to be tried again.
pub(crate) fn retry(group: &str) -> String {
    format!("{group}.retry")
}

/// The topic of a group's dead letters.
pub(crate) fn dead(group: &str) -> String {
    format!("{group}.dead")
}

/// A topic that is to be there.
pub(crate) struct Wanted {
    name: String,
    partitions: u16,
    config: BTreeMap<String, String>,
}

impl Wanted {
    pub(crate) fn of_events(settings: &Settings) -> Self {
        let config = Self::config(settings, [], &settings.topic_config);
        Self { name: settings.topic.clone(), partitions: settings.partitions, config }
    }

    /// Dead letters stay until they are replayed, however long that takes.
    pub(crate) fn of_group(settings: &Settings, group: &str) -> [Self; 2] {
        let partitions = settings.group_partitions;
        let of_retries = Self::config(settings, [], &settings.group_topic_config);
        let of_dead = Self::config(settings, [("retention.ms", "-1")], &settings.group_topic_config);
        [
            Self { name: retry(group), partitions, config: of_retries },
            Self { name: dead(group), partitions, config: of_dead },
        ]
    }

    fn config<const N: usize>(
        settings: &Settings,
        ours: [(&str, &str); N],
        theirs: &BTreeMap<String, String>,
    ) -> BTreeMap<String, String> {
        let mut config = BTreeMap::new();
        config.insert("max.message.bytes".to_owned(), settings.message_max_bytes.to_string());
        config.extend(ours.map(|(key, value)| (key.to_owned(), value.to_owned())));
        config.extend(theirs.clone());
        config
    }
}

impl Topics {
    pub(crate) fn new(admin: AdminClient<Log>, timeout: Duration) -> Self {
        Self { admin: Arc::new(OffRuntime::new(admin)), timeout, known: Mutex::default() }
    }

    /// Waits until a broker has answered. If none does, the log of a client that has tried as well says why.
    pub(crate) async fn reach(&self, brokers: &str, log: &Log) -> Result<(), TransportError> {
        let (admin, timeout) = (Arc::clone(&self.admin), self.timeout);
        let answered = blocking(move || Ok(admin.inner().fetch_cluster_id(timeout))).await;
        if let Ok(Some(_)) = answered {
            return Ok(());
        }
        let failure =
            log.last_failure().map(|failure| format!(", and the last connection failed: {failure}"));
        Err(error("connect to", Problem::Unavailable)
            .at(format!("`{brokers}`"))
            .because(format!("nobody has answered within {timeout:?}{}", failure.unwrap_or_default()))
            .remedy(
                "see that a broker runs there, that its `advertised.listeners` can be reached from here and that it lets this \
                 program in, of which the client logs more; for tests, start one with `scripts/brokers up kafka`",
            ))
    }

    /// Makes those that are not there.
    pub(crate) async fn make(
        &self,
        wanted: &[Wanted],
        replication: Option<u16>,
    ) -> Result<(), TransportError> {
        let replicas = replication.map_or(-1, i32::from);
        let new = wanted.iter().map(|Wanted { name, partitions, config }| {
            let topic = NewTopic::new(name, i32::from(*partitions), TopicReplication::Fixed(replicas));
            config.iter().fold(topic, |topic, (key, value)| topic.set(key, value))
        });
        let new = new.collect::<Vec<_>>();
        let options =
            AdminOptions::new().request_timeout(Some(self.timeout)).operation_timeout(Some(self.timeout));
        let made = self.admin.create_topics(&new, &options).await;
        let made = made.map_err(|cause| {
            let names = wanted.iter().map(|wanted| wanted.name.as_str()).collect::<Vec<_>>();
            failed("declare", cause).at(format!("topics `{}`", names.join("`, `")))
        })?;
        for made in made {
            match made {
                Ok(name) | Err((name, RDKafkaErrorCode::TopicAlreadyExists)) => self.saw(name),
                // who may not make topics may use those that are there
                Err((name, _)) if self.is_there(&name).await? => {}
                Err((name, code)) => {
                    return Err(failed("declare", KafkaError::AdminOp(code)).at(format!("topic `{name}`")));
                }
            }
        }
        Ok(())
    }

    /// Whether a topic is there. One that was seen once is not looked for again. All are asked for: to ask for one may make it.
    pub(crate) async fn is_there(&self, name: &str) -> Result<bool, TransportError> {
        if self.known.lock().unwrap_or_else(PoisonError::into_inner).contains(name) {
            return Ok(true);
        }
        let (admin, timeout) = (Arc::clone(&self.admin), self.timeout);
        let asked = blocking(move || admin.inner().fetch_metadata(None, timeout)).await;
        let metadata = asked.map_err(|cause| failed("look for", cause).at(format!("topic `{name}`")))?;
        let there = metadata
            .topics()
            .iter()
            .any(|topic| topic.name() == name && topic.error().is_none() && !topic.partitions().is_empty());
        if there {
            self.saw(name.to_owned());
        }
        Ok(there)
    }

    fn saw(&self, name: String) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(name);
    }

    /// Commits the end of each partition of a topic for a group that has committed nothing there.
    pub(crate) async fn start_at_end(
        &self,
        config: ClientConfig,
        group: &str,
        topic: &str,
    ) -> Result<(), TransportError> {
        let (timeout, of) = (self.timeout, topic.to_owned());
        let started = blocking(move || start_at_end(&config, &of, timeout)).await;
        started.map_err(|cause| {
            failed("declare", cause).at(format!("the start of group `{group}` in topic `{topic}`"))
        })
    }
}

fn start_at_end(config: &ClientConfig, topic: &str, timeout: Duration) -> Result<(), KafkaError> {
    let consumer: BaseConsumer = config.create()?;
    let metadata = consumer.fetch_metadata(Some(topic), timeout)?;
    let mut partitions = TopicPartitionList::new();
    for partition in metadata.topics().iter().flat_map(rdkafka::metadata::MetadataTopic::partitions) {
        partitions.add_partition(topic, partition.id());
    }
    let committed = consumer.committed_offsets(partitions.clone(), timeout)?;
    let is_new =
        committed.elements().iter().all(|partition| !matches!(partition.offset(), Offset::Offset(_)));
    if !is_new || partitions.count() == 0 {
        return Ok(());
    }
    partitions.set_all_offsets(Offset::End)?;
    let ends = consumer.offsets_for_times(partitions, timeout)?;
    match consumer.commit(&ends, CommitMode::Sync) {
        // somebody takes part in it already, and has begun where it was to begin then
        Err(KafkaError::ConsumerCommit(RDKafkaErrorCode::UnknownMemberId)) => Ok(()),
        committed => committed,
    }
}

/// Calls what waits, away from the runtime's threads.
pub(crate) async fn blocking<T: Send + 'static>(
    call: impl FnOnce() -> Result<T, KafkaError> + Send + 'static,
) -> Result<T, KafkaError> {
    spawn_blocking(call).await.unwrap_or(Err(KafkaError::Canceled))
}

/// A name that Kafka takes for a topic, with room for the endings of a group's topics.
pub(crate) fn check_name(tried: &'static str, what: &str, name: &str) -> Result<(), TransportError> {
    const LONGEST: usize = 249 - ".retry".len();
    let is_fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    if !name.is_empty() && name.len() <= LONGEST && name.chars().all(is_fine) && name != "." && name != ".." {
        return Ok(());
    }
    Err(error(tried, Problem::Refused)
        .at(format!("{what} `{}`", name.escape_debug()))
        .because("Kafka does not take it as a name")
        .remedy(format!("use letters, digits, `.`, `_` and `-`, at most {LONGEST} of them")))
}
