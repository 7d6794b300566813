//! The broadcast channel of `tokio`, a receiver for each handler. The receivers are awaited in the task that sends: it is the
//! channel alone, without a task to wake for each handler.

use in_process_bench::sampler::{Contender, Handlers};
use in_process_bench::work;
use tokio::runtime::Builder;
use tokio::sync::broadcast;

#[derive(Clone)]
struct OrderPlaced {
    total_cents: u64,
}

pub(crate) fn contender(handlers: Handlers) -> Contender {
    let runtime = Builder::new_current_thread().build().expect("a runtime without drivers needs nothing");
    let (sender, _) = broadcast::channel(16);
    let mut receivers: Vec<_> = (0..handlers.count()).map(|_| sender.subscribe()).collect();
    Contender::new("tokio 1, broadcast channel", handlers, move |times| {
        runtime.block_on(async {
            for n in 1..=times {
                let sent = sender.send(OrderPlaced { total_cents: n.into() });
                assert!(sent.is_ok(), "there are receivers");
                for receiver in &mut receivers {
                    let placed = receiver.recv().await.expect("nothing lags: one is sent, one is received");
                    work::handle(placed.total_cents);
                }
            }
        });
    })
}
