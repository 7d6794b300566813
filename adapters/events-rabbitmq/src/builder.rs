//! Settings, one after the other.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use events_worker::transport::TransportError;

use crate::RabbitMq;
use crate::address::Address;
use crate::broker::Broker;
use crate::settings::{Settings, Unroutable};
use crate::slot::SLOTS;

/// What a [`RabbitMq`] is connected with.
///
/// ```no_run
/// use events_rabbitmq::RabbitMq;
/// use std::time::Duration;
///
/// # async fn connect() -> Result<(), events_worker::TransportError> {
/// let transport = RabbitMq::builder("amqp://shop:secret@mq.example:5672/%2f")
///     .exchange("shop")
///     .connection_name("shop-worker")
///     .send_timeout(Duration::from_secs(10))
///     .connect()
///     .await?;
/// # let _ = transport;
/// # Ok(())
/// # }
/// ```
///
/// All programs that share groups use the same [exchange](Self::exchange), [delivery limit](Self::delivery_limit),
/// [longest queue](Self::max_length) and number of [partitions](Self::partitions): they are what a queue is declared with, and who declares it otherwise gets
/// [`Problem::Differs`](events_worker::transport::Problem::Differs).
#[must_use = "nothing is connected until `connect` is awaited"]
pub struct RabbitMqBuilder {
    uri: String,
    settings: Settings,
}

impl RabbitMqBuilder {
    pub(crate) fn new(uri: String) -> Self {
        Self { uri, settings: Settings::default() }
    }

    /// The exchange to which all events are sent: a durable topic exchange, made if it is not there. `domain-events` if nothing is
    /// said.
    pub fn exchange(mut self, name: impl Into<String>) -> Self {
        self.settings.exchange = name.into();
        self
    }

    /// How often the broker gives a message again that nobody has settled, because its worker has crashed, stopped, or lost its
    /// connection. Then the broker sets it aside by itself, among the dead letters of its group. A hundred times if nothing is said.
    ///
    /// # Panics
    ///
    /// If it is zero.
    #[track_caller]
    pub fn delivery_limit(mut self, times: u32) -> Self {
        assert!(times > 0, "a message may come again at least once: `delivery_limit(1)`");
        self.settings.delivery_limit = times;
        self
    }

    /// How many messages wait in the queue of a group at most: beyond that, sending waits, and then fails with
    /// [`Problem::Full`](events_worker::transport::Problem::Full). The broker takes a few more before it refuses. No limit if nothing
    /// is said.
    ///
    /// # Panics
    ///
    /// If it is zero.
    #[track_caller]
    pub fn max_length(mut self, messages: u32) -> Self {
        assert!(messages > 0, "a queue has room for at least one message: `max_length(1)`");
        self.settings.max_length = Some(messages);
        self
    }

    /// Over how many queues the messages of a group that keeps their order are spread, by their keys: so many workers can work at the
    /// same time, each on queues of its own. One if nothing is said: one worker works, and the others wait to take its place.
    /// Groups that ask for no order are one queue, on which all workers work.
    ///
    /// Where there are several, a worker holds up to [`prefetch`](events_worker::Subscription::prefetch) messages that were taken, and
    /// has a part of as many fetched from each queue, sixteen from each at least if it may hold so many.
    ///
    /// # Panics
    ///
    /// If it is zero, or more than 64.
    #[track_caller]
    pub fn partitions(mut self, queues: u32) -> Self {
        assert!(
            (1..=SLOTS).contains(&queues),
            "the messages of a group are in 1 to {SLOTS} queues: `partitions(4)`"
        );
        self.settings.partitions = queues;
        self
    }

    /// How long `send` takes at most, all in all: to connect, to wait for a broker that is blocked or a queue that is full, and to
    /// be confirmed. Also how long `declare` and `subscribe` try. Thirty seconds if nothing is said.
    pub fn send_timeout(mut self, timeout: Duration) -> Self {
        self.settings.send_timeout = timeout;
        self
    }

    /// What becomes of a message whose event no group takes. [`Unroutable::Error`] if nothing is said.
    pub fn unroutable(mut self, unroutable: Unroutable) -> Self {
        self.settings.unroutable = unroutable;
        self
    }

    /// What the broker calls the connections, with what they are for behind it. `domain-events` if nothing is said.
    pub fn connection_name(mut self, name: impl Into<String>) -> Self {
        self.settings.connection_name = name.into();
        self
    }

    /// How often both sides say that they are there, in whole seconds: who has not been heard twice is gone. Ten seconds if neither this nor
    /// `heartbeat=` in the URI says otherwise.
    ///
    /// # Panics
    ///
    /// If it is less than a second, or more than 18 hours.
    #[track_caller]
    pub fn heartbeat(mut self, every: Duration) -> Self {
        let seconds = u16::try_from(every.as_secs()).unwrap_or(0);
        assert!(
            seconds > 0,
            "a heartbeat is every 1 to 65,535 seconds: `heartbeat(Duration::from_secs(10))`"
        );
        self.settings.heartbeat = Some(seconds);
        self
    }

    /// Trusts servers whose certificates are signed by these, in PEM, beside those that the system trusts.
    #[cfg(feature = "tls")]
    pub fn certificate_authorities(mut self, pem: impl Into<String>) -> Self {
        self.settings.tls.cert_chain = Some(pem.into());
        self
    }

    /// Shows the server this certificate, with its private key, both in PEM.
    #[cfg(feature = "tls")]
    pub fn client_certificate(mut self, certificate: impl Into<Vec<u8>>, key: impl Into<Vec<u8>>) -> Self {
        let (pem, key) = (certificate.into(), key.into());
        self.settings.tls.identity = Some(lapin::tcp::OwnedIdentity::PKCS8 { pem, key });
        self
    }

    /// Connects.
    ///
    /// # Errors
    ///
    /// Those of [`RabbitMq::connect`].
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime, or in one without timers or I/O.
    pub async fn connect(self) -> Result<RabbitMq, TransportError> {
        let Self { uri, settings } = self;
        settings.check()?;
        let mut address = Address::parse(&uri)?;
        let heartbeat = settings.heartbeat.or(address.uri.query.heartbeat).unwrap_or(10);
        address.uri.query.heartbeat = Some(heartbeat);
        let broker = Broker::new(&Arc::new(address), &Arc::new(settings));
        match broker.find().await {
            Ok(()) => Ok(RabbitMq::new(broker)),
            Err(failure) => {
                broker.close().await;
                Err(failure.into_error("connect to"))
            }
        }
    }
}

/// Without the URI, which may have a password in it.
impl fmt::Debug for RabbitMqBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RabbitMqBuilder").field("exchange", &self.settings.exchange).finish_non_exhaustive()
    }
}
