//! Takes the contenders in turns, A B C A B C and so on, and keeps the median of each.

use std::time::{Duration, Instant};

use crate::work;

const ROUNDS: usize = 101;
/// Long against a look at the clock, short against the time for which a scheduler lets a thread run.
const BATCH: Duration = Duration::from_millis(1);

/// Measures all contenders side by side, in nanoseconds per publication.
///
/// # Errors
///
/// [`Missed`] if a handler did not run as often as events were published.
pub fn measure(contenders: &mut [Contender]) -> Result<Vec<Measured>, Missed> {
    let batches = contenders.iter_mut().map(batch_size).collect::<Result<Vec<_>, _>>()?;
    let mut samples = vec![Vec::with_capacity(ROUNDS); contenders.len()];
    for _ in 0..ROUNDS {
        for ((contender, times), samples) in contenders.iter_mut().zip(&batches).zip(&mut samples) {
            samples.push(contender.time(*times)?.as_secs_f64() * 1e9 / f64::from(*times));
        }
    }
    Ok(contenders.iter().zip(samples).map(|(contender, samples)| contender.measured(samples)).collect())
}

/// Every contender with every number of handlers.
#[must_use]
pub fn in_all_sizes(contenders: &[fn(Handlers) -> Contender]) -> Vec<Contender> {
    contenders.iter().flat_map(|contender| Handlers::ALL.map(contender)).collect()
}

/// One way to publish, to one number of handlers.
pub struct Contender {
    name: &'static str,
    handlers: Handlers,
    publish: Box<dyn FnMut(u32)>,
}

impl Contender {
    /// `publish` publishes events of the amounts 1 to the given number, and returns when all their handlers have run.
    pub fn new(name: &'static str, handlers: Handlers, publish: impl FnMut(u32) + 'static) -> Self {
        Self { name, handlers, publish: Box::new(publish) }
    }

    /// What it is called in the table.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// To how many handlers it publishes.
    #[must_use]
    pub fn handlers(&self) -> Handlers {
        self.handlers
    }

    /// Publishes `times` events, and checks that every handler got each of them.
    ///
    /// # Errors
    ///
    /// [`Missed`] if a handler did not.
    pub fn time(&mut self, times: u32) -> Result<Duration, Missed> {
        let before = work::handled();
        let start = Instant::now();
        (self.publish)(times);
        let took = start.elapsed();

        let (handled, expected) =
            (work::handled().wrapping_sub(before), work::expected(times, self.handlers));
        if handled == expected {
            Ok(took)
        } else {
            Err(Missed { contender: self.name, handlers: self.handlers.count(), handled, expected })
        }
    }

    fn measured(&self, mut samples: Vec<f64>) -> Measured {
        samples.sort_by(f64::total_cmp);
        let percentile = |percent: usize| samples[(samples.len() - 1) * percent / 100];
        Measured {
            contender: self.name,
            handlers: self.handlers,
            low: percentile(10),
            median: percentile(50),
            high: percentile(90),
        }
    }
}

/// To how many handlers an event goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handlers {
    /// 1
    One,
    /// 4
    Four,
    /// 16
    Sixteen,
}

impl Handlers {
    /// All of them, from the fewest to the most.
    pub const ALL: [Self; 3] = [Self::One, Self::Four, Self::Sixteen];

    /// The number.
    #[must_use]
    pub fn count(self) -> u64 {
        match self {
            Self::One => 1,
            Self::Four => 4,
            Self::Sixteen => 16,
        }
    }
}

/// What one publication costs, in nanoseconds.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// What the contender is called.
    pub contender: &'static str,
    /// To how many handlers it published.
    pub handlers: Handlers,
    /// The tenth percentile of the rounds.
    pub low: f64,
    /// The median of the rounds.
    pub median: f64,
    /// The ninetieth percentile of the rounds.
    pub high: f64,
}

/// A handler did not run as often as events were published, or not with the events that were.
#[derive(Debug, thiserror::Error)]
#[error(
    "`{contender}` with {handlers} handlers: they added up {handled}, not {expected}; its figures would say nothing"
)]
pub struct Missed {
    contender: &'static str,
    handlers: u64,
    handled: u64,
    expected: u64,
}

/// As many publications as take about a [`BATCH`]. Finding out warms the contender up.
fn batch_size(contender: &mut Contender) -> Result<u32, Missed> {
    let mut times = 64;
    while contender.time(times)? < BATCH {
        times *= 2;
    }
    Ok(times)
}
