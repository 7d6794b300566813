//! Why a worker could not run, or ended before its time.

use thiserror::Error;
use tokio::task::JoinError;

use super::Stopped;
use crate::transport::TransportError;

/// Why a [`Worker`](super::Worker) could not start, or has ended without its signal. What was running has been stopped in order.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WorkerError {
    /// It has no handlers.
    #[error("the worker on {transport} has no handlers: add each with `.handler(…)`")]
    NoHandlers {
        /// The transport's name.
        transport: &'static str,
    },
    /// Two of its handlers would take each other's messages.
    #[error(
        "two handlers of the worker on {transport} have the group `{group}`, and each would get half of its messages: give one another group, `handler_with(handler, |settings| settings.group(\"…\"))`"
    )]
    SameGroup {
        /// The transport's name.
        transport: &'static str,
        /// The group.
        group: String,
    },
    /// The groups of its handlers could not be declared.
    #[error("the worker could not start: {error}")]
    Declare {
        /// Why.
        #[source]
        error: TransportError,
        /// What the worker had done: nothing.
        stopped: Stopped,
    },
    /// A handler could not be subscribed.
    #[error("the worker could not subscribe handler `{handler}`: {error}")]
    Subscribe {
        /// The handler's name.
        handler: &'static str,
        /// Why.
        #[source]
        error: TransportError,
        /// What the worker had done.
        stopped: Stopped,
    },
    /// The transport gives no more messages.
    #[error("the worker was stopped, as no more messages come: {error}")]
    Transport {
        /// Why.
        #[source]
        error: TransportError,
        /// What the worker had done.
        stopped: Stopped,
    },
    /// The transport was closed under it.
    #[error(
        "the worker was stopped, as its transport was closed: stop workers before the transport is closed"
    )]
    Closed {
        /// What the worker had done.
        stopped: Stopped,
    },
    /// A task of the worker has panicked, outside of a handler.
    #[error("the worker was stopped, as {what}")]
    Task {
        /// What has happened.
        what: String,
        /// What the worker had done.
        stopped: Stopped,
    },
}

impl WorkerError {
    /// Of a task that has ended before the signal came.
    pub(super) fn ended(task: Result<Result<(), TransportError>, JoinError>) -> Self {
        let stopped = Stopped::default();
        match task {
            Ok(Ok(())) => Self::Closed { stopped },
            Ok(Err(error)) => Self::Transport { error, stopped },
            Err(error) => Self::Task { what: super::ended(&error), stopped },
        }
    }

    /// The same, with what had been done.
    pub(super) fn after(mut self, all: Stopped) -> Self {
        match &mut self {
            Self::NoHandlers { .. } | Self::SameGroup { .. } => {}
            Self::Declare { stopped, .. }
            | Self::Subscribe { stopped, .. }
            | Self::Transport { stopped, .. }
            | Self::Closed { stopped }
            | Self::Task { stopped, .. } => *stopped = all,
        }
        self
    }
}
