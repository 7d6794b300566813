//! Groups of several queues (`partitions`).

#[path = "../broker/past_the_adapter.rs"]
mod broker;
mod groups;
#[path = "../failures/scene.rs"]
mod scene;
mod sending;
mod spreading;

/// With four of them.
fn scene() -> scene::Scene {
    scene::Scene { partitions: 4, ..scene::Scene::new() }
}

/// Two keys of each of four partitions.
const KEYS: [[&str; 2]; 4] = [["key-0", "key-2"], ["key-4", "key-6"], ["key-1", "key-3"], ["key-5", "key-7"]];
