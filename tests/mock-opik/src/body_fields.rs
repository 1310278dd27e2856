//! Reads one JSON object of a request body field by field, as Opik does: unknown fields are ignored, null counts as
//! absent, of two equal keys the last counts. Errors name the field by its path in Java's spelling
//! (`traces[0].startTime`).

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::error::{ApiError, ApiResult};
use crate::json::limited::{LimitedList, LimitedObject};
use crate::json::parse;
use crate::time::Nanos;
use crate::uuid7;

/// Objects with more fields are refused; those of the API have some twenty.
const MOST_FIELDS: usize = 1000;

/// The fields of an object, and the rules that were broken so far.
pub struct BodyFields<'a> {
    map: BTreeMap<String, &'a RawValue>,
    path: String,
    errors: Vec<String>,
}

impl<'a> BodyFields<'a> {
    /// Reads an object. `path`, such as `traces[0].`, is put before field names in error texts.
    ///
    /// # Errors
    /// 400 `Unable to process JSON. …` when `text` is not an object.
    pub fn read(text: &'a str, path: impl Into<String>) -> ApiResult<Self> {
        let LimitedObject(map) = parse::<LimitedObject<_, MOST_FIELDS>>(text)?;
        Ok(Self { map, path: path.into(), errors: Vec::new() })
    }

    /// The JSON text of a field; `None` when it is absent or null.
    pub fn raw(&self, name: &str) -> Option<&'a str> {
        self.map.get(name).map(|raw| raw.get()).filter(|raw| *raw != "null")
    }

    /// A field read as `T`.
    ///
    /// # Errors
    /// 400 when the value has another type.
    pub fn get<T: serde::Deserialize<'a>>(&self, name: &str) -> ApiResult<Option<T>> {
        let read = |raw| {
            serde_json::from_str(raw).map_err(|error| {
                ApiError::unreadable_json(format!("{}{}: {error}", self.path, camel_case(name)))
            })
        };
        self.raw(name).map(read).transpose()
    }

    /// A string; of a number or a boolean, its JSON text.
    ///
    /// # Errors
    /// 400 when it is a list or an object.
    pub fn text(&self, name: &str) -> ApiResult<Option<String>> {
        match self.raw(name) {
            Some(raw) if raw.starts_with(['"', '[', '{']) => self.get(name),
            other => Ok(other.map(str::to_owned)),
        }
    }

    /// A string that is not blank; a blank one counts as absent.
    ///
    /// # Errors
    /// As [`BodyFields::text`].
    pub fn non_blank(&self, name: &str) -> ApiResult<Option<String>> {
        Ok(self.text(name)?.filter(|text| !text.trim().is_empty()))
    }

    /// A string that must not be absent or blank; adds an error otherwise.
    ///
    /// # Errors
    /// As [`BodyFields::text`].
    pub fn required(&mut self, name: &str) -> ApiResult<String> {
        let text = self.non_blank(name)?;
        if text.is_none() {
            self.add_error(name, "must not be blank");
        }
        Ok(text.unwrap_or_default())
    }

    /// A trimmed string that may be absent but not blank; adds an error otherwise (Opik: `projectName must not be
    /// blank`).
    ///
    /// # Errors
    /// As [`BodyFields::text`].
    pub fn optional_not_blank(&mut self, name: &str) -> ApiResult<Option<String>> {
        let text = self.text(name)?;
        if text.as_ref().is_some_and(|text| text.trim().is_empty()) {
            self.add_error(name, "must not be blank");
        }
        Ok(text.map(|text| text.trim().to_owned()))
    }

    /// A point in time: ISO-8601, or milliseconds since 1970.
    ///
    /// # Errors
    /// 400 when it is neither.
    pub fn time(&self, name: &str) -> ApiResult<Option<Nanos>> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let millis = || text.parse().ok().map(Nanos::from_millis);
        let bad =
            || ApiError::unreadable_json(format!("{}{}: '{text}' is no time", self.path, camel_case(name)));
        Nanos::parse(&text).or_else(millis).ok_or_else(bad).map(Some)
    }

    /// A version 7 UUID; `what` (`Trace`, `Span`) names it in the error.
    ///
    /// # Errors
    /// 400 `Invalid UUID for id`.
    pub fn uuid7(&self, name: &str, what: &str) -> ApiResult<Option<String>> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        uuid7::parse_v7(&text).ok_or_else(|| ApiError::not_uuid7(what)).map(Some)
    }

    /// Adds the error that `name` breaks this rule.
    pub fn add_error(&mut self, name: &str, rule: &str) {
        self.errors.push(format!("{}{} {rule}", self.path, camel_case(name)));
    }

    /// Adds the error that the whole body breaks this rule.
    pub fn add_body_error(&mut self, rule: &str) {
        self.errors.push(format!("The request body {rule}"));
    }

    /// Adds an error when `name` is absent or null.
    pub fn require(&mut self, name: &str) {
        if self.raw(name).is_none() {
            self.add_error(name, "must not be null");
        }
    }

    /// A list of 1 to 1000 strings that are not blank; adds errors otherwise. `element` is Opik's word for an item in
    /// the error.
    ///
    /// # Errors
    /// 400 when the value has another type.
    pub fn names(&mut self, name: &str, element: &str) -> ApiResult<Vec<String>> {
        let list = self.get::<LimitedList<String, 1000>>(name)?.map(|few| few.0).unwrap_or_default();
        if list.is_empty() || list.len() > 1000 {
            self.add_error(name, "size must be between 1 and 1000");
        }
        if let Some(at) = list.iter().position(|text| text.trim().is_empty()) {
            let place = if element == "<list element>" { format!("[{at}]") } else { "[]".to_owned() };
            self.errors.push(format!("{}{}{place}.{element} must not be blank", self.path, camel_case(name)));
        }
        Ok(list)
    }

    /// To be called at the end.
    ///
    /// # Errors
    /// 422 with all errors that were added.
    pub fn check(&mut self) -> ApiResult<()> {
        if self.errors.is_empty() { Ok(()) } else { Err(ApiError::invalid(std::mem::take(&mut self.errors))) }
    }
}

/// A field name in Java's spelling: `start_time` becomes `startTime`.
fn camel_case(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut camel_case, part| {
        let mut letters = part.chars();
        camel_case.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        camel_case.push_str(letters.as_str());
        camel_case
    })
}

/// The items of a list in a body, unparsed, so that a bad item does not spoil the others.
///
/// # Errors
/// 400 when the field is no list; 422 when it is absent or does not have 1 to 1000 items.
pub fn items<'a>(text: &'a str, name: &str) -> ApiResult<Vec<&'a RawValue>> {
    let mut fields = BodyFields::read(text, "")?;
    fields.require(name);
    let list = fields.get::<LimitedList<&'a RawValue, 1000>>(name)?.map(|few| few.0).unwrap_or_default();
    if fields.raw(name).is_some() && (list.is_empty() || list.len() > 1000) {
        fields.add_error(name, "size must be between 1 and 1000");
    }
    fields.check()?;
    Ok(list)
}
