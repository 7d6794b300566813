//! The transport.

use std::fmt;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use events_worker::transport::{Problem, SubscribedTo};
use events_worker::{Message, Subscription, Transport, TransportError};
use rdkafka::admin::AdminClient;
use tokio::time::Instant;

use crate::builder::KafkaBuilder;
use crate::consumer::{Consumer, Kind};
use crate::deliveries::KafkaDeliveries;
use crate::error::{NAME, error, failed};
use crate::log::Log;
use crate::producer::{Producer, closed};
use crate::record::{Content, Interest};
use crate::retrying::{BlockingRetry, Retrying};
use crate::settings::{Settings, StartAt};
use crate::topics::{Topics, Wanted, blocking, check_name, dead, retry};

/// Apache Kafka as a transport: one topic for all events, a consumer group for each handler.
///
/// A clone is a handle; to close one closes all. The type parameter says how messages are tried again:
/// [`BlockingRetry`], which keeps order, or [`RetryTopics`](crate::RetryTopics).
///
/// ```no_run
/// use events_kafka::Kafka;
///
/// # async fn connect() -> Result<(), events_worker::TransportError> {
/// let transport = Kafka::connect("127.0.0.1:9092").await?;
/// # drop(transport);
/// # Ok(())
/// # }
/// ```
pub struct Kafka<R = BlockingRetry> {
    inner: Arc<Inner>,
    retrying: PhantomData<fn() -> R>,
}

struct Inner {
    settings: Settings,
    topics: Topics,
    producer: Arc<Producer>,
    consumers: Mutex<Vec<Weak<Consumer>>>,
    closed: AtomicBool,
}

impl Kafka {
    /// Connects to these brokers, `host:port` with commas between them, with the settings that [`builder`](Self::builder) begins
    /// with.
    ///
    /// # Errors
    ///
    /// Those of [`KafkaBuilder::connect`].
    pub async fn connect(brokers: impl Into<String>) -> Result<Self, TransportError> {
        Self::builder(brokers).connect().await
    }

    /// The settings of a transport to these brokers, `host:port` with commas between them.
    pub fn builder(brokers: impl Into<String>) -> KafkaBuilder {
        KafkaBuilder::new(brokers.into())
    }
}

impl<R: Retrying> Kafka<R> {
    pub(crate) async fn of(settings: Settings) -> Result<Self, TransportError> {
        let at = format!("`{}`", settings.brokers);
        check_name("connect to", "topic", &settings.topic)?;
        let refused = |cause| failed("connect to", cause).at(at.clone());
        // what the consumers are told is looked at now, so that a wrong setting does not show later
        settings.consumer("domain-events").create_native_config().map_err(refused)?;
        let log = Log::default();
        let producer =
            Producer::new(settings.producer(), settings.send_timeout, log.clone()).map_err(refused)?;
        let admin: AdminClient<Log> = settings.admin().create_with_context(log.clone()).map_err(refused)?;
        let topics = Topics::new(admin, settings.connect_timeout);
        topics.reach(&settings.brokers, &log).await?;
        let inner = Inner {
            settings,
            topics,
            producer: Arc::new(producer),
            consumers: Mutex::default(),
            closed: AtomicBool::new(false),
        };
        Ok(Self { inner: Arc::new(inner), retrying: PhantomData })
    }
}

impl Inner {
    fn check_open(&self, tried: &'static str, at: impl FnOnce() -> String) -> Result<(), TransportError> {
        if self.closed.load(Ordering::Acquire) { Err(closed(tried).at(at())) } else { Ok(()) }
    }

    async fn send(&self, topic: &str, messages: &[Message]) -> Result<(), TransportError> {
        self.check_open("send to", || format!("topic `{topic}`"))
            .map_err(|error| of_first(error, messages))?;
        let contents = messages.iter().map(Content::Message).collect::<Vec<_>>();
        self.producer.send(topic, &contents).await
    }

    async fn send_to(&self, group: &str, messages: &[Message]) -> Result<(), TransportError> {
        let at = || format!("group `{group}`");
        self.check_open("send to", at).map_err(|error| of_first(error, messages))?;
        check_name("send to", "group", group)?;
        let topic = retry(group);
        if !self.topics.is_there(&topic).await? {
            let unroutable = error("send to", Problem::Unroutable)
                .at(at())
                .because(format!("there is no topic `{topic}`"));
            return Err(of_first(unroutable, messages));
        }
        self.send(&topic, messages).await
    }

    async fn declare(&self, subscriptions: &[Subscription]) -> Result<(), TransportError> {
        let mut wanted = vec![Wanted::of_events(&self.settings)];
        let mut groups = Vec::new();
        for subscription in subscriptions {
            let group = subscription.group();
            self.check_open("declare", || format!("group `{group}`"))?;
            check_name("declare", "group", group)?;
            if let SubscribedTo::DeadLetters = subscription.subscribed_to() {
                self.check_dead_letters(group).await?;
            } else {
                wanted.extend(Wanted::of_group(&self.settings, group));
                groups.push(group);
            }
        }
        if groups.is_empty() {
            return Ok(());
        }
        self.topics.make(&wanted, self.settings.replication).await?;
        if self.settings.new_groups == StartAt::End {
            for group in groups {
                let config = self.settings.consumer(group);
                self.topics.start_at_end(config, group, &self.settings.topic).await?;
            }
        }
        Ok(())
    }

    async fn check_dead_letters(&self, group: &str) -> Result<(), TransportError> {
        let topic = dead(group);
        if self.topics.is_there(&topic).await? {
            return Ok(());
        }
        Err(error("subscribe to", Problem::Unroutable)
            .at(format!("the dead letters of group `{group}`"))
            .because(format!("there is no topic `{topic}`"))
            .remedy("start the worker that has the handler of that name, which declares its group"))
    }

    async fn subscribe(&self, subscription: &Subscription) -> Result<KafkaDeliveries, TransportError> {
        self.declare(std::slice::from_ref(subscription)).await?;
        let (kind, interest) = match subscription.subscribed_to() {
            SubscribedTo::DeadLetters => (Kind::DeadLetters, Interest::Everything),
            _ => (Kind::Messages, Interest::of(subscription)),
        };
        let consumer = Consumer::start(
            &self.settings,
            Arc::clone(&self.producer),
            subscription.group(),
            interest,
            kind,
            subscription.held_at_once(),
        )?;
        let deliveries = KafkaDeliveries::new(Arc::clone(&consumer), subscription.message_order());
        self.register(&consumer);
        self.check_open("subscribe to", || consumer.place())?; // it may have been closed in between
        consumer.joined(self.settings.connect_timeout * 3 + self.settings.session_timeout).await?;
        Ok(deliveries)
    }

    fn register(&self, consumer: &Arc<Consumer>) {
        let mut consumers = self.consumers.lock().unwrap_or_else(PoisonError::into_inner);
        consumers.retain(|consumer| consumer.strong_count() > 0);
        consumers.push(Arc::downgrade(consumer));
    }

    async fn close(&self) {
        const LONGEST: Duration = Duration::from_secs(15);
        self.closed.store(true, Ordering::Release);
        let consumers = std::mem::take(&mut *self.consumers.lock().unwrap_or_else(PoisonError::into_inner));
        let consumers = consumers.iter().filter_map(Weak::upgrade).collect::<Vec<_>>();
        for consumer in &consumers {
            consumer.abort();
        }
        let deadline = Instant::now() + LONGEST;
        for consumer in consumers {
            consumer.ended(deadline).await;
        }
        let producer = Arc::clone(&self.producer);
        let timeout = self.settings.send_timeout.min(LONGEST);
        if let Err(error) = blocking(move || producer.flush(timeout)).await {
            tracing::warn!(%error, "not all that was sent was confirmed when the transport was closed");
        }
    }
}

/// So that the error names a message.
fn of_first(error: TransportError, messages: &[Message]) -> TransportError {
    match messages.first() {
        Some(message) => error.of(message),
        None => error,
    }
}

impl<R: Retrying> Transport for Kafka<R> {
    const NAME: &'static str = NAME;
    type Deliveries = KafkaDeliveries;

    async fn send(&self, messages: &[Message]) -> Result<(), TransportError> {
        self.inner.send(&self.inner.settings.topic, messages).await
    }

    async fn send_to(&self, group: &str, messages: &[Message]) -> Result<(), TransportError> {
        self.inner.send_to(group, messages).await
    }

    async fn declare(&self, subscriptions: &[Subscription]) -> Result<(), TransportError> {
        self.inner.declare(subscriptions).await
    }

    async fn subscribe(&self, subscription: &Subscription) -> Result<KafkaDeliveries, TransportError> {
        self.inner.subscribe(subscription).await
    }

    async fn close(&self) {
        self.inner.close().await;
    }
}

impl events_worker::KeepsOrder for Kafka<BlockingRetry> {}

impl<R> Clone for Kafka<R> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), retrying: PhantomData }
    }
}

impl<R> fmt::Debug for Kafka<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Settings { brokers, topic, retry_in, .. } = &self.inner.settings;
        f.debug_struct("Kafka")
            .field("brokers", brokers)
            .field("topic", topic)
            .field("retry_in", retry_in)
            .finish_non_exhaustive()
    }
}
