//! The task that runs the handler.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;

use events_core::inbox::{InBackground, Inbox, isolated};
use events_core::{HandlerError, HandlerInfo, Receipt};
use tokio::time::timeout_at;

use super::BackgroundFailure;
use super::queue::{Next, Queue, Running, Ticket};
use crate::{RetryPolicy, retry};

pub(super) struct Runner<H: HandlerInfo, P, F: Fn(&BackgroundFailure)> {
    pub(super) handler: Arc<H>,
    pub(super) queue: Arc<Queue<H::Events>>,
    pub(super) publisher: InBackground<P>,
    pub(super) on_failure: F,
    pub(super) retry: RetryPolicy,
}

impl<H: HandlerInfo<Events: Inbox<H, InBackground<P>>>, P, F: Fn(&BackgroundFailure)> Runner<H, P, F> {
    pub(super) async fn run(self: Arc<Self>) {
        let _on_duty = OnDuty(&self);
        loop {
            let running = {
                let mut work = pin!(self.queue.work());
                work.as_mut().enable();
                match self.queue.next() {
                    Next::Run(running) => running,
                    Next::Wait => {
                        work.await;
                        continue;
                    }
                    Next::WaitUntil(due) => {
                        let _ = timeout_at(due, work).await; // both ways there is something to do
                        continue;
                    }
                    Next::Stop => return,
                }
            };
            self.attempt(running).await;
        }
    }

    async fn attempt(&self, running: Running<'_, H::Events>) {
        let ticket = running.ticket();
        match isolated(|| running.message().run(&self.handler, &self.publisher)).await {
            Ok(follow_ups) => self.report_follow_ups(ticket, follow_ups),
            Err(error) => {
                if let Some(delay) = self.retry.delay_after(ticket.attempts, &error) {
                    return running.again(retry::after(delay));
                }
                self.give_up(ticket, error);
            }
        }
        running.done();
    }
}

impl<H: HandlerInfo, P, F: Fn(&BackgroundFailure)> Runner<H, P, F> {
    fn give_up(&self, Ticket { event, id, attempts, .. }: Ticket, error: HandlerError) {
        let failure = BackgroundFailure { handler: H::NAME, event, id, attempts, error };
        #[cfg(feature = "tracing")]
        tracing::error!(
            messaging.destination.name = failure.event,
            messaging.message.id = %failure.id,
            messaging.consumer.group.name = failure.handler,
            attempts = failure.attempts,
            error.message = %failure.error,
            "a handler in background gave an event up"
        );
        self.report(&failure);
    }

    /// The bus that published them has traced their failures.
    fn report_follow_ups(&self, Ticket { id, .. }: Ticket, follow_ups: Receipt) {
        for failure in follow_ups.into_failures() {
            let (handler, event) = (failure.handler(), failure.event());
            self.report(&BackgroundFailure { handler, event, id, attempts: 1, error: failure.into_error() });
        }
    }

    /// Unwind safety is not at stake: the hook is called again only if it can be shared, and what it shares tells of its poison.
    fn report(&self, failure: &BackgroundFailure) {
        let _ = catch_unwind(AssertUnwindSafe(|| (self.on_failure)(failure)));
    }
}

/// A runner that goes, at its end, by an abort or with its runtime. The last one tells of each event that nobody will run.
struct OnDuty<'r, H: HandlerInfo, P, F: Fn(&BackgroundFailure)>(&'r Runner<H, P, F>);

impl<H: HandlerInfo, P, F: Fn(&BackgroundFailure)> Drop for OnDuty<'_, H, P, F> {
    fn drop(&mut self) {
        let Self(runner) = self;
        for ticket in runner.queue.leave() {
            let error =
                "the runtime stopped before the event was handled: await `shutdown` before it goes down";
            runner.give_up(ticket, HandlerError::permanent(error));
        }
        runner.queue.tell_drained();
    }
}
