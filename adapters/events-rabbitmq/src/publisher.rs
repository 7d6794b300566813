//! Sends messages, and returns when the broker has them safe.

mod batch;
mod job;
mod lane;
mod sending;

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use events_worker::Message;
use events_worker::transport::{Problem, TransportError};
use lapin::BasicProperties;
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;

pub(crate) use self::job::Target;
use self::job::{Content, Job};
use self::lane::Lane;
use self::sending::Sending;
use crate::failure::Failure;
use crate::link::Link;
use crate::settings::Settings;

/// How many channels send at the same time: one alone is slower than the broker.
const LANES: usize = 4;
/// How many messages wait for their turn on each.
const WAITING: usize = 1_024;

/// Messages of one key go over one channel, so that they arrive in the order in which they were sent.
pub(crate) struct Publisher {
    lanes: Vec<mpsc::Sender<Job>>,
    link: Arc<Link>,
    settings: Arc<Settings>,
    hasher: RandomState,
    keyless: AtomicUsize,
    closed: watch::Receiver<bool>,
}

impl Publisher {
    pub(crate) fn start(link: &Arc<Link>, settings: &Arc<Settings>, closed: &watch::Receiver<bool>) -> Self {
        let lane = |_| {
            let (jobs, waiting) = mpsc::channel(WAITING);
            let lane = Lane::new(waiting, Arc::clone(link), Arc::clone(settings));
            let mut closed = closed.clone();
            tokio::spawn(async move {
                tokio::select! {
                    biased;
                    _ = closed.wait_for(|closed| *closed) => {}
                    () = lane.run() => {}
                }
            });
            jobs
        };
        Self {
            lanes: (0..LANES).map(lane).collect(),
            link: Arc::clone(link),
            settings: Arc::clone(settings),
            hasher: RandomState::new(),
            keyless: AtomicUsize::new(0),
            closed: closed.clone(),
        }
    }

    /// Sends each to where it goes.
    pub(crate) async fn send(
        &self,
        messages: &[Message],
        target: impl Fn(&Message) -> Result<Target, Failure> + Send + Sync,
    ) -> Result<(), TransportError> {
        let sending = Arc::new(Sending::new(messages.len()));
        let push = async {
            for (i, message) in messages.iter().enumerate() {
                match target(message) {
                    Ok(target) => {
                        let content = Content::Message(message.clone());
                        self.push(Job::new(target, content, &sending, i)).await;
                    }
                    Err(failure) => {
                        sending.settle(i, Err(failure));
                        sending.leave_out(i + 1..messages.len());
                        return;
                    }
                }
            }
        };
        self.wait_for(&sending, push).await.map_err(|(i, failure)| {
            let message = messages.get(i);
            let place = message.and_then(|message| target(message).ok()).map(|target| target.to_string());
            let error = Failure { place: failure.place.or(place), ..failure }.into_error("send");
            match message {
                Some(message) => error.of(message),
                None => error,
            }
        })
    }

    /// Sends to a queue, with these properties, what came elsewhere.
    pub(crate) async fn copy(
        &self,
        queue: &str,
        properties: BasicProperties,
        body: Bytes,
    ) -> Result<(), Failure> {
        let content = Content::Copy(Box::new(properties), body);
        let sending = Arc::new(Sending::new(1));
        let job = Job::new(Target::queue(queue)?, content, &sending, 0);
        self.wait_for(&sending, self.push(job)).await.map_err(|(_, failure)| failure)
    }

    async fn push(&self, job: Job) {
        let lane = match job.content.key() {
            Some(key) => usize::try_from(self.hasher.hash_one(key) % 64).unwrap_or(0),
            None => self.keyless.fetch_add(1, Ordering::Relaxed),
        };
        // A lane that has ended was closed, of which whoever waits for the job is told.
        let _ = self.lanes[lane % LANES].send(job).await;
    }

    /// Pushes, and waits until all have been settled, or the first that was not is late.
    async fn wait_for(
        &self,
        sending: &Arc<Sending>,
        push: impl Future<Output = ()>,
    ) -> Result<(), (usize, Failure)> {
        let _abandon = sending.abandon_when_dropped();
        let mut closed = self.closed.clone();
        let all = async {
            push.await;
            sending.all_settled().await;
        };
        tokio::select! {
            biased;
            _ = closed.wait_for(|closed| *closed) => Err((sending.first_unsettled(), Failure::closed())),
            ended = timeout(self.settings.send_timeout, all) => match ended {
                Ok(()) => sending.outcome(),
                Err(_) => Err((sending.first_unsettled(), self.late(sending))),
            },
        }
    }

    fn late(&self, sending: &Sending) -> Failure {
        let limit = self.settings.send_timeout;
        if sending.was_full() {
            let cause = format!("a queue that takes it is full, and was for {limit:?}");
            return Failure::new(Problem::Full, cause)
                .remedy("start workers that take messages from it, or raise `max_length`");
        }
        let late = format!("it was not confirmed within {limit:?}");
        match self.link.trouble() {
            Some(Failure { problem, cause, remedy, .. }) if !cause.is_empty() => {
                let late = Failure::new(problem, format!("{late}: {cause}"));
                Failure { remedy, ..late }
            }
            _ => Failure::new(Problem::Unavailable, late),
        }
    }
}
