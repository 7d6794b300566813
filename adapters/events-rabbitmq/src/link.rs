//! A connection that is made when it is needed, and made anew when it broke.

mod backoff;
mod blocked;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use events_worker::transport::Problem;
use lapin::{Channel, Connection, ConnectionProperties};
use tokio::sync::Mutex;
use tokio::time::{sleep_until, timeout};

use self::backoff::Backoff;
use self::blocked::{Blocked, Watch};
use crate::address::Address;
use crate::answer::unless_gone;
use crate::failure::Failure;
use crate::settings::Settings;

const CONNECT: Duration = Duration::from_secs(10);

pub(crate) struct Link {
    address: Arc<Address>,
    settings: Arc<Settings>,
    /// What it is for, in the name that the broker shows.
    purpose: &'static str,
    state: Mutex<State>,
    blocked: Blocked,
    trouble: std::sync::Mutex<Option<Failure>>,
    /// Since it was asked last.
    worked: AtomicBool,
}

#[derive(Default)]
struct State {
    live: Option<Live>,
    backoff: Backoff,
}

struct Live {
    connection: Connection,
    _watch: Watch,
}

/// A channel, and what its connection takes.
pub(crate) struct Opened {
    pub(crate) channel: Channel,
    /// The longest frame, in bytes.
    pub(crate) frame_max: usize,
}

impl Link {
    pub(crate) fn new(address: &Arc<Address>, settings: &Arc<Settings>, purpose: &'static str) -> Self {
        Self {
            address: Arc::clone(address),
            settings: Arc::clone(settings),
            purpose,
            state: Mutex::default(),
            blocked: Blocked::default(),
            trouble: std::sync::Mutex::default(),
            worked: AtomicBool::new(false),
        }
    }

    /// A new channel, on a new connection if there is none. One attempt, which waits for its turn: they come with growing delays
    /// as long as none succeeds.
    pub(crate) async fn channel(&self) -> Result<Opened, Failure> {
        let opened = self.try_channel().await;
        let mut trouble = self.trouble.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *trouble = opened.as_ref().err().cloned();
        opened
    }

    async fn try_channel(&self) -> Result<Opened, Failure> {
        let mut state = self.state.lock().await;
        if let Some(live) = &state.live
            && !live.connection.status().connected()
        {
            state.live = None;
        }
        if state.live.is_none() {
            if self.worked.swap(false, Ordering::AcqRel) {
                state.backoff.worked();
            }
            if let Some(at) = state.backoff.next() {
                sleep_until(at).await;
            }
            state.backoff.attempt();
            state.live = Some(self.connect().await?);
        }
        let Some(live) = &state.live else { return Err(Failure::new(Problem::Unavailable, "")) };
        let frame_max = usize::try_from(live.connection.configuration().frame_max()).unwrap_or(usize::MAX);
        let is_there = || live.connection.status().connected();
        let created = async { live.connection.create_channel().await.map_err(Failure::from) };
        match unless_gone(is_there, created).await {
            Ok(channel) => Ok(Opened { channel, frame_max }),
            Err(failure) => {
                if let Some(live) = state.live.take() {
                    close(live.connection);
                }
                Err(failure.at(self.address.place()))
            }
        }
    }

    async fn connect(&self) -> Result<Live, Failure> {
        let name = format!("{} ({})", self.settings.connection_name, self.purpose);
        let properties = ConnectionProperties::default().with_connection_name(name.into());
        let connecting = lapin::Connect::connect_with_config(
            self.address.uri.clone(),
            properties,
            self.settings.tls.clone(),
            lapin::runtime::default_runtime().map_err(Failure::from)?,
        );
        let connected = match timeout(CONNECT, connecting).await {
            Ok(connected) => connected.map_err(Failure::from),
            Err(_) => {
                Err(Failure::new(Problem::Unavailable, format!("it did not answer within {CONNECT:?}")))
            }
        };
        let connection = connected.map_err(|failure| self.unreachable(failure))?;
        tracing::debug!(
            messaging.system = crate::failure::NAME,
            server = self.address.place(),
            purpose = self.purpose,
            "connected"
        );
        let watch = self.blocked.watch(&connection, self.address.place());
        Ok(Live { connection, _watch: watch })
    }

    fn unreachable(&self, failure: Failure) -> Failure {
        let failure = failure.at(self.address.place());
        if failure.remedy.is_some() {
            return failure;
        }
        failure.remedy(
            "start it, or correct its address: `rabbitmq-diagnostics listeners` says where it listens, and `docker run -p 5672:5672 rabbitmq:4` starts one",
        )
    }

    /// Gives the connection up, if it is still the one: the broker does not answer on it.
    pub(crate) async fn give_up(&self, channel: &Channel) {
        let mut state = self.state.lock().await;
        if channel.status().connected()
            && let Some(live) = state.live.take()
        {
            close(live.connection);
        }
    }

    /// The broker has done something on it that it was asked for: if it breaks, it is not a connection that never worked.
    pub(crate) fn has_worked(&self) {
        self.worked.store(true, Ordering::Release);
    }

    /// Why the broker takes nothing at the moment, although the connection is there.
    pub(crate) fn blocked(&self) -> Option<String> {
        self.blocked.reason()
    }

    /// What kept from sending, if anything is known.
    pub(crate) fn trouble(&self) -> Option<Failure> {
        if let Some(reason) = self.blocked() {
            return Some(
                Failure::new(Problem::Unavailable, format!("it has blocked the connection: {reason}"))
                    .at(self.address.place())
                    .remedy("give the broker memory or disk, or let workers empty its queues: `rabbitmq-diagnostics alarms`"),
            );
        }
        self.trouble.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    pub(crate) async fn close(&self) {
        const A_MOMENT: Duration = Duration::from_secs(2);
        let live = timeout(A_MOMENT, async { self.state.lock().await.live.take() }).await;
        if let Ok(Some(live)) = live
            && live.connection.status().connected()
        {
            let _ = timeout(A_MOMENT, live.connection.close(200, "the transport is closed".into())).await;
        }
    }
}

/// Says good-bye to whom does not answer, without waiting.
fn close(connection: Connection) {
    tokio::spawn(async move {
        let _ = timeout(CONNECT, connection.close(200, "".into())).await;
    });
}
