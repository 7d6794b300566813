//! Ids remembered in memory.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use events_core::HandlerError;

use super::store::{Claim, Claimed, IdempotencyStore, Key};

/// Remembers ids in the memory of this process, the latest so many. To clone it copies nothing: handlers can share one.
///
/// ```
/// use events_worker::InMemoryStore;
///
/// let store = InMemoryStore::with_capacity(1_000_000);
/// ```
///
/// # The window
///
/// It remembers the ids that were done last, as many as its [capacity](Self::with_capacity), of all its handlers together: when one
/// more is done, the one that was done first is forgotten, and a duplicate of that would be handled again. So it should hold more
/// than can be done between a message and its duplicate. An id that is claimed and not done takes none of that room, and is never
/// forgotten: there are as many of these as handlers run at once.
///
/// An id takes about a hundred bytes. When the process ends, all is forgotten.
#[derive(Clone)]
pub struct InMemoryStore(Arc<Mutex<Remembered>>);

struct Remembered {
    states: HashMap<Key, State>,
    /// Those that are done, the oldest first.
    done: VecDeque<Key>,
    capacity: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Running,
    Done,
}

impl InMemoryStore {
    /// Remembers the last 100,000 ids that were done.
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(100_000)
    }

    /// Remembers the last so many ids that were done. It takes the memory as it needs it.
    ///
    /// # Panics
    ///
    /// If it is zero.
    #[must_use]
    #[track_caller]
    pub fn with_capacity(capacity: usize) -> Self {
        assert!(capacity > 0, "a store remembers at least one id: `with_capacity(1)`");
        let remembered = Remembered { states: HashMap::new(), done: VecDeque::new(), capacity };
        Self(Arc::new(Mutex::new(remembered)))
    }

    /// How many ids it remembers as done.
    #[must_use]
    pub fn done(&self) -> usize {
        self.lock().done.len()
    }

    /// How many ids are claimed and not done.
    #[must_use]
    pub fn running(&self) -> usize {
        let remembered = self.lock();
        remembered.states.len() - remembered.done.len()
    }

    /// No user's code runs while it is locked, so that a poisoned state is a whole one.
    fn lock(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for InMemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl IdempotencyStore for InMemoryStore {
    type Claim = InMemoryClaim;

    async fn claim(&self, key: Key) -> Result<Claimed<InMemoryClaim>, HandlerError> {
        let known = self.lock().claim(key);
        Ok(match known {
            None => Claimed::New(InMemoryClaim { store: self.clone(), key: Some(key) }),
            Some(State::Running) => Claimed::Running,
            Some(State::Done) => Claimed::Done,
        })
    }
}

/// An id that is claimed in an [`InMemoryStore`].
#[must_use = "to drop it releases the id"]
pub struct InMemoryClaim {
    store: InMemoryStore,
    /// None once it is done: it may then be forgotten, and claimed by somebody else.
    key: Option<Key>,
}

impl Claim for InMemoryClaim {
    async fn done(mut self) -> Result<(), HandlerError> {
        if let Some(key) = self.key.take() {
            self.store.lock().done(key);
        }
        Ok(())
    }
}

impl Drop for InMemoryClaim {
    fn drop(&mut self) {
        if let Some(key) = self.key.take() {
            self.store.lock().states.remove(&key);
        }
    }
}

impl Remembered {
    /// Claims a key that is not known. What is known of it stays.
    fn claim(&mut self, key: Key) -> Option<State> {
        let known = self.states.get(&key).copied();
        if known.is_none() {
            self.states.insert(key, State::Running);
        }
        known
    }

    fn done(&mut self, key: Key) {
        if self.done.len() == self.capacity
            && let Some(oldest) = self.done.pop_front()
        {
            self.states.remove(&oldest);
        }
        self.states.insert(key, State::Done);
        self.done.push_back(key);
    }
}

impl fmt::Debug for InMemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InMemoryStore")
            .field("done", &self.done())
            .field("running", &self.running())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for InMemoryClaim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("InMemoryClaim").field(&self.key).finish()
    }
}
