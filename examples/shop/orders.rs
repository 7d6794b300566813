//! Where the orders come from: JSON lines from a file, from standard input, or from the file that ships with the example.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal};
use std::path::Path;

use crate::domain::NewOrder;

/// Built in, so that the example runs from every directory.
const SHIPPED: &str = include_str!("orders.jsonl");

pub(crate) struct Orders {
    source: String,
    lines: Box<dyn BufRead>,
}

/// A line that is not blank.
pub(crate) struct Line {
    /// From 1 on, as editors count.
    pub(crate) number: usize,
    pub(crate) order: Result<NewOrder, Unreadable>,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    #[error("not UTF-8: {0}")]
    Text(#[from] std::str::Utf8Error),
    #[error("{}", without_line(.0))]
    Json(#[from] serde_json::Error),
}

#[derive(Debug, thiserror::Error)]
#[error("cannot read orders from {source_name}: {error}")]
pub(crate) struct NoInput {
    source_name: String,
    error: io::Error,
}

impl Orders {
    /// Opens what the command line names: a file, or standard input as `-`. Named nothing, it takes what is piped in,
    /// and the shipped file if that is nothing.
    pub(crate) fn open(named: Option<OsString>) -> Result<Self, NoInput> {
        match named {
            Some(dash) if dash == "-" => Ok(Self::standard_input()),
            Some(path) => Self::file(Path::new(&path)),
            None if io::stdin().is_terminal() => Ok(Self::shipped()),
            None => Self::piped_or_shipped(),
        }
    }

    /// The source's name, for people.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// All lines but blank ones. A line that cannot be read is an item like the others; a source that cannot is an error.
    pub(crate) fn lines(self) -> impl Iterator<Item = Result<Line, NoInput>> {
        let Self { source, lines } = self;
        let numbered = (1..).zip(lines.split(b'\n'));
        numbered.filter_map(move |(number, line)| match line {
            Ok(line) if line.trim_ascii().is_empty() => None,
            Ok(line) => Some(Ok(Line { number, order: parse(&line) })),
            Err(error) => Some(Err(NoInput { source_name: source.clone(), error })),
        })
    }

    fn file(path: &Path) -> Result<Self, NoInput> {
        let source = format!("`{}`", path.display());
        match File::open(path) {
            Ok(file) => Ok(Self { source, lines: Box::new(BufReader::new(file)) }),
            Err(error) => Err(NoInput { source_name: source, error }),
        }
    }

    fn standard_input() -> Self {
        Self { source: "standard input".to_owned(), lines: Box::new(io::stdin().lock()) }
    }

    fn shipped() -> Self {
        Self { source: "the shipped `orders.jsonl`".to_owned(), lines: Box::new(SHIPPED.as_bytes()) }
    }

    /// Cron jobs and CI give `/dev/null` for standard input: nothing to read is no wish to read nothing.
    fn piped_or_shipped() -> Result<Self, NoInput> {
        crate::console::tell("looking for orders on standard input …");
        let mut piped = Self::standard_input();
        match piped.lines.fill_buf() {
            Ok([]) => Ok(Self::shipped()),
            Ok(_) => Ok(piped),
            Err(error) => Err(NoInput { source_name: piped.source, error }),
        }
    }
}

fn parse(line: &[u8]) -> Result<NewOrder, Unreadable> {
    Ok(serde_json::from_str(std::str::from_utf8(line)?)?)
}

/// To the parser each line is line 1; ours is reported beside the message.
fn without_line(error: &serde_json::Error) -> String {
    error.to_string().replace(" at line 1 column ", ", column ")
}
