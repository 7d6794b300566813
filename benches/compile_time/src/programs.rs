//! The programs that are compared: the same events, the same handlers, the same publications.

mod by_hand;
mod typed;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// How a program is written.
#[derive(Clone, Copy)]
pub(crate) enum Style {
    /// Without traits and macros: structs, inherent methods, a method of the bus for each event.
    ByHand,
    /// With the macros; use cases publish through a port.
    Typed,
    /// With the macros; functions publish on the bus itself.
    TypedDirect,
}

impl Style {
    pub(crate) const ALL: [Self; 3] = [Self::ByHand, Self::Typed, Self::TypedDirect];

    /// The name of the package, and of its folder.
    pub(crate) fn package(self) -> &'static str {
        match self {
            Self::ByHand => "by_hand",
            Self::Typed => "typed",
            Self::TypedDirect => "typed_direct",
        }
    }

    fn source(self, n: usize) -> String {
        match self {
            Self::ByHand => by_hand::source(n),
            Self::Typed => typed::source(n, typed::port),
            Self::TypedDirect => typed::source(n, typed::direct),
        }
    }
}

/// Writes a workspace with one package for each style.
pub(crate) fn write(n: usize, facade: &Path, scratch: &Path) -> Result<()> {
    let members = Style::ALL.map(|style| format!("{:?}", style.package())).join(", ");
    put(&scratch.join("Cargo.toml"), &format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n"))?;
    // The versions with which the library is tested, and no look into the registry for newer ones.
    let lock = fs::read_to_string(facade.join("Cargo.lock")).context("reading the library's Cargo.lock")?;
    put(&scratch.join("Cargo.lock"), &lock)?;
    for style in Style::ALL {
        let folder = scratch.join(style.package());
        put(&folder.join("Cargo.toml"), &manifest(style, facade))?;
        put(&folder.join("src/main.rs"), &style.source(n))?;
    }
    Ok(())
}

fn manifest(style: Style, facade: &Path) -> String {
    let package = style.package();
    let dependency = match style {
        Style::ByHand => String::new(),
        Style::Typed | Style::TypedDirect => format!("domain-events = {{ path = '{}' }}\n", facade.display()),
    };
    format!(
        "[package]\nname = {package:?}\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependency}"
    )
}

fn put(file: &Path, text: &str) -> Result<()> {
    let folder = file.parent().context("a file without a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    fs::write(file, text).with_context(|| format!("writing {}", file.display()))
}

/// Three events for each handler, the last handlers taking the first events: each event has three handlers.
fn handled_by(handler: usize, n: usize) -> [usize; 3] {
    [handler, (handler + 1) % n, (handler + 2) % n]
}

/// The handlers of an event in the order of the bus's fields, each with the place of the event among its three.
fn handlers_of(event: usize, n: usize) -> Vec<(usize, usize)> {
    let mut handlers = (0..3).map(|place| ((event + n - place) % n, place)).collect::<Vec<_>>();
    handlers.sort_unstable();
    handlers
}

/// `main`, which runs all publications: in functions of fifty, because a future of a thousand awaits is nobody's.
/// It asks that the whole can go from thread to thread, as whoever spawns it does.
fn main_of(n: usize, publication: impl Fn(usize) -> String) -> String {
    let events = (0..n).collect::<Vec<_>>();
    let parts = events.chunks(50).enumerate().map(|(part, events)| {
        let publications = events.iter().map(|&event| format!("    failed += {}.await;\n", publication(event)));
        let publications = publications.collect::<String>();
        format!(
            "async fn part_{part}(bus: &Bus) -> usize {{\n    let mut failed = 0;\n{publications}    failed\n}}\n"
        )
    });
    let parts = parts.collect::<String>();
    let calls =
        (0..events.chunks(50).len()).map(|part| format!("        failed += part_{part}(&bus).await;\n"));
    let calls = calls.collect::<String>();
    let fields = events.iter().map(|i| format!("        field_{i}: Handler{i}::default(),\n"));
    let fields = fields.collect::<String>();
    format!(
        r#"{parts}
fn main() {{
    let bus = Bus {{
{fields}    }};
    let failed = run(async move {{
        let mut failed = 0;
{calls}        failed
    }});
    println!("{{failed}} handlers failed");
}}

fn run<F: std::future::Future + Send>(future: F) -> F::Output {{
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    loop {{
        if let std::task::Poll::Ready(output) = future.as_mut().poll(&mut context) {{
            return output;
        }}
    }}
}}
"#
    )
}

/// The three methods of a handler, alike in all programs: one that can fail, one that is not `async`, one that is.
fn methods(handler: usize, n: usize) -> String {
    let [first, second, third] = handled_by(handler, n);
    format!(
        r#"impl Handler{handler} {{
    async fn first(&self, event: &Item{first}Placed) -> Result<(), String> {{
        if event.amount == 0 {{
            return Err(format!("item {{}} has no amount", event.id));
        }}
        self.seen.fetch_add(event.amount, Ordering::Relaxed);
        Ok(())
    }}

    fn second(&self, event: &Item{second}Placed) {{
        self.seen.fetch_add(event.amount, Ordering::Relaxed);
    }}

    async fn third(&self, event: &Item{third}Placed) {{
        self.seen.fetch_max(event.amount, Ordering::Relaxed);
    }}
}}
"#
    )
}
