//! The script that starts the brokers of the tests.

use std::path::Path;

use tokio::process::Command;

/// Kills a broker that `scripts/brokers` has started, starts it again with its disk, and waits until it is ready.
pub async fn restart(broker: &str) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/brokers");
    let restarted = Command::new(&script).args(["restart", broker]).output().await;
    let output = restarted.unwrap_or_else(|error| panic!("{} cannot be run: {error}", script.display()));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{broker} was not restarted: start it with `scripts/brokers up {broker}`, and nothing else: {said}"
    );
}
