//! What only the broker's own tool brings about.

#[path = "../broker/past_the_adapter.rs"]
mod broker;
mod memory;
mod permissions;

use std::path::Path;

use tokio::process::Command;
use tokio::sync::Mutex;

/// One test at a time: each changes what holds for the whole broker.
static ALONE: Mutex<()> = Mutex::const_new(());

async fn control(arguments: &[&str]) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/brokers");
    let mut tool = Command::new(script);
    let output = tool.args(["rabbitmqctl", "--quiet"]).args(arguments).output().await;
    let output = output.expect("the script of the brokers runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}
