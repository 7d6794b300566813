//! Whether the broker takes nothing: it has an alarm, and says so.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};

use futures_core::Stream;
use lapin::{Connection, Event};
use tokio::task::JoinHandle;

use crate::failure::NAME;

/// The broker's reason, as long as there is one.
#[derive(Clone, Default)]
pub(super) struct Blocked(Arc<Mutex<Option<String>>>);

/// Listens as long as its connection is used.
pub(super) struct Watch {
    task: JoinHandle<()>,
    blocked: Blocked,
}

impl Blocked {
    pub(super) fn watch(&self, connection: &Connection, server: String) -> Watch {
        let events = connection.events_listener();
        let blocked = self.clone();
        let task = tokio::spawn(async move {
            let mut events = pin!(events);
            while let Some(event) = poll_fn(|context| events.as_mut().poll_next(context)).await {
                match event {
                    Event::ConnectionBlocked(reason) => {
                        tracing::warn!(
                            messaging.system = NAME,
                            server,
                            reason,
                            "the broker has blocked the connection: what is sent waits"
                        );
                        blocked.set(Some(reason));
                    }
                    Event::ConnectionUnblocked => {
                        tracing::info!(
                            messaging.system = NAME,
                            server,
                            "the broker has unblocked the connection"
                        );
                        blocked.set(None);
                    }
                    _ => {}
                }
            }
        });
        Watch { task, blocked: self.clone() }
    }

    pub(super) fn reason(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, reason: Option<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = reason;
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.task.abort();
        self.blocked.set(None);
    }
}
