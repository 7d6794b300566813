//! What the tests of an adapter tell the suite.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use bytes::Bytes;
use domain_events::message::Headers;
use domain_events::{Transport, TransportError, Uuid};

/// How the suite reaches a broker, and what that broker can do. An adapter's tests implement it and hand it to
/// [`suite!`](crate::suite).
///
/// There is one harness for each test, and the tests run at the same time on one broker.
pub trait Harness: Sized + Send + Sync + 'static {
    /// The transport that is held to the contract.
    type Transport: Transport;

    /// How long a test may take. Thirty seconds if nothing is said.
    const DEADLINE: Duration = Duration::from_secs(30);

    /// Begins a test. All that it makes on the broker bears the test's [name](Namespace), and so is nobody else's: names of events
    /// are the same in all tests, so that an adapter puts the name before its exchanges or topics. Groups bear it already.
    ///
    /// In a worker process of the suite it is called again with the namespace of the test that started the process, and with the
    /// variables of [`environment`](Self::environment) set.
    fn start(namespace: &Namespace) -> impl Future<Output = Self> + Send;

    /// What the transport can do.
    fn capabilities(&self) -> Capabilities;

    /// Connects a client of its own.
    fn connect(&self) -> impl Future<Output = Self::Transport> + Send;

    /// Sends headers and bytes as another program might: to all groups that take an event of the name, past the adapter or through
    /// a door of it that is for this.
    fn send_raw(
        &self,
        transport: &Self::Transport,
        event_name: &str,
        headers: Headers,
        body: Bytes,
    ) -> impl Future<Output = Result<(), TransportError>> + Send;

    /// Environment variables by which [`start`](Self::start) finds the same broker in another process. None if nothing is said.
    fn environment(&self) -> Vec<(String, String)> {
        Vec::new()
    }

    /// Ends a test, also one that has failed: removes what it has made on the broker. Does nothing if nothing is said.
    fn finish(&self) -> impl Future<Output = ()> + Send {
        async {}
    }
}

/// The name of one run of one test, of letters, digits, hyphens and underscores, up to 60 of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namespace(String);

impl Namespace {
    /// No two have the same.
    pub(crate) fn of(rule: &str) -> Self {
        let unique = Uuid::now_v7().simple().to_string();
        Self(format!("{rule:.40}-{}", &unique[unique.len() - 16..]))
    }

    pub(crate) fn from_parent(name: String) -> Self {
        Self(name)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A name of its own within this one.
    #[must_use]
    pub fn name(&self, local: &str) -> String {
        format!("{self}-{local}")
    }
}

impl fmt::Display for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a transport can do: all, but for what it says.
///
/// ```
/// use conformance::{Capabilities, Capability};
/// use std::time::Duration;
///
/// let of_a_queue = Capabilities::all().without(Capability::Lag).held_at_most(Duration::from_secs(2)).largest_body(256 * 1024);
/// assert!(!of_a_queue.has(Capability::Lag));
/// ```
#[derive(Debug, Clone)]
pub struct Capabilities {
    lacks: Vec<Capability>,
    held_at_most: Option<Duration>,
    largest_body: usize,
}

/// What not every transport can do. A rule that needs it says "not applicable" of one that cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Capability {
    /// Messages of a key come in order across all consumers: it is a [`KeepsOrder`](domain_events::KeepsOrder).
    Order,
    /// A message that is released counts no attempt.
    FreeRelease,
    /// What is sent outlives the connection, and the process, of who has sent it or takes it.
    Survival,
    /// It knows how many messages wait.
    Lag,
    /// It knows in which order a group was declared to get its messages.
    DeclaredOrder,
}

impl Capability {
    fn lack(self) -> &'static str {
        match self {
            Self::Order => "keeps no order",
            Self::FreeRelease => "counts an attempt for what is released",
            Self::Survival => "ends with its process",
            Self::Lag => "does not know how many messages wait",
            Self::DeclaredOrder => "does not know how a group was declared",
        }
    }
}

impl fmt::Display for Capability {
    /// What a transport without it does.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.lack())
    }
}

impl Capabilities {
    /// All of them, no deadline for what is held, and bodies of 1 MiB and more.
    #[must_use]
    pub fn all() -> Self {
        Self { lacks: Vec::new(), held_at_most: None, largest_body: usize::MAX }
    }

    /// Without one.
    #[must_use]
    pub fn without(mut self, capability: Capability) -> Self {
        self.lacks.push(capability);
        self
    }

    /// After so long the broker gives a message that is held to somebody else, unless the transport prevents it. Configure the
    /// broker of the tests with a short time: a handler is made to take twice as long.
    #[must_use]
    pub fn held_at_most(self, deadline: Duration) -> Self {
        Self { held_at_most: Some(deadline), ..self }
    }

    /// The largest body that the broker takes, in bytes.
    #[must_use]
    pub fn largest_body(self, bytes: usize) -> Self {
        Self { largest_body: bytes, ..self }
    }

    /// Whether it has one.
    #[must_use]
    pub fn has(&self, capability: Capability) -> bool {
        !self.lacks.contains(&capability)
    }

    pub(crate) fn slow(&self) -> Duration {
        self.held_at_most.map_or(Duration::from_millis(500), |deadline| deadline * 2)
    }

    pub(crate) fn body(&self) -> usize {
        self.largest_body.min(1024 * 1024)
    }
}
