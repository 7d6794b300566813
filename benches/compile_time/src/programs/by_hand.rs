//! The program as somebody writes it who has no library and wants the same: direct calls, failures with their names on a
//! receipt, and a panic that stays with its handler.

use super::{handlers_of, main_of, methods};

/// The whole `main.rs`.
pub(crate) fn source(n: usize) -> String {
    let events = (0..n).map(event).collect::<String>();
    let handlers = (0..n).map(|handler| self::handler(handler, n)).collect::<String>();
    let fields = (0..n).map(field).collect::<String>();
    let publish = (0..n).map(|event| publish(event, n)).collect::<String>();
    let use_cases = (0..n).map(use_case).collect::<String>();
    let main = main_of(n, |event| format!("PlaceItem{event} {{ events: bus }}.run({event}, 1)"));
    format!(
        r"#![allow(dead_code)]
use std::sync::atomic::{{AtomicU64, Ordering}};

{SHARED}
{events}
{handlers}
struct Bus {{
{fields}}}

impl Bus {{{publish}}}

{use_cases}
{main}"
    )
}

const SHARED: &str = r#"#[derive(Default)]
struct Receipt {
    failures: Vec<Failure>,
}

struct Failure {
    handler: &'static str,
    event: &'static str,
    error: String,
}

impl Receipt {
    fn note(&mut self, handler: &'static str, event: &'static str, outcome: Result<(), String>) {
        if let Err(error) = outcome {
            self.failures.push(Failure { handler, event, error });
        }
    }
}

async fn isolate<F: std::future::Future<Output = Result<(), String>>>(handling: F) -> Result<(), String> {
    let mut handling = std::pin::pin!(handling);
    std::future::poll_fn(|context| {
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| handling.as_mut().poll(context)))
            .unwrap_or_else(|_| std::task::Poll::Ready(Err("the handler panicked".to_owned())))
    })
    .await
}
"#;

fn event(event: usize) -> String {
    format!(
        r#"
struct Item{event}Placed {{
    id: u64,
    amount: u64,
}}

impl Item{event}Placed {{
    const NAME: &'static str = "item{event}.placed";
    const VERSION: u32 = 1;

    fn key(&self) -> Option<String> {{
        Some(self.id.to_string())
    }}
}}
"#
    )
}

fn handler(handler: usize, n: usize) -> String {
    let methods = methods(handler, n);
    format!(
        r#"
#[derive(Default)]
struct Handler{handler} {{
    seen: AtomicU64,
}}

impl Handler{handler} {{
    const NAME: &'static str = "handler{handler}";
}}

{methods}"#
    )
}

fn field(handler: usize) -> String {
    format!("    field_{handler}: Handler{handler},\n")
}

fn publish(event: usize, n: usize) -> String {
    let calls = handlers_of(event, n).into_iter().map(|(handler, place)| {
        let handling = match place {
            0 => format!("self.field_{handler}.first(&event)"),
            1 => format!("async {{ self.field_{handler}.second(&event); Ok(()) }}"),
            _ => format!("async {{ self.field_{handler}.third(&event).await; Ok(()) }}"),
        };
        format!(
            "        receipt.note(Handler{handler}::NAME, Item{event}Placed::NAME, isolate({handling}).await);\n"
        )
    });
    let calls = calls.collect::<String>();
    format!(
        r"
    async fn publish_item_{event}_placed(&self, event: Item{event}Placed) -> Receipt {{
        let mut receipt = Receipt::default();
{calls}        receipt
    }}
"
    )
}

fn use_case(event: usize) -> String {
    format!(
        r"
struct PlaceItem{event}<'a> {{
    events: &'a Bus,
}}

impl PlaceItem{event}<'_> {{
    async fn run(&self, id: u64, amount: u64) -> usize {{
        self.events.publish_item_{event}_placed(Item{event}Placed {{ id, amount }}).await.failures.len()
    }}
}}
"
    )
}
