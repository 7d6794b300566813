//! Which transport it is, as the command line says.

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

use domain_events::InMemory;
use events_kafka::Kafka;
use events_rabbitmq::RabbitMq;

use crate::console::{print, refuse};

/// A transport that is connected.
pub enum Chosen {
    /// Within this process.
    Memory(InMemory),
    /// The broker at `$DOMAIN_EVENTS_RABBITMQ`.
    RabbitMq(RabbitMq),
    /// The broker at `$DOMAIN_EVENTS_KAFKA`.
    Kafka(Kafka),
}

/// What the command line says.
pub(crate) struct Arguments {
    pub(crate) transport: String,
    pub(crate) file: Option<OsString>,
}

impl Arguments {
    /// `Err` is how the program ends.
    pub(crate) fn read(help: &str) -> Result<Self, ExitCode> {
        let (mut transport, mut file) = (None, None);
        let mut arguments = env::args_os().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.to_str() {
                Some("--help" | "-h") => return Err(print(help)),
                Some("--transport") => transport = arguments.next().and_then(|name| name.into_string().ok()),
                _ if file.is_none() => file = Some(argument),
                _ => return Err(refuse("more than one file is named; `--help` tells the usage")),
            }
        }
        let transport = transport.ok_or_else(|| refuse(NOT_CHOSEN))?;
        Ok(Self { transport, file })
    }
}

const NOT_CHOSEN: &str =
    "say which transport: `--transport rabbitmq`, `--transport kafka` or `--transport memory`";

impl Chosen {
    pub(crate) async fn connect(name: &str) -> anyhow::Result<Self> {
        match name {
            "memory" => Ok(Self::Memory(InMemory::new())),
            "rabbitmq" => {
                let uri = address("DOMAIN_EVENTS_RABBITMQ", "amqp://guest:guest@127.0.0.1:5672/%2f");
                Ok(Self::RabbitMq(RabbitMq::connect(&uri).await?))
            }
            "kafka" => {
                let servers = address("DOMAIN_EVENTS_KAFKA", "127.0.0.1:9092");
                Ok(Self::Kafka(Kafka::connect(&servers).await?))
            }
            other => anyhow::bail!("there is no transport `{other}`: {NOT_CHOSEN}"),
        }
    }
}

/// Where a broker is: where the variable says, or else where it listens if nobody told it otherwise.
fn address(variable: &str, default: &str) -> String {
    env::var(variable).unwrap_or_else(|_| default.to_owned())
}
