//! A proxy that breaks what passes through it.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::sleep;

/// A TCP proxy on this machine. It ends when it is dropped, with all its connections.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    state: watch::Sender<State>,
    accepting: JoinHandle<()>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    /// What the broker answers is kept back; what clients say passes.
    Mute,
    /// Connections are closed, and new ones too.
    Cut,
}

impl Proxy {
    /// From an address to another one.
    ///
    /// # Errors
    ///
    /// If something listens at the first one.
    pub async fn start((from, to): (SocketAddr, SocketAddr)) -> io::Result<Self> {
        let listener = TcpListener::bind(from).await?;
        let address = listener.local_addr()?;
        let (state, states) = watch::channel(State::Open);
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(connect(client, to, states.clone()));
            }
        });
        Ok(Self { address, state, accepting })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes all connections, and for so long each new one.
    pub async fn cut_for(&self, time: Duration) {
        self.state.send_replace(State::Cut);
        sleep(time).await; // the time it takes is what is asked for
        self.open();
    }

    /// From now on, clients hear nothing of the broker, but it of them.
    pub fn mute(&self) {
        self.state.send_replace(State::Mute);
    }

    /// All passes again.
    pub fn open(&self) {
        self.state.send_replace(State::Open);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.state.send_replace(State::Cut);
        self.accepting.abort();
    }
}

/// One connection, until either side closes it or it is cut.
async fn connect(client: TcpStream, to: SocketAddr, states: watch::Receiver<State>) {
    let mut cut = states.clone();
    let passing = async {
        let broker = TcpStream::connect(to).await?;
        broker.set_nodelay(true)?;
        client.set_nodelay(true)?;
        let (mut from_client, to_client) = client.into_split();
        let (from_broker, mut to_broker) = broker.into_split();
        tokio::select! {
            said = copy(&mut from_client, &mut to_broker) => said.map(drop),
            answered = answer(from_broker, to_client, states) => answered,
        }
    };
    tokio::select! {
        biased;
        _ = cut.wait_for(|state| *state == State::Cut) => {}
        _ = passing => {} // either side has gone
    }
}

async fn answer(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut states: watch::Receiver<State>,
) -> io::Result<()> {
    let mut bytes = vec![0; 64 * 1024];
    loop {
        let read = from.read(&mut bytes).await?;
        if read == 0 || states.wait_for(|state| *state != State::Mute).await.is_err() {
            return Ok(());
        }
        to.write_all(&bytes[..read]).await?;
    }
}
