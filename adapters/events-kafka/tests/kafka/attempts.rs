//! A message that kills whoever takes it counts its attempts all the same.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use domain_events::Transport;
use domain_events::transport::{Deliveries, Delivery};
use events_kafka::KafkaBuilder;

use crate::broker::{builder, connect, end, message, name, next, subscribe, subscription};

const TOPIC: &str = "EVENTS_KAFKA_TEST_TOPIC";
const TOOK: &str = "took attempt ";

/// The broker allows a second, and no less.
fn quick(topic: &str) -> KafkaBuilder {
    builder(topic).session_timeout(Duration::from_secs(1))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_kills_its_worker_grows_its_attempt_until_an_end_in_order() {
    let topic = name("kills");
    let transport = connect(quick(&topic)).await;
    let subscription = subscription(&format!("{topic}-sales"));
    transport.declare(std::slice::from_ref(&subscription)).await.expect("a group is declared");
    transport.send(&[message("k", 0)]).await.expect("a message is sent");

    for expected in 1..=3 {
        let took = tokio::task::spawn_blocking({
            let topic = topic.clone();
            move || taken_by_a_process_that_is_killed(&topic)
        });
        assert_eq!(took.await.expect("a process is watched"), expected);
    }

    let deliveries = subscribe(&transport, &subscription).await;
    let held = next(&deliveries).await;
    assert_eq!(held.attempt(), 4, "three processes were killed with it");
    deliveries.close();
    held.release().await.expect("it is given back");
    assert!(deliveries.next().await.expect("to be closed is no error").is_none());

    let deliveries = subscribe(&transport, &subscription).await;
    let held = next(&deliveries).await;
    assert_eq!(held.attempt(), 1, "a consumer that ends in order counts nothing");
    held.ack().await.expect("it is settled");
    end(transport, &topic).await;
}

fn taken_by_a_process_that_is_killed(topic: &str) -> u32 {
    let mut process = Killed(
        Command::new(std::env::current_exe().expect("a test knows itself"))
            .args(["attempts::take_one_and_wait", "--exact", "--ignored", "--nocapture"])
            .env(TOPIC, topic)
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process starts"),
    );
    let said = BufReader::new(process.0.stdout.take().expect("it is a pipe")).lines();
    let took = said.map_while(Result::ok).find_map(|line| line.split_once(TOOK)?.1.parse().ok());
    took.expect("the process takes the message")
}

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        self.0.kill().expect("a process can be killed");
        self.0.wait().expect("a killed process ends");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it is what a process runs that is killed"]
async fn take_one_and_wait() {
    let Ok(topic) = std::env::var(TOPIC) else { return };
    let transport = connect(quick(&topic)).await;
    let deliveries = subscribe(&transport, &subscription(&format!("{topic}-sales"))).await;
    let held = next(&deliveries).await;
    println!("\n{TOOK}{}", held.attempt());
    std::future::pending::<()>().await;
}
