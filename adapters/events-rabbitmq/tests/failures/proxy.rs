//! A way to the broker that can be cut, closed and frozen.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::broker;
use crate::scene::LONG;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    Open,
    /// Those who come are turned away.
    Closed,
    /// Nothing goes through, and nobody is told.
    Frozen,
}

pub(crate) struct Proxy {
    address: SocketAddr,
    way: Arc<watch::Sender<Way>>,
    /// Connections of an earlier number are cut.
    cuts: Arc<watch::Sender<u64>>,
    count: Arc<watch::Sender<usize>>,
    task: JoinHandle<()>,
}

impl Proxy {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a port");
        let address = listener.local_addr().expect("it is bound");
        let way = Arc::new(watch::Sender::new(Way::Open));
        let cuts = Arc::new(watch::Sender::new(0));
        let count = Arc::new(watch::Sender::new(0));
        let task = tokio::spawn(accept(listener, Arc::clone(&way), Arc::clone(&cuts), Arc::clone(&count)));
        Self { address, way, cuts, count, task }
    }

    /// The URI of the broker by this way.
    pub(crate) fn uri(&self) -> String {
        let uri = broker::uri();
        let (before, host) = uri.split_once('@').expect("it has a user");
        let (_, vhost) = host.split_once('/').expect("it has a virtual host");
        format!("{before}@{}/{vhost}", self.address)
    }

    /// Cuts all connections; new ones may come.
    pub(crate) fn cut(&self) {
        self.cuts.send_modify(|cuts| *cuts += 1);
    }

    pub(crate) fn close(&self) {
        self.way.send_replace(Way::Closed);
        self.cut();
    }

    pub(crate) fn freeze(&self) {
        self.way.send_replace(Way::Frozen);
    }

    pub(crate) fn connections(&self) -> usize {
        *self.count.borrow()
    }

    /// Waits until all have been closed by their clients.
    pub(crate) async fn has_no_connections(&self) {
        let mut count = self.count.subscribe();
        let none = timeout(LONG, count.wait_for(|count| *count == 0)).await;
        none.expect("they are closed in time").expect("it is counted");
    }

    pub(crate) fn open(&self) {
        self.way.send_replace(Way::Open);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
        self.cut();
    }
}

async fn accept(
    listener: TcpListener,
    way: Arc<watch::Sender<Way>>,
    cuts: Arc<watch::Sender<u64>>,
    count: Arc<watch::Sender<usize>>,
) {
    let target = broker_address();
    while let Ok((client, _)) = listener.accept().await {
        if *way.borrow() == Way::Closed {
            continue;
        }
        let (way, mut cuts) = (way.subscribe(), cuts.subscribe());
        let (target, count) = (target.clone(), Arc::clone(&count));
        count.send_modify(|count| *count += 1);
        tokio::spawn(async move {
            if let Ok(server) = TcpStream::connect(target).await {
                let ((from_client, to_client), (from_server, to_server)) =
                    (client.into_split(), server.into_split());
                tokio::select! {
                    _ = cuts.changed() => {}
                    () = pass(from_client, to_server, way.clone()) => {}
                    () = pass(from_server, to_client, way) => {}
                }
            }
            count.send_modify(|count| *count -= 1);
        });
    }
}

async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut way: watch::Receiver<Way>) {
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(count @ 1..) = from.read(&mut bytes).await {
        if way.wait_for(|way| *way != Way::Frozen).await.is_err()
            || to.write_all(&bytes[..count]).await.is_err()
        {
            return;
        }
    }
}

fn broker_address() -> String {
    let uri = broker::uri();
    let host = uri.split_once('@').map_or(uri.as_str(), |(_, host)| host);
    host.split('/').next().expect("a URI has a host").to_owned()
}
