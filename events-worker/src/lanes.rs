//! Things that wait in lanes: of a lane one is out at a time, in order.
//!
//! A lane exists as long as something in it waits or is out, and is then ready, out, or waiting until its first is due. What is
//! in no lane waits for nothing before it.

use std::cmp::Reverse;
use std::collections::hash_map::Entry;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::hash::{BuildHasher, BuildHasherDefault, Hasher, RandomState};

use tokio::time::Instant;

pub(crate) struct Lanes<T> {
    by_lane: HashMap<Lane, VecDeque<T>, BuildHasherDefault<IsHashed>>,
    /// The last lane that ended, for the next that begins: so that one thing after the other allocates nothing.
    spare: VecDeque<T>,
    ready: VecDeque<Lane>,
    waiting: BinaryHeap<Reverse<(Instant, Lane)>>,
    #[cfg(feature = "messages")]
    alone: u64,
}

/// A lane: that of all things of a key, or one of its own. Of two keys with the same hash there is one lane, which costs time and
/// breaks nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Lane(u64);

impl Lane {
    pub(crate) const OF_ALL: Self = Self(0);

    pub(crate) fn of(hasher: &RandomState, key: impl AsRef<str>) -> Self {
        Self(hasher.hash_one(key.as_ref()))
    }
}

impl<T> Lanes<T> {
    pub(crate) fn new() -> Self {
        Self {
            by_lane: HashMap::default(),
            spare: VecDeque::new(),
            ready: VecDeque::new(),
            waiting: BinaryHeap::new(),
            #[cfg(feature = "messages")]
            alone: 0,
        }
    }

    /// A lane in which nothing else is, as likely as no two keys share one.
    #[cfg(feature = "messages")]
    pub(crate) fn own(&mut self) -> Lane {
        self.alone = self.alone.wrapping_add(1);
        Lane(self.alone.wrapping_mul(0x9E37_79B9_7F4A_7C15)) // odd, so that no two are the same, and spread over all bits
    }

    /// Adds one behind all of its lane. Answers whether it is ready.
    pub(crate) fn push(&mut self, lane: Lane, thing: T) -> bool {
        match self.by_lane.entry(lane) {
            Entry::Occupied(lane) => {
                lane.into_mut().push_back(thing);
                false
            }
            Entry::Vacant(entry) => {
                entry.insert(std::mem::take(&mut self.spare)).push_back(thing);
                self.ready.push_back(lane);
                true
            }
        }
    }

    /// Takes out the next that is ready.
    pub(crate) fn pop(&mut self) -> Option<(Lane, T)> {
        self.wake_what_is_due();
        while let Some(lane) = self.ready.pop_front() {
            if let Some(thing) = self.by_lane.get_mut(&lane).and_then(VecDeque::pop_front) {
                return Some((lane, thing));
            }
            self.by_lane.remove(&lane); // all of it was taken from the back
        }
        None
    }

    /// Takes away the last of a lane, whatever the lane waits for, if it is as asked.
    #[cfg(feature = "messages")]
    pub(crate) fn pop_back_if(&mut self, lane: Lane, condition: impl Fn(&T) -> bool) -> Option<T> {
        self.by_lane.get_mut(&lane)?.pop_back_if(|thing| condition(thing))
    }

    /// The one that was out does not come back. Answers whether the next of its lane is ready.
    pub(crate) fn done(&mut self, lane: Lane) -> bool {
        match self.by_lane.entry(lane) {
            Entry::Occupied(lane) if lane.get().is_empty() => {
                self.spare = lane.remove();
                false
            }
            Entry::Occupied(_) => {
                self.ready.push_back(lane);
                true
            }
            Entry::Vacant(_) => false, // all was taken in between
        }
    }

    /// The one that was out is ready again, as the first of all.
    pub(crate) fn put_back(&mut self, lane: Lane, thing: T) {
        self.by_lane.entry(lane).or_default().push_front(thing);
        self.ready.push_front(lane);
    }

    /// The one that was out is the first of its lane again once it is due.
    pub(crate) fn put_back_until(&mut self, lane: Lane, thing: T, due: Instant) {
        self.by_lane.entry(lane).or_default().push_front(thing);
        self.waiting.push(Reverse((due, lane)));
    }

    pub(crate) fn is_anything_ready_or_waiting(&self) -> bool {
        !self.ready.is_empty() || !self.waiting.is_empty()
    }

    /// When the next of those that wait is due.
    pub(crate) fn due(&self) -> Option<Instant> {
        self.waiting.peek().map(|Reverse((due, _))| *due)
    }

    /// All that is not out: what is ready, in the order in which it would come out, lane by lane, then what waits.
    #[cfg(feature = "messages")]
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        let waiting = self.waiting.iter().map(|Reverse((_, lane))| lane);
        self.ready.iter().chain(waiting).filter_map(|lane| self.by_lane.get(lane)).flatten()
    }

    /// Takes all that is not out, in no order.
    pub(crate) fn drain(&mut self) -> impl Iterator<Item = T> + '_ {
        self.ready.clear();
        self.waiting.clear();
        self.by_lane.drain().flat_map(|(_, lane)| lane)
    }

    fn wake_what_is_due(&mut self) {
        if self.waiting.is_empty() {
            return; // who has nothing to wait for asks no clock
        }
        let now = Instant::now();
        while let Some(Reverse((due, lane))) = self.waiting.peek()
            && *due <= now
        {
            self.ready.push_back(*lane);
            self.waiting.pop();
        }
    }
}

/// Lanes are hashes already.
#[derive(Default)]
struct IsHashed(u64);

impl Hasher for IsHashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
}
