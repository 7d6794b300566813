//! One channel, and what waits for it.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use events_worker::transport::Problem;
use lapin::options::ConfirmSelectOptions;
use tokio::sync::mpsc;
use tokio::time::sleep;

use super::batch::{self, Outcome};
use super::job::Job;
use crate::answer::{answer, in_time};
use crate::failure::{ACCESS_REFUSED, Failure, NAME, NOT_FOUND};
use crate::link::{Link, Opened};
use crate::settings::{Settings, Unroutable};
use crate::topology;

/// How many messages are unconfirmed at the same time.
const AT_ONCE: usize = 256;
/// How long a full queue is left alone, or a broker that lets no channel be opened.
const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

pub(super) struct Lane {
    jobs: mpsc::Receiver<Job>,
    /// In the order in which they are to arrive.
    waiting: VecDeque<Job>,
    link: Arc<Link>,
    settings: Arc<Settings>,
    opened: Option<Opened>,
    /// So many go out alone: one of them closes the channel, and it is not known which.
    alone: usize,
    /// Whether a queue may refuse one message and take the next: then those of a key do not go out together.
    one_of_a_key: bool,
    pause: Duration,
}

impl Lane {
    pub(super) fn new(jobs: mpsc::Receiver<Job>, link: Arc<Link>, settings: Arc<Settings>) -> Self {
        Self {
            jobs,
            waiting: VecDeque::new(),
            link,
            one_of_a_key: settings.max_length.is_some(),
            settings,
            opened: None,
            alone: 0,
            pause: FIRST_PAUSE,
        }
    }

    /// Until nobody can send any more.
    pub(super) async fn run(mut self) {
        while self.fill().await {
            match self.opened().await {
                Ok(opened) => {
                    let batch = self.batch();
                    let outcomes = batch::send(&opened, &self.link, &batch, self.settings.send_timeout).await;
                    self.opened = Some(opened);
                    self.take_note(batch, outcomes).await;
                }
                Err(failure) if failure.is_permanent() => {
                    for job in self.waiting.drain(..) {
                        job.sending.settle(job.place, Err(failure.clone()));
                    }
                }
                Err(_) => self.rest().await, // of which the link tells whoever waits too long
            }
        }
    }

    /// Waits for something to send.
    async fn fill(&mut self) -> bool {
        loop {
            self.let_go();
            while self.waiting.len() < AT_ONCE
                && let Ok(job) = self.jobs.try_recv()
            {
                self.waiting.push_back(job);
            }
            if !self.waiting.is_empty() {
                return true;
            }
            let Some(job) = self.jobs.recv().await else { return false };
            self.waiting.push_back(job);
        }
    }

    /// What nobody waits for any more.
    fn let_go(&mut self) {
        self.waiting.retain(|job| !job.sending.is_abandoned());
    }

    async fn opened(&mut self) -> Result<Opened, Failure> {
        if let Some(opened) = self.opened.take().filter(|opened| opened.channel.status().connected()) {
            return Ok(opened);
        }
        let opened = self.link.channel().await?;
        let declared =
            in_time(&opened.channel, topology::declare_exchange(&opened.channel, &self.settings)).await;
        let opened = match declared {
            Err(failure) if topology::may_not_declare(&failure) => {
                let opened = self.link.channel().await?;
                in_time(&opened.channel, topology::find_exchange(&opened.channel, &self.settings)).await?;
                opened
            }
            declared => declared.map(|()| opened)?,
        };
        answer(&opened.channel, opened.channel.confirm_select(ConfirmSelectOptions::default())).await?;
        Ok(opened)
    }

    fn batch(&mut self) -> Vec<Job> {
        self.let_go(); // it may have taken long until there was a channel
        if self.alone > 0 {
            self.alone -= 1;
            return self.waiting.pop_front().into_iter().collect();
        }
        let mut keys = HashSet::new();
        let mut count = 0;
        for job in self.waiting.iter().take(AT_ONCE) {
            if self.one_of_a_key && job.content.key().is_some_and(|key| !keys.insert(key)) {
                break;
            }
            count += 1;
        }
        self.waiting.drain(..count).collect()
    }

    /// Tells those that are done, and puts the others back before those that wait.
    async fn take_note(&mut self, batch: Vec<Job>, outcomes: Vec<Outcome>) {
        let is_alone = batch.len() == 1;
        if outcomes.iter().any(|outcome| matches!(outcome, Outcome::Confirmed)) {
            self.link.has_worked();
        }
        let is_gone = outcomes.iter().any(|outcome| matches!(outcome, Outcome::Unknown(_)));
        let (mut full, mut closed_by, mut again) = (false, None, Vec::new());
        for (mut job, outcome) in batch.into_iter().zip(outcomes) {
            match outcome {
                Outcome::Confirmed => job.sending.settle(job.place, Ok(())),
                Outcome::Returned(reason) => self.returned(&job, &reason),
                Outcome::Refused(failure) => job.sending.settle(job.place, Err(failure)),
                Outcome::NoRoom => {
                    job.sending.found_no_room();
                    full = true;
                    again.push(job);
                }
                Outcome::Unknown(failure) if is_alone && failure.is_of_channel() => {
                    if failure.code != Some(NOT_FOUND) {
                        job.sending.settle(job.place, Err(refused(failure)));
                    } else if !job.target.is_event(&self.settings.exchange) {
                        let failure = Failure { problem: Problem::Unroutable, ..failure };
                        job.sending.settle(job.place, Err(failure));
                    } else if !job.exchange_was_gone {
                        job.exchange_was_gone = true; // it is declared with the next channel
                        again.push(job);
                    } else {
                        job.sending.settle(job.place, Err(refused(failure)));
                    }
                }
                Outcome::Unknown(failure) => {
                    closed_by = closed_by.or(failure.code);
                    again.push(job);
                }
            }
        }
        if is_gone {
            self.opened = None;
        }
        if closed_by.is_some() {
            self.alone = again.len();
        }
        for job in again.into_iter().rev() {
            self.waiting.push_front(job);
        }
        if full {
            self.one_of_a_key = true;
            self.rest().await;
        } else {
            self.pause = FIRST_PAUSE;
        }
    }

    async fn rest(&mut self) {
        sleep(self.pause).await;
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
    }

    fn returned(&self, job: &Job, reason: &str) {
        if self.settings.unroutable == Unroutable::Report && job.target.is_event(&self.settings.exchange) {
            tracing::warn!(
                messaging.system = NAME,
                messaging.destination.name = self.settings.exchange,
                messaging.message.id = job.content.id(),
                event = job.target.routing_key.as_str(),
                "no group takes the event: it is gone"
            );
            job.sending.settle(job.place, Ok(()));
            return;
        }
        let failure = Failure::new(Problem::Unroutable, format!("the broker has returned it: {reason}"));
        job.sending.settle(job.place, Err(failure));
    }
}

/// What closes the channel by itself alone is not taken.
fn refused(failure: Failure) -> Failure {
    let remedy = match failure.code {
        Some(ACCESS_REFUSED) => failure.remedy,
        _ if failure.cause.contains("max size") => {
            Some("send less in one event, or raise `max_message_size` of the broker")
        }
        _ => None,
    };
    Failure { problem: Problem::Refused, remedy, ..failure }
}
