//! Both programs over each broker, as a person would run them.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

const DEADLINE: Duration = Duration::from_mins(1);

#[test]
fn a_worker_handles_over_rabbitmq_what_a_publisher_places() {
    place_and_handle("rabbitmq");
}

#[test]
fn a_worker_handles_over_kafka_what_a_publisher_places() {
    place_and_handle("kafka");
}

#[test]
fn in_memory_one_program_does_both() {
    let (report, _) = publish("memory");

    assert!(report.contains("379 handled") && report.contains("3 set aside"), "{report}");
}

#[test]
fn a_transport_that_is_not_chosen_is_an_error_that_says_which_there_are() {
    let output = Command::new(env!("CARGO_BIN_EXE_publisher")).output().expect("the program runs");

    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(errors.contains("--transport rabbitmq") && errors.contains("--transport kafka"), "{errors}");
}

#[test]
fn a_worker_of_its_own_in_memory_is_an_error() {
    let output = Command::new(env!("CARGO_BIN_EXE_worker"))
        .args(["--transport", "memory"])
        .output()
        .expect("the program runs");

    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("shares no memory"));
}

/// The groups are those of the shop: what an earlier run left there is handled too.
fn place_and_handle(transport: &str) {
    let worker = Worker::start(transport);
    worker.tells(|line| line.contains("Ready"));

    let (report, _) = publish(transport);
    assert!(report.contains("forward                    191         0"), "{report}");

    let (mut sold, mut sent) = (0, 0);
    worker.tells(|line| {
        sold = count_of(line, "track_sale: ", " handled").unwrap_or(sold);
        if let Some(handled) = count_of(line, "confirmation_email: ", " handled") {
            sent = handled + count_of(line, " retried, ", " set aside").unwrap_or_default();
        }
        sold >= 191 && sent >= 191
    });
    let report = worker.stop();
    assert!(report.contains(" handled, ") && !report.contains("cut off"), "{report}");
}

/// The number between two words of a line, which may stand in it.
fn count_of(line: &str, before: &str, after: &str) -> Option<u32> {
    line.split_once(before)?.1.split_once(after)?.0.parse().ok()
}

fn publish(transport: &str) -> (String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_publisher"))
        .args(["--transport", transport])
        .stdin(Stdio::null())
        .output()
        .expect("the program runs");
    let texts =
        (String::from_utf8_lossy(&output.stdout).into(), String::from_utf8_lossy(&output.stderr).into());
    assert!(output.status.success(), "{texts:?}");
    texts
}

struct Worker {
    process: Child,
    errors: Receiver<String>,
}

impl Worker {
    fn start(transport: &str) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_worker"))
            .args(["--transport", transport])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let (says, errors) = channel();
        let stderr = process.stderr.take().expect("it is a pipe");
        thread::spawn(move || {
            BufReader::new(stderr).lines().map_while(Result::ok).try_for_each(|line| says.send(line))
        });
        Self { process, errors }
    }

    /// Waits for a line on standard error.
    fn tells(&self, mut what: impl FnMut(&str) -> bool) {
        let deadline = Instant::now() + DEADLINE;
        let mut told = Vec::new();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.errors.recv_timeout(left) {
                Ok(line) if what(&line) => return,
                Ok(line) => told.push(line),
                Err(late) => panic!("{late}: the worker only tells {told:#?}"),
            }
        }
    }

    /// As ctrl-c does.
    fn stop(mut self) -> String {
        let id = self.process.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status().expect("there is a `kill`");
        assert!(sent.success());
        let mut report = String::new();
        let mut stdout = self.process.stdout.take().expect("it is a pipe");
        stdout.read_to_string(&mut report).expect("it is text");
        assert!(self.process.wait().expect("it ends").success(), "{report}");
        report
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.process.kill();
    }
}
