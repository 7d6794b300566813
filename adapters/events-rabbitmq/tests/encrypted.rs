//! Connections by TLS (feature `tls`).
#![cfg(feature = "tls")]

use domain_events::Transport;
use domain_events::transport::Problem;
use events_rabbitmq::RabbitMq;

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| {
        panic!(
            "{name} is not set: start the broker with `scripts/brokers up rabbitmq` and `eval` what it prints"
        )
    })
}

fn uri() -> String {
    variable("DOMAIN_EVENTS_RABBITMQ_TLS")
}

#[tokio::test]
async fn a_server_is_trusted_by_an_authority_of_its_own() {
    let path = variable("DOMAIN_EVENTS_CA");
    let authority = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));

    let transport = RabbitMq::builder(uri()).certificate_authorities(authority).connect().await;

    let transport = transport.unwrap_or_else(|error| panic!("{error}"));
    transport.close().await;
}

#[tokio::test]
async fn a_server_that_nobody_vouches_for_is_an_error() {
    let error = RabbitMq::connect(uri()).await.expect_err("its certificate is not known");

    assert_eq!(error.problem(), Problem::Unavailable, "{error}");
    assert!(error.to_string().contains("certificate"), "{error}");
}
