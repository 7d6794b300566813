//! Leaves queues to other workers of the group.
//!
//! The broker gives all messages of a queue to the first consumer in its line. The first worker is the first in each line; so who has
//! more than its share hands over one queue after the other: it settles what it has taken of it, and goes to the end of its line.

use std::sync::Arc;
use std::time::Duration;

use events_worker::transport::Deliveries;
use tokio::time::sleep;

use super::workers::Workers;
use super::{Line, Shared};
use crate::consumer::Consumer;
use crate::failure::NAME;

/// How often it is looked, about: workers that look at the same time do not go on to.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// As long as it is subscribed.
pub(super) async fn run(shared: Arc<Shared>) {
    let closed = shared.until_closed();
    tokio::select! {
        biased;
        () = closed => {}
        () = look(&shared) => {}
    }
    shared.close(); // if it is the transport that is closed, those who wait for room do not know it
}

async fn look(shared: &Arc<Shared>) {
    let mut workers = Workers::new(&shared.broker, shared.subscription.group());
    loop {
        let counted = workers.count().await;
        let active = shared.active();
        if let Some(counted) = counted
            && active.len() > share(shared.lock().len(), counted)
            && let Some(partition) = fewest(active)
        {
            hand_over(shared, partition).await;
        }
        sleep(LOOK_EVERY.mul_f64(0.75 + fastrand::f64() / 2.0)).await;
    }
}

/// How many queues are one worker's, of so many.
fn share(queues: usize, workers: usize) -> usize {
    queues.div_ceil(workers.max(1))
}

/// The one of which fewest are held, so that it waits least for what is handled; any one of several.
fn fewest(mut active: Vec<(usize, usize)>) -> Option<usize> {
    fastrand::shuffle(&mut active);
    active.into_iter().min_by_key(|(_, held)| *held).map(|(partition, _)| partition)
}

async fn hand_over(shared: &Arc<Shared>, partition: usize) {
    let Some(Line { deliveries, inbox }) = shared.lock().get_mut(partition).and_then(Option::take) else {
        return;
    };
    tracing::debug!(
        messaging.system = NAME,
        messaging.consumer.group.name = shared.subscription.group(),
        partition,
        "there are workers with fewer queues: one of them has the next turn with this one"
    );
    deliveries.close();
    drop(deliveries); // with what came to them in the moment in which they were closed
    inbox.until_ended().await;
    shared.stand_in_line(partition);
}

impl Shared {
    /// The queues of which messages come here, and how many of them are held.
    fn active(&self) -> Vec<(usize, usize)> {
        let queues = self.lock();
        let held = queues.iter().map(|line| line.as_ref().and_then(|line| line.inbox.activity()));
        held.enumerate().filter_map(|(partition, held)| Some((partition, held?))).collect()
    }

    fn stand_in_line(&self, partition: usize) {
        let number = u32::try_from(partition).ok();
        let line = Line::new(Consumer::new(&self.broker, &self.subscription, number).start_again());
        let mut queues = self.lock();
        if let Some(place) = queues.get_mut(partition) {
            *place = Some(line);
        }
        drop(queues);
        self.changed.send_replace(());
        if self.is_closed() {
            self.close(); // it may have been closed without this one
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_up() {
        for (queues, workers, expected) in [(4, 0, 4), (4, 1, 4), (4, 2, 2), (4, 3, 2), (4, 4, 1), (4, 9, 1)]
        {
            assert_eq!(share(queues, workers), expected, "{queues} over {workers}");
        }
    }

    #[test]
    fn the_queue_of_which_fewest_are_held_is_handed_over() {
        assert_eq!(fewest(vec![(0, 7), (2, 3), (3, 9)]), Some(2));
        assert_eq!(fewest(Vec::new()), None);
    }
}
