//! Brokers that are not there, or do not let us in.

use domain_events::transport::Problem;
use events_rabbitmq::RabbitMq;

use crate::broker;

async fn refused(uri: &str) -> (Problem, String) {
    let error = RabbitMq::connect(uri).await.expect_err("it cannot be connected to");
    (error.problem(), error.to_string())
}

#[tokio::test]
async fn a_broker_that_is_not_there_is_an_error_that_says_how_to_start_one() {
    let (problem, text) = refused("amqp://guest:secret@127.0.0.1:1/%2f").await;

    assert_eq!(problem, Problem::Unavailable);
    let begin = "rabbitmq cannot connect to 127.0.0.1:1, virtual host `/`: the broker does not answer: ";
    assert!(text.starts_with(begin) && text.contains("docker run") && !text.contains("secret"), "{text}");
}

#[tokio::test]
async fn a_wrong_password_is_an_error_that_says_so() {
    let uri = broker::uri().replacen("guest:guest", "guest:wrong", 1);

    let (problem, text) = refused(&uri).await;

    assert_eq!(problem, Problem::Refused, "{text}");
    assert!(
        text.contains("ACCESS_REFUSED") && text.contains("password") && !text.contains("wrong"),
        "{text}"
    );
}

#[tokio::test]
async fn a_virtual_host_that_is_not_there_is_an_error_that_names_it() {
    let uri = broker::uri().replacen("%2f", "nowhere", 1);

    let (problem, text) = refused(&uri).await;

    assert_eq!(problem, Problem::Refused, "{text}");
    assert!(text.contains("virtual host `nowhere`"), "{text}");
}

#[cfg(not(feature = "tls"))]
#[tokio::test]
async fn without_its_feature_tls_is_an_error_that_names_it() {
    let (problem, text) = refused("amqps://mq.example/%2f").await;

    assert_eq!(problem, Problem::Refused);
    assert!(text.contains("feature `tls` of `events-rabbitmq`"), "{text}");
}
