//! What goes wrong, and what comes of it.

#[path = "../broker/past_the_adapter.rs"]
mod broker;
mod connecting;
mod dead_letters;
mod in_any_order;
mod proxy;
mod reconnecting;
mod refusals;
mod scene;
mod stopping;
