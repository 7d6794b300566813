//! What can be set, and what holds if nothing is.

use std::time::Duration;

use events_worker::Subscription;
use events_worker::transport::{Order, Problem, SubscribedTo, TransportError};
use lapin::tcp::OwnedTLSConfig;

use crate::failure::error;
use crate::topology::LONGEST_NAME;

#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) exchange: String,
    pub(crate) delivery_limit: u32,
    pub(crate) max_length: Option<u32>,
    /// At least one.
    pub(crate) partitions: u32,
    pub(crate) send_timeout: Duration,
    pub(crate) unroutable: Unroutable,
    pub(crate) connection_name: String,
    pub(crate) heartbeat: Option<u16>,
    pub(crate) tls: OwnedTLSConfig,
}

/// What becomes of a message whose event no group takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Unroutable {
    /// Sending it is an error, [`Problem::Unroutable`]: the worker that declares the group has not been started yet, or the name of
    /// the exchange is another one there.
    #[default]
    Error,
    /// It is gone, with a warning in the log.
    Report,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            exchange: "domain-events".to_owned(),
            delivery_limit: 100,
            max_length: None,
            partitions: 1,
            send_timeout: Duration::from_secs(30),
            unroutable: Unroutable::default(),
            connection_name: "domain-events".to_owned(),
            heartbeat: None,
            tls: OwnedTLSConfig::default(),
        }
    }
}

impl Settings {
    pub(crate) fn check(&self) -> Result<(), TransportError> {
        let Self { exchange, .. } = self;
        if exchange.is_empty() || exchange.len() > LONGEST_NAME {
            return Err(error("declare", Problem::Refused)
                .at(format!("exchange `{exchange}`"))
                .because(format!("its name has {} bytes", exchange.len()))
                .remedy("give the exchange a name of 1 to 220 bytes"));
        }
        Ok(())
    }

    /// Whether the messages of a group are spread over several queues.
    pub(crate) fn is_partitioned(&self, subscription: &Subscription) -> bool {
        self.partitions > 1
            && subscription.message_order() == Order::ByKey
            && *subscription.subscribed_to() != SubscribedTo::DeadLetters
    }
}
