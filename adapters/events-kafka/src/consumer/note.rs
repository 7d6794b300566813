//! What stands beside a committed offset: `starts=2 done=1,3-5`.

use std::fmt;

/// How often consumers began there without an end in order, and which records behind the offset are finished: counted from the
/// offset, in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) starts: u32,
    pub(super) done: Vec<i64>,
}

/// The broker takes 4,096 bytes, if nobody has told it otherwise. What has no room is handled again.
const LONGEST: usize = 3_000;
/// So many are believed of a note, whoever wrote it.
const MOST: i64 = 100_000;

impl Note {
    pub(super) fn read(text: &str) -> Self {
        let mut note = Self::default();
        for word in text.split(' ') {
            if let Some(starts) = word.strip_prefix("starts=") {
                note.starts = starts.parse().unwrap_or(0);
            } else if let Some(done) = word.strip_prefix("done=") {
                note.done = done.split(',').filter_map(range).flatten().collect();
            }
        }
        note
    }

    pub(super) fn is_empty(&self) -> bool {
        self.starts == 0 && self.done.is_empty()
    }
}

fn range(text: &str) -> Option<std::ops::RangeInclusive<i64>> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (0 < first && first <= last && last <= MOST).then_some(first..=last)
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "starts={}", self.starts)?;
        let mut written = 0;
        for run in self.done.chunk_by(|one, next| one + 1 == *next) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            if written > LONGEST || *last > MOST {
                break;
            }
            let separator = if written == 0 { " done=" } else { "," };
            let range = if first == last { first.to_string() } else { format!("{first}-{last}") };
            written += separator.len() + range.len();
            write!(f, "{separator}{range}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for (starts, done) in [(0, vec![]), (3, vec![]), (1, vec![1]), (2, vec![1, 3, 4, 5, 9])] {
            let note = Note { starts, done };
            assert_eq!(Note::read(&note.to_string()), note, "{note}");
        }
        assert_eq!(Note { starts: 2, done: vec![1, 3, 4, 5] }.to_string(), "starts=2 done=1,3-5");
    }

    #[test]
    fn a_note_fits_and_loses_its_end_alone() {
        let note = Note { starts: 1, done: (1..5_000).map(|at| at * 2).collect() };

        let text = note.to_string();

        assert!(text.len() < 4_096, "{} bytes", text.len());
        assert!(note.done.starts_with(&Note::read(&text).done));
    }

    #[test]
    fn what_others_wrote_is_nothing() {
        for text in ["", "hello", "done=", "done=0,-1,9-3,1-99999999999,x", "starts=x done=5-"] {
            assert_eq!(Note::read(text), Note::default(), "{text}");
        }
    }
}
