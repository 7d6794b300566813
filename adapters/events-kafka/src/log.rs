//! What the client has to say, to `tracing`.

use rdkafka::ClientContext;
use rdkafka::config::RDKafkaLogLevel as Level;
use rdkafka::error::KafkaError;

/// A client without callbacks of its own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Log;

impl ClientContext for Log {
    fn log(&self, level: Level, facility: &str, message: &str) {
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
