//! What the client says, as errors of a transport.

use events_worker::TransportError;
use events_worker::transport::Problem;
use rdkafka::error::{KafkaError, RDKafkaErrorCode as Code};

pub(crate) const NAME: &str = "kafka";

pub(crate) fn error(tried: &'static str, problem: Problem) -> TransportError {
    TransportError::new(NAME, tried, problem)
}

/// A failure of the client, without the place.
pub(crate) fn failed(tried: &'static str, cause: KafkaError) -> TransportError {
    let problem = match &cause {
        KafkaError::ClientConfig(..) | KafkaError::ClientCreation(_) | KafkaError::Nul(_) => Problem::Refused,
        KafkaError::AdminOp(code) => of(*code),
        cause => cause.rdkafka_error_code().map_or(Problem::Unavailable, of),
    };
    let error = error(tried, problem).because(cause);
    match remedy(problem) {
        Some(remedy) => error.remedy(remedy),
        None => error,
    }
}

/// What kind of failure a code is.
pub(crate) fn of(code: Code) -> Problem {
    match code {
        Code::UnknownTopic | Code::UnknownPartition | Code::UnknownTopicOrPartition => Problem::Unroutable,
        Code::QueueFull => Problem::Full,
        Code::MessageSizeTooLarge
        | Code::MessageBatchTooLarge
        | Code::InvalidMessageSize
        | Code::InvalidTopic
        | Code::InvalidTimestamp
        | Code::InvalidConfig
        | Code::InvalidPartitions
        | Code::InvalidReplicationFactor
        | Code::InvalidGroupId
        | Code::InvalidSessionTimeout
        | Code::InconsistentGroupProtocol
        | Code::InvalidArgument
        | Code::PolicyViolation
        | Code::TopicAuthorizationFailed
        | Code::GroupAuthorizationFailed
        | Code::ClusterAuthorizationFailed
        | Code::SaslAuthenticationFailed
        | Code::Authentication
        | Code::UnsupportedSASLMechanism
        | Code::UnsupportedVersion => Problem::Refused,
        _ => Problem::Unavailable,
    }
}

fn remedy(problem: Problem) -> Option<&'static str> {
    match problem {
        Problem::Unavailable => Some(
            "see that the broker runs and that its `advertised.listeners` can be reached from here, and try again",
        ),
        Problem::Unroutable => Some(
            "start the worker that handles it, which declares its group and makes the topics, or declare it before",
        ),
        _ => None,
    }
}
