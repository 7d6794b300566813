//! Messages that go out together, and what the broker says of each.

use std::collections::HashMap;
use std::time::Duration;

use events_worker::transport::Problem;
use lapin::message::BasicReturnMessage;
use lapin::options::BasicPublishOptions;
use lapin::{Confirmation, PublisherConfirm};
use tokio::time::sleep;

use super::job::{Job, Target};
use crate::answer::gone;
use crate::begun::begin;
use crate::failure::Failure;
use crate::link::{Link, Opened};
use crate::wire;

/// How often a channel on which nothing is confirmed is looked at, in case that nobody tells when it has gone.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// What became of a message.
pub(super) enum Outcome {
    Confirmed,
    /// No queue takes it, says the broker, and has kept it nowhere.
    Returned(String),
    /// A queue is full.
    NoRoom,
    /// It cannot be sent.
    Refused(Failure),
    /// Nobody knows: the channel has gone before the broker had confirmed it.
    Unknown(Failure),
}

/// Sends them in order and waits for what the broker says of each of them, as long as it takes while the broker is blocked, and
/// `patience` else.
///
/// Returned messages come before what confirms them, but the client hands each to the confirmation that comes next. That is why
/// all of them are waited for before one counts as confirmed, and why a returned message speaks for all with its target.
pub(super) async fn send(opened: &Opened, link: &Link, jobs: &[Job], patience: Duration) -> Vec<Outcome> {
    let mut outcomes = jobs.iter().map(|_| None).collect::<Vec<_>>();
    let mut returned = HashMap::new();
    let in_time = {
        let mut said = Box::pin(all(opened, jobs, &mut outcomes, &mut returned));
        let mut gone = Box::pin(gone(LOOK_EVERY, || opened.channel.status().connected()));
        loop {
            tokio::select! {
                biased;
                () = said.as_mut() => break true,
                () = gone.as_mut() => break true,
                () = sleep(patience) => if link.blocked().is_none() {
                    break false;
                },
            }
        }
    };
    if !in_time {
        link.give_up(&opened.channel).await;
    }
    let outcomes = outcomes.into_iter().zip(jobs).map(|(outcome, job)| match outcome {
        Some(Outcome::Confirmed) => match returned.get(&job.target) {
            Some(reason) => Outcome::Returned(String::clone(reason)),
            None => Outcome::Confirmed,
        },
        Some(outcome) => outcome,
        None => Outcome::Unknown(Failure::new(Problem::Unavailable, "it did not confirm")),
    });
    outcomes.collect()
}

async fn all(
    opened: &Opened,
    jobs: &[Job],
    outcomes: &mut [Option<Outcome>],
    returned: &mut HashMap<Target, String>,
) {
    let mut writing = Vec::with_capacity(jobs.len());
    for (job, outcome) in jobs.iter().zip(outcomes) {
        match publish(opened, job) {
            Ok(publishing) => writing.push((outcome, begin(publishing).await)),
            Err(failure) => *outcome = Some(Outcome::Refused(failure)),
        }
    }
    let mut confirming = Vec::with_capacity(writing.len());
    for (outcome, written) in writing {
        match written.finish().await {
            Ok(confirm) => confirming.push((outcome, confirm)),
            Err(error) => *outcome = Some(Outcome::Unknown(error.into())),
        }
    }
    for (outcome, confirm) in confirming {
        *outcome = Some(match confirm.await {
            Ok(Confirmation::Ack(with)) => {
                note(returned, with);
                Outcome::Confirmed
            }
            Ok(Confirmation::Nack(with)) => {
                note(returned, with);
                Outcome::NoRoom
            }
            Ok(Confirmation::NotRequested) => {
                Outcome::Unknown(Failure::new(Problem::Unavailable, "the channel confirms nothing"))
            }
            Err(error) => Outcome::Unknown(error.into()),
        });
    }
}

fn publish<'a>(
    opened: &'a Opened,
    job: &'a Job,
) -> Result<impl Future<Output = lapin::Result<PublisherConfirm>> + Send + 'a, Failure> {
    let properties = job.content.properties()?;
    let length = wire::header_frame(&properties);
    if length > opened.frame_max {
        let cause = format!("its headers have {length} bytes, and the broker takes {}", opened.frame_max);
        return Err(Failure::new(Problem::Refused, cause)
            .remedy("put what is long into the body, or raise `frame_max` of the broker"));
    }
    let Target { exchange, routing_key } = job.target.clone();
    let options = BasicPublishOptions { mandatory: true, immediate: false };
    Ok(opened.channel.basic_publish(exchange, routing_key, options, job.content.body(), properties))
}

fn note(returned: &mut HashMap<Target, String>, message: Option<BasicReturnMessage>) {
    if let Some(message) = message {
        let target = Target {
            exchange: message.delivery.exchange.clone(),
            routing_key: message.delivery.routing_key.clone(),
        };
        returned.insert(target, message.reply_text.to_string());
    }
}
