//! Where groups begin, and how long they hold.

use std::time::Duration;

use domain_events::Transport;
use domain_events::transport::{Deliveries, Delivery, Order};
use events_kafka::StartAt;

use crate::broker::{builder, connect, end, message, name, next, number, subscribe, subscription};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_that_is_new_begins_where_its_transport_says() {
    let topic = name("begin");
    let (old, new) = (subscription(&format!("{topic}-old")), subscription(&format!("{topic}-new")));
    let from_beginning = connect(builder(&topic)).await;
    from_beginning.declare(std::slice::from_ref(&old)).await.expect("a group is declared");
    from_beginning.send(&[message("k", 1)]).await.expect("a message is sent");

    let from_end = connect(builder(&topic).new_groups(StartAt::End)).await;
    from_end.declare(std::slice::from_ref(&new)).await.expect("a group is declared");
    from_end.send(&[message("k", 2)]).await.expect("a message is sent");
    from_end.declare(std::slice::from_ref(&new)).await.expect("it is the same");

    let all = subscribe(&from_beginning, &old).await;
    for expected in [1, 2] {
        let delivery = next(&all).await;
        assert_eq!(number(&delivery), expected);
        delivery.ack().await.expect("it is settled");
    }
    let later = subscribe(&from_end, &new).await;
    let delivery = next(&later).await;
    assert_eq!(number(&delivery), 2, "what was there before is not for a group that begins at the end");
    delivery.ack().await.expect("it is settled");
    from_end.close().await;
    end(from_beginning, &topic).await;
}

/// The client would take its partitions away from a consumer that does not ask for messages.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_handler_that_takes_longer_than_the_longest_poll_keeps_its_partition() {
    let topic = name("long");
    let builder = builder(&topic).session_timeout(Duration::from_secs(1));
    let transport = connect(builder.set("max.poll.interval.ms", "1000")).await;
    let subscription = subscription(&format!("{topic}-sales")).prefetch(1).order(Order::Any);
    let deliveries = subscribe(&transport, &subscription).await;
    transport.send(&[message("k", 0), message("k", 1)]).await.expect("messages are sent");
    let held = next(&deliveries).await;

    let nothing = tokio::time::timeout(Duration::from_secs(4), deliveries.next()).await;

    assert!(nothing.is_err(), "one is held, and that is all that may be");
    assert!(!held.is_stale());
    held.ack().await.expect("it is still ours");
    assert_eq!(number(&next(&deliveries).await), 1);
    end(transport, &topic).await;
}

/// Beyond the longest gap the partition waits for the one that is not settled.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_partition_waits_for_a_message_that_is_held_too_long() {
    const GAP: u64 = 10;
    let topic = name("gap");
    let transport = connect(builder(&topic).partitions(1).longest_gap(GAP)).await;
    let subscription = subscription(&format!("{topic}-sales")).prefetch(5);
    let deliveries = subscribe(&transport, &subscription).await;
    let sent = (0..100).map(|number| message(&format!("key-{number}"), number)).collect::<Vec<_>>();
    transport.send(&sent).await.expect("messages are sent");
    let held = next(&deliveries).await;
    let mut others = 0;
    while let Ok(other) = tokio::time::timeout(Duration::from_millis(500), deliveries.next()).await {
        other.expect("no error comes").expect("it is open").ack().await.expect("it is settled");
        others += 1;
    }
    assert!((GAP - 1..GAP + 5).contains(&others), "{others} came beside the one that is held");

    held.ack().await.expect("it is settled");

    for _ in others..99 {
        next(&deliveries).await.ack().await.expect("it is settled");
    }
    end(transport, &topic).await;
}
