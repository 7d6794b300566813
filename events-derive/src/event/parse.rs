//! From the struct's tokens to the model of an event.

use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::{Attribute, Data, DataStruct, DeriveInput, Expr, Lit, LitInt, LitStr, Member, Meta, Path, Type};

use crate::errors::{AtMostOne, Errors};
use crate::settings;

/// An event as it is written.
pub(crate) struct Event<'a> {
    pub(crate) original: &'a DeriveInput,
    pub(crate) fields: Vec<Field<'a>>,
    pub(crate) name: Option<LitStr>,
    pub(crate) version: Option<LitInt>,
    pub(crate) allows_any_tense: bool,
    /// The version before this one.
    pub(crate) upcast_from: Option<Type>,
    /// Where the facade is: `::domain_events`, or what `crate = …` says.
    pub(crate) facade: Option<Path>,
}

/// A field of an event.
pub(crate) struct Field<'a> {
    pub(crate) original: &'a syn::Field,
    pub(crate) member: Member,
    pub(crate) key: Option<Ident>,
    pub(crate) occurred_at: Option<Ident>,
}

const EVENT_SETTINGS: &[&str] = &["name", "version", "upcast_from", "allow", "crate"];
const FIELD_SETTINGS: &[&str] = &["key", "occurred_at"];

pub(crate) fn parse<'a>(item: &'a DeriveInput, errors: &mut Errors) -> Event<'a> {
    let mut name = AtMostOne::none();
    let mut version = AtMostOne::none();
    let mut upcast_from = AtMostOne::none();
    let mut facade = AtMostOne::none();
    let mut allows_any_tense = false;
    for setting in settings::of_attributes(&item.attrs, "event", errors) {
        let key = setting.key.clone();
        match setting.word().as_str() {
            "name" => {
                if let Some(value) = setting.string(r#"name = "order.placed""#, errors) {
                    name.push(value, errors, "an event has one name: remove the second `name`");
                }
            }
            "version" => {
                if let Some(value) = setting.integer("version = 2", errors) {
                    version.push(value, errors, "an event has one version: remove the second `version`");
                }
            }
            "upcast_from" => {
                if let Some(value) = setting.type_of("upcast_from = OrderPlacedV1", errors) {
                    let message = "an event is made from one version, which may be made from another: remove the second `upcast_from`";
                    upcast_from.push(value, errors, message);
                }
            }
            "crate" => setting.facade(&mut facade, errors),
            "allow" => {
                for allowed in setting.list("allow(tense)", errors).unwrap_or_default() {
                    match allowed.word().as_str() {
                        "tense" if allows_any_tense => errors.at(&key, "`allow(tense)` is given twice"),
                        "tense" => drop(allowed.flag(errors)),
                        _ => allowed.unknown("allow(…)", &["tense"], errors),
                    }
                    allows_any_tense = true; // whatever is wrong with it, it is meant to allow
                }
            }
            word if FIELD_SETTINGS.contains(&word) => errors
                .at(key, format!("`{word}` says something of a field: move `#[event({word})]` to the field")),
            _ => setting.unknown("#[event(…)]", EVENT_SETTINGS, errors),
        }
    }
    Event {
        original: item,
        fields: parse_fields(item, errors),
        name: name.get().cloned(),
        version: version.get().cloned(),
        allows_any_tense,
        upcast_from: upcast_from.get().cloned(),
        facade: facade.get().cloned(),
    }
}

/// What is no struct has no fields, and the rest of it is looked at all the same.
fn parse_fields<'a>(item: &'a DeriveInput, errors: &mut Errors) -> Vec<Field<'a>> {
    let Data::Struct(DataStruct { fields, .. }) = &item.data else { return Vec::new() };
    let mut keys = AtMostOne::none();
    let mut times = AtMostOne::none();
    let mut parsed = Vec::with_capacity(fields.len());
    for (original, member) in fields.iter().zip(fields.members()) {
        let mut field = Field { original, member, key: None, occurred_at: None };
        for setting in settings::of_attributes(&original.attrs, "event", errors) {
            let word = setting.word();
            match word.as_str() {
                "key" => {
                    field.key = setting.flag(errors);
                    if let Some(key) = &field.key {
                        keys.push(
                            key.clone(),
                            errors,
                            "an event has one `key`: make the key a struct of both fields, or remove one",
                        );
                    }
                }
                "occurred_at" => {
                    field.occurred_at = setting.flag(errors);
                    if let Some(time) = &field.occurred_at {
                        times.push(time.clone(), errors, "an event happens once: remove one `occurred_at`");
                    }
                }
                _ if EVENT_SETTINGS.contains(&word.as_str()) => errors.at(
                    &setting.key,
                    format!(
                        "`{word}` says something of the event: move `#[event({word} …)]` above the struct"
                    ),
                ),
                _ => setting.unknown("#[event(…)]", FIELD_SETTINGS, errors),
            }
        }
        parsed.push(field);
    }
    parsed
}

impl Event<'_> {
    /// The struct's name without `r#`.
    pub(crate) fn ident(&self) -> String {
        self.original.ident.unraw().to_string()
    }

    pub(crate) fn key(&self) -> Option<&Field<'_>> {
        self.fields.iter().find(|field| field.key.is_some())
    }

    pub(crate) fn occurred_at(&self) -> Option<&Field<'_>> {
        self.fields.iter().find(|field| field.occurred_at.is_some())
    }
}

impl Field<'_> {
    /// The field's name without `r#`, or its position.
    pub(crate) fn name(&self) -> String {
        match &self.member {
            Member::Named(ident) => ident.unraw().to_string(),
            Member::Unnamed(index) => index.index.to_string(),
        }
    }
}

/// The text of the doc comments, line by line, without the blank that follows `///`.
pub(crate) fn doc(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(line) => Some(line.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    lines
        .map(|line| line.strip_prefix(' ').map_or(line.clone(), str::to_owned))
        .collect::<Vec<_>>()
        .join("\n")
}
