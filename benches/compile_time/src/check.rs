//! What one `cargo check` of one package costs, with its dependencies checked before.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::programs::Style;

/// What one check took.
#[derive(Clone, Copy)]
pub(crate) struct Checked {
    /// By the clock on the wall.
    pub(crate) wall: Duration,
    /// Of the processor, outside of the kernel: steadier than the wall clock where other programs run.
    pub(crate) user: Duration,
}

/// The least of several checks: what disturbs a measurement only ever adds to it.
pub(crate) fn best_of(times: usize, style: Style, scratch: &Path) -> Result<Checked> {
    check(style, scratch)?; // and with it the dependencies, and what the operating system caches
    let checks = (0..times).map(|_| check(style, scratch)).collect::<Result<Vec<_>>>()?;
    let wall = checks.iter().map(|it| it.wall).min();
    let user = checks.iter().map(|it| it.user).min();
    wall.zip(user).map(|(wall, user)| Checked { wall, user }).context("a best of no checks")
}

/// The compiler that is measured.
pub(crate) fn compiler() -> Result<String> {
    let output = Command::new("rustc").arg("--version").output().context("asking rustc for its version")?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

fn check(style: Style, scratch: &Path) -> Result<Checked> {
    touch(&scratch.join(style.package()).join("src/main.rs"))?;
    let started = Instant::now();
    // The shell knows what its children took of the processor; the standard library has no such question.
    let output = Command::new("sh")
        .args(["-c", "cargo check --quiet --package \"$0\" && times", style.package()])
        .current_dir(scratch)
        .env("CARGO_TARGET_DIR", scratch.join("target"))
        .env("CARGO_INCREMENTAL", "0") // a touched file that says what it said would cost next to nothing
        .stderr(Stdio::inherit())
        .output()
        .context("running cargo")?;
    let wall = started.elapsed();
    ensure!(output.status.success(), "`{}` does not compile", style.package());
    let times = String::from_utf8(output.stdout)?;
    let user = user_of_children(&times).with_context(|| format!("`times` said `{times}`"))?;
    Ok(Checked { wall, user })
}

fn touch(file: &Path) -> Result<()> {
    let opened = std::fs::File::options().append(true).open(file);
    let touched = opened.and_then(|file| file.set_modified(std::time::SystemTime::now()));
    touched.with_context(|| format!("touching {}", file.display()))
}

/// `times` prints two lines, of the shell and of its children; in each user, then system: `0m1.230000s 0m0.100000s`.
fn user_of_children(times: &str) -> Option<Duration> {
    let (minutes, seconds) = times.lines().nth(1)?.split_whitespace().next()?.split_once('m')?;
    let seconds = seconds.trim_end_matches('s').replace(',', ".").parse::<f64>().ok()?;
    Some(Duration::from_secs(minutes.parse::<u64>().ok()? * 60) + Duration::from_secs_f64(seconds))
}
