//! The insides of an attribute: `name = "order.placed", version = 2, allow(tense)`.
//!
//! They are read loosely, so that one mistake does not hide the next, and so that each is reported in the words of the
//! attribute at hand.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, LitStr, Meta, Path, Token};

use crate::errors::{AtMostOne, Errors, parse_with};

/// One setting: a word, and what stands behind it.
pub(crate) struct Setting {
    pub(crate) key: Ident,
    value: Value,
}

enum Value {
    Absent,
    Equals(TokenStream),
    List(TokenStream),
    /// A literal or the like where a word belongs: `#[event("order.placed")]`.
    Stray(TokenStream),
}

/// The settings in all attributes of this name.
pub(crate) fn of_attributes(attributes: &[Attribute], name: &str, errors: &mut Errors) -> Vec<Setting> {
    let ours = attributes.iter().filter(|attribute| attribute.path().is_ident(name));
    ours.flat_map(|attribute| of_attribute(attribute, errors)).collect()
}

/// The settings in `#[event(…)]`; of an attribute without a list, none.
pub(crate) fn of_attribute(attribute: &Attribute, errors: &mut Errors) -> Vec<Setting> {
    match &attribute.meta {
        Meta::List(list) => of_tokens(list.tokens.clone(), errors),
        Meta::Path(path) => {
            let name = path.to_token_stream();
            errors.at(attribute, format!("`#[{name}]` says nothing: write `#[{name}(…)]`, or remove it"));
            Vec::new()
        }
        Meta::NameValue(meta) => {
            let name = meta.path.to_token_stream();
            errors.at(attribute, format!("settings stand in parentheses: `#[{name}(…)]`"));
            Vec::new()
        }
    }
}

/// The settings in the parentheses of an attribute.
pub(crate) fn of_tokens(tokens: TokenStream, errors: &mut Errors) -> Vec<Setting> {
    parse_with(parse_settings, tokens).unwrap_or_else(|error| {
        errors.push(error);
        Vec::new()
    })
}

fn parse_settings(input: ParseStream) -> syn::Result<Vec<Setting>> {
    let mut settings = Vec::new();
    while !input.is_empty() {
        if !input.peek(Token![,]) {
            settings.push(parse_setting(input)?);
        }
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
    }
    Ok(settings)
}

fn parse_setting(input: ParseStream) -> syn::Result<Setting> {
    if !input.peek(Ident::peek_any) {
        let span = input.span();
        let stray = until_comma(input)?;
        return Ok(Setting { key: Ident::new("_stray", span), value: Value::Stray(stray) });
    }
    let key = Ident::parse_any(input)?;
    let value = if input.peek(Token![=]) {
        input.parse::<Token![=]>()?;
        Value::Equals(until_comma(input)?)
    } else if input.peek(syn::token::Paren) {
        match input.parse()? {
            TokenTree::Group(list) if list.delimiter() == Delimiter::Parenthesis => {
                Value::List(list.stream())
            }
            other => Value::Stray(other.into()),
        }
    } else {
        match until_comma(input)? {
            rest if rest.is_empty() => Value::Absent,
            rest => Value::Stray(rest),
        }
    };
    Ok(Setting { key, value })
}

fn until_comma(input: ParseStream) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    while !input.is_empty() && !input.peek(Token![,]) {
        tokens.extend([input.parse::<TokenTree>()?]);
    }
    Ok(tokens)
}

impl Setting {
    /// The word, without `r#`.
    pub(crate) fn word(&self) -> String {
        self.key.unraw().to_string()
    }

    /// `name = "…"`.
    pub(crate) fn string(self, example: &str, errors: &mut Errors) -> Option<LitStr> {
        self.equals("a text in quotes", example, errors)
    }

    /// `crate = some::path`.
    pub(crate) fn facade(self, facade: &mut AtMostOne<Path>, errors: &mut Errors) {
        if let Some(path) = self.equals("a path", "crate = domain_events", errors) {
            facade.push(path, errors, "`crate` is given twice: remove the second");
        }
    }

    /// `upcast_from = OrderPlacedV1`.
    pub(crate) fn type_of(self, example: &str, errors: &mut Errors) -> Option<syn::Type> {
        self.equals("a type", example, errors)
    }

    /// `version = 2`.
    pub(crate) fn integer(self, example: &str, errors: &mut Errors) -> Option<syn::LitInt> {
        self.equals("a whole number", example, errors)
    }

    fn equals<T: Parse>(self, what: &str, example: &str, errors: &mut Errors) -> Option<T> {
        let word = self.word();
        match self.value {
            Value::Equals(tokens) if !tokens.is_empty() => match syn::parse2(tokens.clone()) {
                Ok(value) => return Some(value),
                Err(_) => errors.at(tokens, format!("`{word}` takes {what}: `{example}`")),
            },
            _ => errors.at(&self.key, format!("`{word}` needs {what}: `{example}`")),
        }
        None
    }

    /// `key`, a word alone.
    pub(crate) fn flag(self, errors: &mut Errors) -> Option<Ident> {
        let word = self.word();
        match self.value {
            Value::Absent => return Some(self.key),
            Value::Equals(tokens) | Value::List(tokens) | Value::Stray(tokens) if !tokens.is_empty() => {
                errors.at(tokens, format!("`{word}` takes no value: write `{word}` alone"));
            }
            _ => errors.at(&self.key, format!("`{word}` takes no value: write `{word}` alone")),
        }
        None
    }

    /// `unhandled(OrderArchived)`.
    pub(crate) fn types(self, example: &str, errors: &mut Errors) -> Vec<syn::Type> {
        let word = self.word();
        match self.value {
            Value::List(tokens) if !tokens.is_empty() => {
                let parser = Punctuated::<syn::Type, Token![,]>::parse_terminated;
                match parse_with(parser, tokens) {
                    Ok(types) => return types.into_iter().collect(),
                    Err(error) => errors.at_span(error.span(), format!("`{word}` takes types: `{example}`")),
                }
            }
            _ => errors.at(&self.key, format!("`{word}` takes types: `{example}`")),
        }
        Vec::new()
    }

    /// `allow(tense)`.
    pub(crate) fn list(self, example: &str, errors: &mut Errors) -> Option<Vec<Setting>> {
        match self.value {
            Value::List(tokens) if !tokens.is_empty() => Some(of_tokens(tokens, errors)),
            _ => {
                errors.at(&self.key, format!("`{}` takes a list: `{example}`", self.word()));
                None
            }
        }
    }

    /// Reports a word that is none of those that may stand in this place.
    pub(crate) fn unknown(self, place: &str, known: &[&str], errors: &mut Errors) {
        let listed = known.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        match self.value {
            Value::Stray(tokens) if self.key == "_stray" => {
                errors.at(tokens, format!("`{place}` takes settings: {listed}"));
            }
            _ => {
                let word = self.word();
                let remedy = match closest(&word, known) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("it takes {listed}"),
                };
                errors.at(&self.key, format!("`{place}` has no setting `{word}`: {remedy}"));
            }
        }
    }
}

/// The known word that this one is a misspelling of.
pub(crate) fn closest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let near = known.iter().map(|&candidate| (distance(word, candidate), candidate));
    near.filter(|(distance, candidate)| *distance <= candidate.len() / 3 + 1).min().map(|(_, word)| word)
}

/// How many letters have to be added, removed or replaced (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b = b.chars().collect::<Vec<_>>();
    let mut row = (0..=b.len()).collect::<Vec<_>>();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, &y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
