//! What the transport holds: groups, and what waits for the first of them.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::hash::RandomState;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

use super::InMemory;
use super::stored::{Held, Stored};
use crate::lanes::{Lane, Lanes};
use crate::message::Message;
use crate::retry;
use crate::transport::{DeadLetter, Order, Problem, SubscribedTo, Subscription, Transport, TransportError};

pub(super) struct Broker {
    pub(super) capacity: usize,
    send_timeout: Duration,
    hasher: RandomState,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    groups: Vec<Group>,
    by_name: BTreeMap<String, GroupId>,
    routes: HashMap<String, Route>,
    closed: bool,
}

/// The place of a group among the groups: none is ever removed.
pub(super) type GroupId = usize;

/// Where messages of one event go.
#[derive(Default)]
struct Route {
    groups: Vec<GroupId>,
    /// What waits for the first group.
    unclaimed: VecDeque<Stored>,
    signals: Arc<Signals>,
}

struct Group {
    name: String,
    order: Order,
    lanes: Lanes<Held>,
    /// How many it holds, those that are out included.
    held: usize,
    out: usize,
    /// Its dead letters, which are a group too; of these, none.
    dead_letters: Option<GroupId>,
    signals: Arc<Signals>,
}

#[derive(Default)]
pub(super) struct Signals {
    /// There is something to take, or nothing more will come.
    pub(super) work: Notify,
    /// There may be room for a message.
    room: Notify,
}

/// What a consumer does next.
pub(super) enum Next {
    Take(Lane, Held),
    Wait,
    WaitUntil(Instant),
    End,
}

impl Broker {
    pub(super) fn new(capacity: usize, send_timeout: Duration) -> Self {
        Self { capacity, send_timeout, hasher: RandomState::new(), state: Mutex::default() }
    }

    pub(super) async fn send(&self, event: &str, stored: &Stored) -> Result<(), TransportError> {
        self.when_there_is_room(event, stored, |state| self.try_send(state, event, stored)).await
    }

    pub(super) async fn send_to(&self, group: &str, stored: &Stored) -> Result<(), TransportError> {
        let Some(id) = self.lock().by_name.get(group).copied() else {
            return Err(of(error("send", Problem::Unroutable).at(format!("group `{group}`")), stored));
        };
        self.when_there_is_room(group, stored, |state| {
            if let Some(full) = self.full(state, id) {
                return Err(full);
            }
            self.put(&mut state.groups[id], stored.clone());
            Ok(())
        })
        .await
    }

    /// Tries, and while it is full, waits and tries again. Whoever was woken and finds no room elsewhere wakes the next.
    async fn when_there_is_room(
        &self,
        place: &str,
        stored: &Stored,
        mut attempt: impl FnMut(&mut State) -> Result<(), Arc<Signals>>,
    ) -> Result<(), TransportError> {
        let closed = || of(error("send", Problem::Closed), stored);
        let Err(mut full) = self.with(&mut attempt, closed)? else { return Ok(()) };
        let deadline = retry::after(self.send_timeout);
        loop {
            let waited_for = full;
            let mut room = std::pin::pin!(waited_for.room.notified());
            room.as_mut().enable();
            let Err(still) = self.with(&mut attempt, closed)? else { return Ok(()) };
            if !Arc::ptr_eq(&still, &waited_for) {
                waited_for.room.notify_one();
                full = still;
                continue;
            }
            if timeout_at(deadline, room).await.is_err() {
                let full = error("send", Problem::Full).at(format!("`{place}`"));
                return Err(of(full, stored).because(format!("it holds {} messages", self.capacity)));
            }
            full = still;
        }
    }

    fn with<T>(
        &self,
        attempt: &mut impl FnMut(&mut State) -> T,
        closed: impl Fn() -> TransportError,
    ) -> Result<T, TransportError> {
        let mut state = self.lock();
        if state.closed { Err(closed()) } else { Ok(attempt(&mut state)) }
    }

    /// To all groups or to none.
    fn try_send(&self, state: &mut State, event: &str, stored: &Stored) -> Result<(), Arc<Signals>> {
        if !state.routes.contains_key(event) {
            state.routes.insert(event.to_owned(), Route::default());
        }
        let State { groups, routes, .. } = state;
        let Some(route) = routes.get_mut(event) else { return Ok(()) };
        if route.groups.is_empty() {
            if route.unclaimed.len() >= self.capacity {
                return Err(Arc::clone(&route.signals));
            }
            route.unclaimed.push_back(stored.clone());
            return Ok(());
        }
        if let Some(full) = route.groups.iter().find(|id| groups[**id].held >= self.capacity) {
            return Err(Arc::clone(&groups[*full].signals));
        }
        for id in &route.groups {
            self.put(&mut groups[*id], stored.clone());
        }
        Ok(())
    }

    fn full(&self, state: &State, id: GroupId) -> Option<Arc<Signals>> {
        let group = &state.groups[id];
        (group.held >= self.capacity).then(|| Arc::clone(&group.signals))
    }

    fn put(&self, group: &mut Group, stored: Stored) {
        let lane = match (group.order, stored.key()) {
            (Order::ByKey, Some(key)) => Lane::of(&self.hasher, key),
            _ => group.lanes.own(),
        };
        group.held += 1;
        if group.lanes.push(lane, Held { stored, attempts: 0 }) {
            group.signals.work.notify_one();
        }
    }

    /// All of them, or none if one differs. What waits for a first group goes to each of them.
    pub(super) fn declare(&self, subscriptions: &[Subscription]) -> Result<(), TransportError> {
        let mut state = self.lock();
        for subscription in subscriptions {
            state.check(subscription)?;
        }
        let mut routed = Vec::new();
        for subscription in subscriptions {
            let SubscribedTo::Events(events) = subscription.subscribed_to() else { continue };
            let id = state.group_of(subscription);
            for event in events {
                let route = state.routes.entry(event.clone()).or_default();
                if !route.groups.contains(&id) {
                    route.groups.push(id);
                    routed.push(event);
                }
            }
        }
        let State { groups, routes, .. } = &mut *state;
        for event in routed {
            let Some(route) = routes.get_mut(event) else { continue };
            for stored in std::mem::take(&mut route.unclaimed) {
                for id in &route.groups {
                    self.put(&mut groups[*id], stored.clone()); // beyond its capacity, if it has to be: it was taken
                }
            }
            route.signals.room.notify_waiters();
        }
        Ok(())
    }

    /// The group that a subscription, which has been declared, takes from.
    pub(super) fn group(&self, subscription: &Subscription) -> Result<GroupId, TransportError> {
        let state = self.lock();
        let id = state.by_name.get(subscription.group()).copied();
        let id = match subscription.subscribed_to() {
            SubscribedTo::Events(_) => id,
            SubscribedTo::DeadLetters => id.and_then(|id| state.groups[id].dead_letters),
        };
        id.ok_or_else(|| no_such_group(subscription.group()))
    }

    pub(super) fn dead_letters(&self, group: &str) -> Vec<Message> {
        let state = self.lock();
        let id = state.by_name.get(group).and_then(|id| state.groups[*id].dead_letters);
        let Some(id) = id else { return Vec::new() };
        state.groups[id].lanes.iter().filter_map(|held| held.stored.clone().read().ok()).collect()
    }

    pub(super) fn held(&self) -> HashMap<String, usize> {
        let state = self.lock();
        state.by_name.iter().map(|(name, id)| (name.clone(), state.groups[*id].held)).collect()
    }

    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        let groups = state.groups.iter().map(|group| &group.signals);
        for signals in groups.chain(state.routes.values().map(|route| &route.signals)) {
            signals.work.notify_waiters();
            signals.room.notify_waiters();
        }
    }

    pub(super) fn signals(&self, id: GroupId) -> Arc<Signals> {
        Arc::clone(&self.lock().groups[id].signals)
    }

    pub(super) fn waiting(&self, id: GroupId) -> usize {
        let state = self.lock();
        state.groups[id].held - state.groups[id].out
    }

    /// The next message of a group. Who takes one and leaves more behind wakes the next consumer.
    pub(super) fn next(&self, id: GroupId) -> Next {
        let mut state = self.lock();
        if state.closed {
            return Next::End;
        }
        let group = &mut state.groups[id];
        if let Some((lane, mut held)) = group.lanes.pop() {
            held.attempts += 1;
            group.out += 1;
            if group.lanes.is_anything_ready_or_waiting() {
                group.signals.work.notify_one();
            }
            return Next::Take(lane, held);
        }
        group.lanes.due().map_or(Next::Wait, Next::WaitUntil)
    }

    pub(super) fn done(&self, id: GroupId, lane: Lane) {
        self.lock().groups[id].done(lane);
    }

    /// Gives one back to its lane, at once or when it is due.
    pub(super) fn put_back(&self, id: GroupId, lane: Lane, held: Held, due: Option<Instant>) {
        let mut state = self.lock();
        let group = &mut state.groups[id];
        group.out -= 1;
        match due {
            Some(due) => group.lanes.put_back_until(lane, held, due),
            None => group.lanes.put_back(lane, held),
        }
        group.signals.work.notify_one();
    }

    /// Sets one aside. Without room for it, gives it back.
    pub(super) fn set_aside(
        &self,
        id: GroupId,
        lane: Lane,
        held: Held,
        why: &DeadLetter,
    ) -> Result<(), Held> {
        let mut state = self.lock();
        let Some(dead_letters) = state.groups[id].dead_letters else { return Err(held) };
        if self.full(&state, dead_letters).is_some() {
            return Err(held);
        }
        self.put(&mut state.groups[dead_letters], held.stored.set_aside(why));
        state.groups[id].done(lane);
        Ok(())
    }

    pub(super) fn name(&self, id: GroupId) -> String {
        self.lock().groups[id].name.clone()
    }

    /// No user's code runs while it is locked, so that a poisoned state is a whole one.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn check(&self, subscription: &Subscription) -> Result<(), TransportError> {
        let name = subscription.group();
        if self.closed {
            return Err(error("declare", Problem::Closed).at(format!("group `{name}`")));
        }
        let known = self.by_name.get(name).map(|id| &self.groups[*id]);
        let order = subscription.message_order();
        match (subscription.subscribed_to(), known) {
            (SubscribedTo::DeadLetters, None) => Err(no_such_group(name)),
            (SubscribedTo::Events(_), Some(group)) if group.order != order => {
                let was = format!(
                    "it was declared with `Order::{:?}`, and now with `Order::{order:?}`",
                    group.order
                );
                Err(error("declare", Problem::Differs).at(format!("group `{name}`")).because(was))
            }
            _ => Ok(()),
        }
    }

    fn group_of(&mut self, subscription: &Subscription) -> GroupId {
        let (name, order) = (subscription.group(), subscription.message_order());
        if let Some(id) = self.by_name.get(name) {
            return *id;
        }
        let dead_letters = self.groups.len();
        self.groups.push(Group::new(format!("{name}.dead"), Order::Any, None));
        let id = self.groups.len();
        self.groups.push(Group::new(name.to_owned(), order, Some(dead_letters)));
        self.by_name.insert(name.to_owned(), id);
        id
    }
}

impl Group {
    fn new(name: String, order: Order, dead_letters: Option<GroupId>) -> Self {
        Self { name, order, lanes: Lanes::new(), held: 0, out: 0, dead_letters, signals: Arc::default() }
    }

    fn done(&mut self, lane: Lane) {
        self.out -= 1;
        self.held -= 1;
        if self.lanes.done(lane) {
            self.signals.work.notify_one();
        }
        self.signals.room.notify_one();
    }
}

pub(super) fn error(tried: &'static str, problem: Problem) -> TransportError {
    TransportError::new(InMemory::NAME, tried, problem)
}

fn no_such_group(name: &str) -> TransportError {
    error("subscribe to", Problem::Unroutable)
        .at(format!("the dead letters of group `{name}`"))
        .because("there is no such group")
        .remedy("start the worker that has the handler of that name, which declares its group")
}

fn of(error: TransportError, stored: &Stored) -> TransportError {
    match stored {
        Stored::Message(message) => error.of(message),
        Stored::Raw(..) => error,
    }
}
