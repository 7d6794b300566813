//! What an identifier says: its words, the name of the event it declares, and whether it states a past fact.
//!
//! An event is something that has happened, so its identifier has a past-tense word. The last such word
//! starts the verb part, and everything before it is the subject: `CustomerAddressChanged` is
//! `customer_address.changed`. A word like `set` or `reset`, whose past tense looks like its base form, is
//! taken as past unless the name begins or ends with another verb: `PasswordReset` is a past fact,
//! `PasswordResetRequest` and `RequestPasswordReset` are not.
//!
//! Telling verbs from nouns without a sentence around them is guesswork. Where it can go wrong, a name is
//! rather accepted than refused, and no suggestion is made rather than a wrong one.

mod verbs;

#[cfg(test)]
mod tests;

use verbs::{Past, Reading, Verb};

/// Why an identifier does not state a past fact, with the identifier that would, if one is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TenseError {
    /// It ends in the word `Event`, as in `OrderPlacedEvent`.
    EventSuffix { suggestion: Option<String> },
    /// It has no past-tense word, as in `PlaceOrder`.
    NotPast { suggestion: Option<String> },
    /// Its past-tense word stands before the subject, as in `PlacedOrder`.
    VerbFirst { suggestion: Option<String> },
}

/// Splits an identifier (without `r#`) into its words, in the case they were written.
///
/// A digit belongs to the word before it.
pub(crate) fn words(ident: &str) -> Vec<&str> {
    ident.split('_').flat_map(humps).collect()
}

/// `order_placed` from `OrderPlaced`. Empty if the identifier is only underscores.
pub(crate) fn snake_case(ident: &str) -> String {
    joined_lower(&words(ident))
}

/// `TrackSale` from `track_sale`. Empty if the identifier is only underscores.
pub(crate) fn pascal_case(ident: &str) -> String {
    joined_pascal(&words(ident))
}

/// The name of an event: `order.placed` from `OrderPlaced`. Empty if the identifier is only underscores.
///
/// Without a past-tense word the verb part is the last word, so that a name which was allowed to break the
/// rule still has one: `stock.low`.
pub(crate) fn event_name(ident: &str) -> String {
    let words = words(ident);
    let verb = last_past(&words).unwrap_or_else(|| unversioned(&words).len().saturating_sub(1));
    let (subject, verb) = words.split_at(verb);
    if subject.is_empty() {
        return joined_lower(verb);
    }
    format!("{}.{}", joined_lower(subject), joined_lower(verb))
}

/// Checks that an identifier states a past fact.
pub(crate) fn check_tense(ident: &str) -> Result<(), TenseError> {
    let words = words(ident);
    let Some(fault) = fault(&words) else { return Ok(()) };
    let suggestion = correction(&words, fault).filter(|suggestion| is_sound(suggestion));
    Err(match fault {
        Fault::EventSuffix => TenseError::EventSuffix { suggestion },
        Fault::NotPast => TenseError::NotPast { suggestion },
        Fault::VerbFirst => TenseError::VerbFirst { suggestion },
    })
}

#[derive(Clone, Copy)]
enum Fault {
    EventSuffix,
    NotPast,
    VerbFirst,
}

fn humps(part: &str) -> Vec<&str> {
    let chars: Vec<(usize, char)> = part.char_indices().collect();
    let starts_hump = |&at: &usize| {
        let (before, here, after) = (chars[at - 1].1, chars[at].1, chars.get(at + 1));
        let ends_acronym = after.is_some_and(|(_, after)| after.is_lowercase());
        here.is_uppercase() && (!before.is_uppercase() || ends_acronym)
    };
    let mut humps = Vec::new();
    let mut start = 0;
    for at in (1..chars.len()).filter(starts_hump) {
        humps.push(&part[start..chars[at].0]);
        start = chars[at].0;
    }
    humps.push(&part[start..]);
    humps.retain(|hump| !hump.is_empty());
    humps
}

fn joined_lower(words: &[&str]) -> String {
    words.iter().map(|word| word.to_lowercase()).collect::<Vec<_>>().join("_")
}

fn joined_pascal(words: &[&str]) -> String {
    words.iter().map(|word| verbs::capitalized(word)).collect()
}

fn fault(words: &[&str]) -> Option<Fault> {
    if event_suffix(words).is_some() {
        return Some(Fault::EventSuffix);
    }
    match last_past(words) {
        None => Some(Fault::NotPast),
        Some(0) if !is_complement(&words[1..]) => Some(Fault::VerbFirst),
        Some(_) => None,
    }
}

fn event_suffix(words: &[&str]) -> Option<usize> {
    let (last, before) = unversioned(words).split_last()?;
    matches!(last.to_lowercase().as_str(), "event" | "events").then_some(before.len())
}

fn last_past(words: &[&str]) -> Option<usize> {
    (0..words.len()).rev().find(|&at| match verbs::past(words[at]) {
        Some(Past::Marked) => true,
        Some(Past::Unmarked) => !is_noun_there(words, at),
        None => false,
    })
}

/// Whether the words around a past tense that looks like its base form make it a noun or a present tense.
fn is_noun_there(words: &[&str], at: usize) -> bool {
    let is_verb_only = |word: &str| verbs::present(word).is_some_and(|verb| verb.reading == Reading::Verb);
    let (is_first, is_often_noun) = (at == 0, !is_verb_only(words[at]));
    if !is_first && is_verb_only(words[0]) {
        // `PlaceBid` is about a bid, but in `UpdateIntervalSet` only the end can be the verb
        return is_often_noun || !is_complement(&words[at + 1..]);
    }
    let last_is_verb = unversioned(words)
        .get(at + 1..)
        .and_then(<[_]>::last)
        .is_some_and(|last| verb_in(last).is_some_and(|verb| verb.reading == Reading::Verb));
    last_is_verb && (!is_first || is_often_noun)
}

/// Whether words can follow a verb that has no subject or has it in front, as in `LoggedIn` and `PaidInFull`.
fn is_complement(words: &[&str]) -> bool {
    let rest = words.iter().find(|word| !verbs::is_adverb(word));
    rest.is_none_or(|word| verbs::is_particle(word) || verbs::is_preposition(word) || is_version(word))
}

fn is_version(word: &str) -> bool {
    let number = word.strip_prefix(['v', 'V']).unwrap_or(word);
    !number.is_empty() && number.chars().all(char::is_numeric)
}

fn unversioned<'a, 'w>(words: &'a [&'w str]) -> &'a [&'w str] {
    let end = words.iter().rposition(|word| !is_version(word)).map_or(0, |last| last + 1);
    &words[..end]
}

fn verb_in(word: &str) -> Option<Verb> {
    verbs::present(word).or_else(|| verbs::nominalized(word))
}

/// Guards against a suggestion which would be refused in turn or is no identifier.
fn is_sound(suggestion: &str) -> bool {
    suggestion.starts_with(char::is_alphabetic) && fault(&words(suggestion)).is_none()
}

fn correction(words: &[&str], of: Fault) -> Option<String> {
    match of {
        Fault::EventSuffix => {
            let mut words = words.to_vec();
            while let Some(suffix) = event_suffix(&words) {
                words.remove(suffix);
            }
            fault(&words).map_or_else(|| Some(joined_pascal(&words)), |fault| correction(&words, fault))
        }
        Fault::NotPast => made_past(words),
        Fault::VerbFirst => {
            let (verb, rest) = words.split_first()?;
            Some(verb_after_subject(&verbs::capitalized(verb), rest))
        }
    }
}

fn made_past(words: &[&str]) -> Option<String> {
    let (first, rest) = words.split_first()?;
    let core = unversioned(words);
    let end = (1..core.len()).find(|&at| trails(&core[at..])).unwrap_or(core.len());
    let (last, subject) = core.get(..end)?.split_last()?;

    let leading = verbs::present(first).filter(|verb| verb.reading > Reading::Noun);
    let ending = verb_in(last).filter(|verb| !subject.is_empty() || verb.reading > Reading::Noun);
    match (leading, ending) {
        (Some(verb), ending) if !subject.is_empty() && leads(verb, ending) => {
            Some(verb_after_subject(&verb.past(), rest))
        }
        (_, ending) => Some(joined_pascal(subject) + &ending?.past() + &joined_pascal(&words[end..])),
    }
}

/// Whether the verb a name begins with is its verb, rather than the one it ends with: `ConfirmDelivery`, but
/// not `ReportCreation`.
fn leads(leading: Verb, ending: Option<Verb>) -> bool {
    ending.is_none_or(|ending| match leading.reading {
        Reading::Verb => !ending.is_outcome(),
        Reading::Either => ending.reading < Reading::Verb,
        Reading::Noun => false,
    })
}

/// Whether all words up to a preposition belong to the verb in front of them: `In` of `UserLogInFromApp`.
fn trails(words: &[&str]) -> bool {
    let rest = words.iter().find(|word| !verbs::is_particle(word) && !verbs::is_adverb(word));
    rest.is_none_or(|word| verbs::is_preposition(word) || is_version(word))
}

/// `ItemAddedToCart` from `Added` and `ItemToCart`, `UserLoggedIn` from `Logged` and `InUser`.
fn verb_after_subject(past: &str, rest: &[&str]) -> String {
    let particles = rest.iter().take_while(|word| verbs::is_particle(word)).count();
    let (particles, object) = rest.split_at(particles);
    // the `In` of `CheckInTime` belongs to a noun, that of `InvoiceInFull` does not
    let is_compound =
        |at: usize| verbs::is_particle(object[at]) && at > 0 && verbs::present(object[at - 1]).is_some();
    let end = (0..object.len()).find(|&at| is_complement(&object[at..]) && !is_compound(at));
    let (object, complement) = object.split_at(end.unwrap_or(object.len()));
    [&joined_pascal(object), past, &joined_pascal(particles), &joined_pascal(complement)].concat()
}
