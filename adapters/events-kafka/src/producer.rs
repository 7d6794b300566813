//! Sends records, and returns when the broker has them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use events_worker::TransportError;
use events_worker::transport::Problem;
use rdkafka::ClientConfig;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::producer::future_producer::DeliveryFuture;
use rdkafka::producer::{FutureProducer, FutureRecord, Producer as _};
use tokio::time::{Instant, sleep, timeout_at};

use crate::error::{error, failed};
use crate::log::Log;
use crate::off_runtime::OffRuntime;
use crate::record::Content;

type Client = OffRuntime<FutureProducer<Log>>;

/// The producer of a transport. It is idempotent: what the client sends again is stored once, in order. When it has met an error
/// that it does not survive, another one takes its place.
pub(crate) struct Producer {
    config: ClientConfig,
    timeout: Duration,
    log: Log,
    client: Mutex<Arc<Client>>,
}

/// Why a record was not sent.
enum Failure {
    /// The client is done for. So many records were confirmed before.
    Fatal(usize),
    Failed(usize, KafkaError),
}

impl Producer {
    pub(crate) fn new(config: ClientConfig, timeout: Duration, log: Log) -> Result<Self, KafkaError> {
        let client = Mutex::new(Arc::new(OffRuntime::new(config.create_with_context(log.clone())?)));
        Ok(Self { config, timeout, log, client })
    }

    /// Sends to a topic, in order, and waits until each is confirmed.
    pub(crate) async fn send(&self, topic: &str, records: &[Content<'_>]) -> Result<(), TransportError> {
        let deadline = Instant::now() + self.timeout;
        let mut confirmed = 0;
        while confirmed < records.len() {
            let client = self.client();
            match try_send(&client, topic, &records[confirmed..], deadline).await {
                Ok(()) => break,
                Err(Failure::Fatal(more)) if Instant::now() < deadline => {
                    confirmed += more;
                    self.renew(&client)?;
                }
                Err(Failure::Fatal(more)) => {
                    return Err(of(records[confirmed + more], topic, KafkaError::Canceled));
                }
                Err(Failure::Failed(more, cause)) => {
                    return Err(of(records[confirmed + more], topic, cause));
                }
            }
        }
        Ok(())
    }

    /// Waits until all that is under way is confirmed or has failed. Blocks.
    pub(crate) fn flush(&self, timeout: Duration) -> Result<(), KafkaError> {
        self.client().flush(timeout)
    }

    fn client(&self) -> Arc<Client> {
        Arc::clone(&self.client.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts another client in the place of one that is done for, unless somebody else has.
    fn renew(&self, done_for: &Arc<Client>) -> Result<(), TransportError> {
        let mut client = self.client.lock().unwrap_or_else(PoisonError::into_inner);
        if Arc::ptr_eq(&client, done_for) {
            let why = done_for.client().fatal_error().map(|(_, why)| why);
            tracing::warn!(?why, "the Kafka producer has met a fatal error and is made anew");
            let new = self.config.create_with_context(self.log.clone());
            let new = new.map_err(|cause| failed("send to", cause))?;
            *client = Arc::new(OffRuntime::new(new));
        }
        Ok(())
    }
}

/// The client has a deadline of its own: ours is for a client that does not keep it.
async fn try_send(
    client: &Client,
    topic: &str,
    records: &[Content<'_>],
    deadline: Instant,
) -> Result<(), Failure> {
    const LATE: Duration = Duration::from_secs(5);
    let mut confirmed = 0;
    let sent = timeout_at(deadline + LATE, put_all(client, topic, records, deadline, &mut confirmed)).await;
    let cause = match sent {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(cause)) => cause,
        Err(_) => KafkaError::MessageProduction(RDKafkaErrorCode::MessageTimedOut),
    };
    let is_fatal = client.client().fatal_error().is_some();
    Err(if is_fatal { Failure::Fatal(confirmed) } else { Failure::Failed(confirmed, cause) })
}

async fn put_all(
    client: &Client,
    topic: &str,
    records: &[Content<'_>],
    deadline: Instant,
    confirmed: &mut usize,
) -> Result<(), KafkaError> {
    let mut under_way = VecDeque::with_capacity(records.len());
    for record in records {
        loop {
            match put(client, topic, *record) {
                Ok(sent) => {
                    under_way.push_back(sent);
                    break;
                }
                // there is room when one is confirmed: one of ours, or of somebody else
                Err(KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull))
                    if Instant::now() < deadline =>
                {
                    match under_way.pop_front() {
                        Some(sent) => confirm(sent, confirmed).await?,
                        None => sleep(Duration::from_millis(10)).await,
                    }
                }
                Err(cause) => {
                    // those before it are sent, or the error is theirs
                    for sent in under_way {
                        confirm(sent, confirmed).await?;
                    }
                    return Err(cause);
                }
            }
        }
    }
    for sent in under_way {
        confirm(sent, confirmed).await?;
    }
    Ok(())
}

async fn confirm(sent: DeliveryFuture, confirmed: &mut usize) -> Result<(), KafkaError> {
    match sent.await {
        Ok(Ok(_)) => {
            *confirmed += 1;
            Ok(())
        }
        Ok(Err((cause, _))) => Err(cause),
        Err(_) => Err(KafkaError::Canceled),
    }
}

fn put(client: &Client, topic: &str, content: Content<'_>) -> Result<DeliveryFuture, KafkaError> {
    let body = content.body();
    let mut record = FutureRecord::<[u8], [u8]>::to(topic).payload(&body).headers(content.headers());
    record.key = content.key();
    record.timestamp = content.timestamp();
    client.send_result(record).map_err(|(cause, _)| cause)
}

fn of(content: Content<'_>, topic: &str, cause: KafkaError) -> TransportError {
    let too_large = matches!(cause.rdkafka_error_code(), Some(RDKafkaErrorCode::MessageSizeTooLarge));
    let failed = failed("send", cause).at(format!("topic `{topic}`"));
    let failed = match content.message() {
        Some(message) => failed.of(message),
        None => failed,
    };
    if too_large {
        let limit = "send less, or raise `message_max_bytes` here and `max.message.bytes` of the topic";
        return failed.remedy(limit);
    }
    failed
}

/// What a transport that was closed says.
pub(crate) fn closed(tried: &'static str) -> TransportError {
    error(tried, Problem::Closed)
}
