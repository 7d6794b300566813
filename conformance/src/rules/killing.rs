//! Worker processes that are killed.

use std::collections::{HashMap, HashSet};
use std::io::{self, BufRead, BufReader, PipeReader, PipeWriter, Write};
use std::process::Stdio;
use std::sync::Arc;
use std::thread;

use domain_events::prelude::*;
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::{Semaphore, mpsc};

use crate::events::{Does, OrderPlaced, messages};
use crate::ledger::assert_in_order;
use crate::scene::{Scene, at_once};
use crate::{Capability, Harness, Namespace};

pub(crate) const NAMESPACE: &str = "CONFORMANCE_NAMESPACE";
const GROUP: &str = "CONFORMANCE_GROUP";
const PROCESS: &str = "CONFORMANCE_PROCESS";
/// What a worker process says, between what its test harness says.
const SAYS: &str = "conformance: ";
const ORDERS: u64 = 16;

/// Two worker processes handle 500 messages; four times, one is killed in the middle of its work and another one started. All
/// messages are handled, and of each key first in order. How many were handled twice is printed.
pub async fn a_worker_process_that_is_killed_loses_nothing<H: Harness>(
    scene: Arc<Scene<H>>,
    child_test: &'static str,
) {
    if scene.has(Capability::Survival) {
        handle_and_kill(&scene, child_test, 500, 4).await;
    }
}

/// The same with any number of messages and of kills. Answers how many were handled again.
pub(crate) async fn handle_and_kill<H: Harness>(
    scene: &Scene<H>,
    child_test: &'static str,
    count: u64,
    most_kills: u64,
) -> usize {
    let group = scene.group("sales").await;
    for messages in messages(count, ORDERS).chunks(1_000) {
        scene.send(messages).await;
    }
    let (reader, writer) = io::pipe().expect("a pipe is made");
    let mut said = listen(reader);
    let mut processes = Processes { child_test, group, writer, running: HashMap::new(), started: 0 };
    processes.start(scene);
    processes.start(scene);

    let (mut handled, mut first, mut kills) = (Vec::new(), HashSet::new(), 0);
    while first.len() < usize::try_from(count).expect("it is a small number") {
        match said.recv().await.expect("some process writes") {
            Said::Begun { process } => processes.allow(process).await,
            Said::Handled { process, order, number } => {
                first.insert(number);
                handled.push((order, number));
                if kills < most_kills && first.len() as u64 > (kills + 1) * count / (most_kills + 2) {
                    processes.kill(process).await;
                    processes.start(scene);
                    kills += 1;
                }
            }
        }
    }

    assert_eq!(kills, most_kills, "all were killed in the middle");
    let again = handled.len() - first.len();
    let line = format!(
        "{}: {again} of {count} were handled again, after {kills} kills\n",
        scene.rule.replace('_', " ")
    );
    let _ = io::stderr().write_all(line.as_bytes());
    let mut seen = HashSet::new();
    let first = handled.iter().filter(|(_, number)| seen.insert(*number));
    if scene.harness.capabilities().has(Capability::Order) {
        assert_in_order(first.map(|(order, number)| (order.as_str(), *number)));
    }
    again
}

/// What a process writes to the pipe that all share, so that all that is written has one order.
enum Said {
    /// A handler waits to be allowed.
    Begun { process: u64 },
    /// A handler has handled.
    Handled { process: u64, order: String, number: u64 },
}

impl Said {
    fn read(line: &str) -> Option<Self> {
        let (_, said) = line.split_once(SAYS)?;
        let mut words = said.split(' ');
        match (words.next()?, words.next()?.parse().ok()?) {
            ("begun", process) => Some(Self::Begun { process }),
            (_, process) => Some(Self::Handled {
                process,
                order: words.next()?.to_owned(),
                number: words.next()?.parse().ok()?,
            }),
        }
    }
}

/// Ends with the last process that has the pipe.
fn listen(reader: PipeReader) -> mpsc::UnboundedReceiver<Said> {
    let (says, said) = mpsc::unbounded_channel(); // as much as the processes are allowed
    thread::spawn(move || {
        let lines = BufReader::new(reader).lines().map_while(Result::ok);
        lines.filter_map(|line| Said::read(&line)).try_for_each(|said| says.send(said))
    });
    said
}

struct Processes {
    child_test: &'static str,
    group: String,
    writer: PipeWriter,
    running: HashMap<u64, (Child, ChildStdin)>,
    started: u64,
}

impl Processes {
    fn start<H: Harness>(&mut self, scene: &Scene<H>) {
        self.started += 1;
        let writer = self.writer.try_clone().expect("a pipe has many ends");
        let mut process = child(scene, self.child_test)
            .env(GROUP, &self.group)
            .env(PROCESS, self.started.to_string())
            .stdout(writer)
            .spawn()
            .expect("a process starts");
        let stdin = process.stdin.take().expect("it is a pipe");
        self.running.insert(self.started, (process, stdin));
    }

    /// One that is killed hears nothing.
    async fn allow(&mut self, process: u64) {
        if let Some((_, stdin)) = self.running.get_mut(&process) {
            stdin.write_all(b"\n").await.expect("a process listens");
        }
    }

    /// With SIGKILL, where there is one. What it wrote before may come later.
    async fn kill(&mut self, process: u64) {
        if let Some((mut process, _)) = self.running.remove(&process) {
            process.kill().await.expect("a process can be killed");
        }
    }
}

/// What a worker process does, until it is killed, or its parent is gone.
#[doc(hidden)]
#[tokio::main]
pub async fn work_until_killed<H: Harness>() {
    let variable = |name| std::env::var(name).ok();
    let (Some(namespace), Some(group), Some(process)) =
        (variable(NAMESPACE), variable(GROUP), variable(PROCESS))
    else {
        eprintln!("this is what a worker process of the suite does, and nothing by itself");
        return;
    };
    let harness = H::start(&Namespace::from_parent(namespace)).await;
    let allowed = Arc::new(Semaphore::new(0));
    thread::spawn({
        let allowed = Arc::clone(&allowed);
        move || {
            io::stdin().lines().map_while(Result::ok).for_each(|_| allowed.add_permits(1));
            std::process::exit(0);
        }
    });
    let handler = Does(move |placed: Envelope<OrderPlaced>| {
        let (allowed, process) = (Arc::clone(&allowed), process.clone());
        async move {
            say(&format!("begun {process}"))?;
            allowed.acquire().await?.forget();
            say(&format!("handled {process} {} {}", placed.order, placed.number))
        }
    });
    let worker = Worker::new(harness.connect().await)
        .handler_with(handler, |settings| settings.group(group).concurrency(4).retry(at_once()));
    let ended = worker.run_until(std::future::pending::<()>()).await;
    panic!("the worker has ended: {ended:?}");
}

/// A process that runs an ignored test of this executable, in the namespace of a test, and ends with its parent or before.
pub(crate) fn child<H: Harness>(scene: &Scene<H>, child_test: &str) -> Command {
    let mut child = Command::new(std::env::current_exe().expect("a test knows itself"));
    child
        .args([child_test, "--exact", "--ignored", "--nocapture"])
        .env(NAMESPACE, scene.namespace.as_str())
        .envs(scene.harness.environment())
        .stdin(Stdio::piped())
        .kill_on_drop(true);
    child
}

/// A line in one piece.
fn say(what: &str) -> Result<(), HandlerError> {
    io::stdout().lock().write_all(format!("{SAYS}{what}\n").as_bytes())?;
    Ok(())
}
