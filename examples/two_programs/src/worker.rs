//! Sends e-mails and counts sales, for orders that another program took.

use std::convert::Infallible;
use std::process::ExitCode;
use std::time::Duration;

use domain_events::{RetryPolicy, Transport, Worker, WorkerStatus};

use crate::choice::{Arguments, Chosen};
use crate::console::{print, refuse, tell};
use crate::handlers::{ConfirmationEmail, TrackSale};
use crate::mailer::FakeMailer;

const HELP: &str = "\
Sends an e-mail for each order that a publisher placed, and counts what was sold, until ctrl-c.

Usage: cargo run -p two-programs --bin worker -- --transport <TRANSPORT>

  <TRANSPORT>  rabbitmq or kafka

Brokers are at $DOMAIN_EVENTS_RABBITMQ and $DOMAIN_EVENTS_KAFKA, as `scripts/brokers up` prints them.";

/// The program. It ends with 2 if an argument is wrong, or the broker cannot be reached.
///
/// # Panics
///
/// If the system has nothing to wait on input and output with.
#[must_use]
#[tokio::main(flavor = "current_thread")]
pub async fn main() -> ExitCode {
    let Arguments { transport, file } = match Arguments::read(HELP) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    if let Some(file) = file {
        return refuse(format_args!("a worker reads no file: {}", file.display()));
    }
    match run(&transport).await {
        Ok(report) => print(&report),
        Err(error) => refuse(error),
    }
}

async fn run(transport: &str) -> anyhow::Result<String> {
    match Chosen::connect(transport).await? {
        Chosen::Memory(_) => anyhow::bail!(
            "a worker of its own shares no memory with the publisher: that one runs its own with `--transport memory`"
        ),
        Chosen::RabbitMq(transport) => until_ctrl_c(of_the_shop(transport)).await,
        Chosen::Kafka(transport) => until_ctrl_c(of_the_shop(transport)).await,
    }
}

/// The two handlers that are slow, or fail: each has its own queue or consumer group, and its own retries.
pub(crate) fn of_the_shop<T: Transport>(transport: T) -> Worker<T> {
    let patience = RetryPolicy::new().attempts(3).first_delay(Duration::from_millis(10));
    Worker::new(transport)
        .handler_with(ConfirmationEmail { mailer: FakeMailer::default() }, |settings| {
            settings.retry(patience)
        })
        .handler(TrackSale)
}

async fn until_ctrl_c<T: Transport>(worker: Worker<T>) -> anyhow::Result<String> {
    let status = worker.status();
    tokio::select! {
        stopped = worker.run_until(tokio::signal::ctrl_c()) => Ok(format!("{status}\n{}", stopped?)),
        never = tell_of(&status) => match never {},
    }
}

/// Tells what the worker does, each second in which it does something.
async fn tell_of(status: &WorkerStatus) -> Infallible {
    let mut told = String::new();
    let mut ticks = tokio::time::interval(Duration::from_secs(1));
    loop {
        ticks.tick().await;
        let now = status.to_string();
        if now != told {
            tell(&now);
            told = now;
        }
    }
}
