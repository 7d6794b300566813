//! The proxy breaks what it is told to.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use conformance::Proxy;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;

const ANY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 0);
const DEADLINE: Duration = Duration::from_secs(10);

/// A server that answers each byte with itself, and tells of it.
async fn echo() -> (SocketAddr, mpsc::UnboundedReceiver<u8>) {
    let listener = TcpListener::bind(ANY).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (tells, told) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let tells = tells.clone();
            tokio::spawn(async move {
                while let Ok(byte) = client.read_u8().await {
                    tells.send(byte).unwrap();
                    client.write_u8(byte).await.unwrap();
                }
            });
        }
    });
    (address, told)
}

async fn answer(client: &mut TcpStream, byte: u8) -> io::Result<u8> {
    client.write_u8(byte).await?;
    timeout(DEADLINE, client.read_u8()).await.expect("an answer or an end comes in time")
}

#[tokio::test]
async fn what_is_said_passes_both_ways() {
    let (server, _told) = echo().await;
    let proxy = Proxy::start((ANY, server)).await.unwrap();

    let mut client = TcpStream::connect(proxy.address()).await.unwrap();

    assert_eq!(answer(&mut client, 7).await.unwrap(), 7);
}

#[tokio::test]
async fn a_mute_proxy_keeps_answers_back_until_it_is_open() {
    let (server, mut told) = echo().await;
    let proxy = Proxy::start((ANY, server)).await.unwrap();
    let mut client = TcpStream::connect(proxy.address()).await.unwrap();
    assert_eq!(answer(&mut client, 1).await.unwrap(), 1);
    proxy.mute();

    client.write_u8(2).await.unwrap();

    assert_eq!((told.recv().await, told.recv().await), (Some(1), Some(2)), "the server hears it");
    let heard = timeout(Duration::from_millis(100), client.read_u8()).await;
    assert!(heard.is_err(), "and its answer is kept back");
    proxy.open();
    assert_eq!(timeout(DEADLINE, client.read_u8()).await.unwrap().unwrap(), 2);
}

#[tokio::test]
async fn a_cut_closes_connections_and_new_ones_until_it_is_over() {
    let (server, _told) = echo().await;
    let proxy = Proxy::start((ANY, server)).await.unwrap();
    let mut before = TcpStream::connect(proxy.address()).await.unwrap();
    assert_eq!(answer(&mut before, 1).await.unwrap(), 1);

    let cut = proxy.cut_for(Duration::from_millis(200));
    let meanwhile = async {
        assert!(answer(&mut before, 2).await.is_err(), "its connection is closed");
        let mut new = TcpStream::connect(proxy.address()).await.unwrap();
        assert!(answer(&mut new, 3).await.is_err(), "and so is a new one");
    };
    tokio::join!(cut, meanwhile);

    let mut after = TcpStream::connect(proxy.address()).await.unwrap();
    assert_eq!(answer(&mut after, 4).await.unwrap(), 4);
}
