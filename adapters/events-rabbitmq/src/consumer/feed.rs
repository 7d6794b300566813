//! One channel on which messages come: from when it is opened to when it has gone.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{mpsc, oneshot};

use super::Takes;
use crate::failure::Failure;

/// What the deliveries of a channel know of it. They are settled on it, or not at all.
pub(crate) struct Feed {
    takes: Takes,
    commands: mpsc::UnboundedSender<Command>, // bounded by what is unsettled: each is settled once
    gone: AtomicBool,
    /// Nobody takes any more.
    closing: AtomicBool,
}

pub(super) enum Command {
    /// One is done, of which the broker is to be told, and then who waits for it.
    Done(u64, oneshot::Sender<()>),
    Again(u64),
    /// How many messages are ready in the queue.
    Count(oneshot::Sender<u64>),
}

impl Feed {
    pub(super) fn new(takes: Takes) -> (Arc<Self>, mpsc::UnboundedReceiver<Command>) {
        let (commands, received) = mpsc::unbounded_channel();
        let (gone, closing) = (AtomicBool::new(false), AtomicBool::new(false));
        (Arc::new(Self { takes, commands, gone, closing }), received)
    }

    /// One that came is to come again. Where messages of a key keep their order, those behind it do too: nobody is to begin with
    /// them.
    pub(super) fn give_back(&self, tag: u64) {
        if self.takes == Takes::AllOfAKey && !self.closing.load(Ordering::Acquire) {
            self.end();
        }
        // Of a channel that has gone, all come again.
        let _ = self.commands.send(Command::Again(tag));
    }

    /// One is done. Waits until the broker was told. `false` if the channel has gone before.
    pub(super) fn done(&self, tag: u64) -> impl Future<Output = bool> + Send + use<> {
        let (told, waits) = oneshot::channel();
        let _ = self.commands.send(Command::Done(tag, told));
        async { waits.await.is_ok() }
    }

    pub(crate) async fn count(&self) -> Option<u64> {
        let (counted, waits) = oneshot::channel();
        self.commands.send(Command::Count(counted)).ok()?;
        waits.await.ok()
    }

    /// What was taken can be settled, and what is given back goes back behind that.
    pub(super) fn close(&self) {
        self.closing.store(true, Ordering::Release);
    }

    pub(super) fn end(&self) {
        self.gone.store(true, Ordering::Release);
    }

    pub(super) fn is_gone(&self) -> bool {
        self.gone.load(Ordering::Acquire)
    }
}

/// How a channel has ended.
pub(super) enum Ended {
    /// Nobody takes any more, and all that was taken is settled; or the transport is closed.
    Closed,
    /// It broke, or the broker has closed it.
    Broken(Failure),
    /// One that came is to come again before those behind it, so that all that is unsettled was given back.
    GivenBack,
}
