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
        "handlers `{}` and `{}` of the worker on {transport} have the same group, `{group}`, and each would get a part of its messages: give one of them a group of its own, `handler_with(handler, |settings| settings.group(\"…\"))`",
        handlers[0],
        handlers[1]
    )]
    SameGroup {
        /// The transport's name.
        transport: &'static str,
        /// The group.
        group: String,
        /// The names of the two handlers, in the order in which they were added.
        handlers: [&'static str; 2],
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
        "the worker on {transport} was stopped, as its transport was closed: stop workers before the transport is closed"
    )]
    Closed {
        /// The transport's name.
        transport: &'static str,
        /// What the worker had done.
        stopped: Stopped,
    },
    /// A task of the worker has panicked, outside of a handler.
    #[error("the worker on {transport} was stopped, as {what}")]
    Task {
        /// The transport's name.
        transport: &'static str,
        /// What has happened.
        what: String,
        /// What the worker had done.
        stopped: Stopped,
    },
}

impl WorkerError {
    /// Of a task that has ended before the signal came.
    pub(super) fn ended(
        transport: &'static str,
        task: Result<Result<(), TransportError>, JoinError>,
    ) -> Self {
        let stopped = Stopped::default();
        match task {
            Ok(Ok(())) => Self::Closed { transport, stopped },
            Ok(Err(error)) => Self::Transport { error, stopped },
            Err(error) => Self::Task { transport, what: super::ended(&error), stopped },
        }
    }

    /// The same, with what had been done.
    pub(super) fn after(mut self, all: Stopped) -> Self {
        match &mut self {
            Self::NoHandlers { .. } | Self::SameGroup { .. } => {}
            Self::Declare { stopped, .. }
            | Self::Subscribe { stopped, .. }
            | Self::Transport { stopped, .. }
            | Self::Closed { stopped, .. }
            | Self::Task { stopped, .. } => *stopped = all,
        }
        self
    }
}
