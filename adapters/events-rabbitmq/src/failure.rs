//! What the broker, or the way to it, says no with.

use events_worker::transport::{Problem, TransportError};
use lapin::ErrorKind;

/// The transport's name in errors, logs and metrics.
pub(crate) const NAME: &str = "rabbitmq";

pub(crate) fn error(tried: &'static str, problem: Problem) -> TransportError {
    TransportError::new(NAME, tried, problem)
}

/// Why something failed, to be told to each who waits for it.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) problem: Problem,
    /// The reply code of the protocol, if the broker said it.
    pub(crate) code: Option<u16>,
    /// Empty if there is nothing to add to the problem.
    pub(crate) cause: String,
    /// Where it happened, if whoever tells of it knows no better.
    pub(crate) place: Option<String>,
    pub(crate) remedy: Option<&'static str>,
}

/// Reply codes of AMQP.
pub(crate) const NOT_FOUND: u16 = 404;
pub(crate) const ACCESS_REFUSED: u16 = 403;
const INVALID_PATH: u16 = 402;
const RESOURCE_LOCKED: u16 = 405;
const PRECONDITION_FAILED: u16 = 406;
const COMMAND_INVALID: u16 = 503;
const NOT_ALLOWED: u16 = 530;
const NOT_IMPLEMENTED: u16 = 540;

impl Failure {
    pub(crate) fn new(problem: Problem, cause: impl Into<String>) -> Self {
        Self { problem, code: None, cause: cause.into(), place: None, remedy: None }
    }

    pub(crate) fn closed() -> Self {
        Self::new(Problem::Closed, "")
    }

    pub(crate) fn at(self, place: impl Into<String>) -> Self {
        Self { place: Some(place.into()), ..self }
    }

    pub(crate) fn remedy(self, remedy: &'static str) -> Self {
        Self { remedy: Some(remedy), ..self }
    }

    /// Whether it does not pass by itself.
    pub(crate) fn is_permanent(&self) -> bool {
        matches!(self.problem, Problem::Closed | Problem::Refused | Problem::Differs | Problem::Unroutable)
    }

    /// Whether the broker has closed the channel for it, and not the connection.
    pub(crate) fn is_of_channel(&self) -> bool {
        matches!(self.code, Some(311 | 312 | 313 | ACCESS_REFUSED..=PRECONDITION_FAILED))
    }

    pub(crate) fn into_error(self, tried: &'static str) -> TransportError {
        let mut error = error(tried, self.problem);
        if let Some(place) = self.place {
            error = error.at(place);
        }
        if !self.cause.is_empty() {
            error = error.because(self.cause);
        }
        if let Some(remedy) = self.remedy {
            error = error.remedy(remedy);
        }
        error
    }
}

impl From<lapin::Error> for Failure {
    fn from(error: lapin::Error) -> Self {
        let ErrorKind::ProtocolError(said) = error.kind() else {
            return Self::new(Problem::Unavailable, error.to_string());
        };
        let code = said.get_id();
        let problem = match code {
            ACCESS_REFUSED | INVALID_PATH | RESOURCE_LOCKED | COMMAND_INVALID | NOT_ALLOWED
            | NOT_IMPLEMENTED => Problem::Refused,
            PRECONDITION_FAILED => Problem::Differs,
            _ => Problem::Unavailable,
        };
        let remedy = match code {
            ACCESS_REFUSED => Some(
                "see that the user and its password are right, and give it permission to configure, write and read what is named after the exchange and the groups: `rabbitmqctl set_permissions`",
            ),
            NOT_ALLOWED | INVALID_PATH => {
                Some("see that the virtual host exists, that the user may use it, and what limits it has")
            }
            PRECONDITION_FAILED => Some(
                "use the settings that it was made with, or let its workers empty it, delete it, and start them again",
            ),
            _ => None,
        };
        Self { problem, code: Some(code), cause: said.get_message().to_string(), place: None, remedy }
    }
}
