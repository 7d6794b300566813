//! What the client has to say, to `tracing`.

use std::sync::{Arc, Mutex, PoisonError};

use rdkafka::ClientContext;
use rdkafka::config::RDKafkaLogLevel as Level;
use rdkafka::error::KafkaError;

/// A client without callbacks of its own. What clients with clones of one log say is one log.
#[derive(Debug, Clone, Default)]
pub(crate) struct Log {
    last_failure: Arc<Mutex<Option<String>>>,
}

impl Log {
    /// The last connection that failed, and why.
    pub(crate) fn last_failure(&self) -> Option<String> {
        self.last_failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ClientContext for Log {
    fn log(&self, level: Level, facility: &str, message: &str) {
        if facility == "FAIL" {
            let (_thread, failure) = message.split_once("]: ").unwrap_or(("", message));
            *self.last_failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure.to_owned());
        }
        log(level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(%error, reason, "the Kafka client has met an error");
    }
}

/// Each side is told the settings of both, of which the client warns.
pub(crate) fn log(level: Level, facility: &str, message: &str) {
    match level {
        _ if facility == "CONFWARN" => tracing::trace!(facility, message),
        Level::Emerg | Level::Alert | Level::Critical | Level::Error => tracing::error!(facility, message),
        Level::Warning => tracing::warn!(facility, message),
        Level::Notice | Level::Info => tracing::info!(facility, message),
        Level::Debug => tracing::debug!(facility, message),
    }
}
