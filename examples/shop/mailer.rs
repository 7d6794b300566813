//! The port through which mail leaves the house, and an adapter that sends none.

use std::sync::atomic::{AtomicUsize, Ordering};

pub(crate) trait Mailer: Send + Sync {
    fn send(&self, to: &str, text: &str) -> impl Future<Output = Result<(), MailError>> + Send;
}

#[derive(Debug, thiserror::Error)]
#[error("no mailbox at {0}")]
pub(crate) struct MailError(String);

/// Counts mail instead of sending it, and knows one domain that has no mailboxes.
#[derive(Default)]
pub(crate) struct FakeMailer {
    sent: AtomicUsize,
}

impl FakeMailer {
    pub(crate) fn sent(&self) -> usize {
        self.sent.load(Ordering::Relaxed)
    }
}

impl Mailer for FakeMailer {
    async fn send(&self, to: &str, _text: &str) -> Result<(), MailError> {
        if to.ends_with("@bounce.example") {
            return Err(MailError(to.to_owned()));
        }
        self.sent.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}
