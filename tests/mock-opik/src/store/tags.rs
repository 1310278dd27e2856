//! Changes of tags: the whole list, or tags to add and to remove, so that two people do not overwrite each other's
//! changes.

use crate::body_fields::BodyFields;
use crate::error::{ApiError, ApiResult};
use crate::json::limited::LimitedList;

/// The most tags of an item, as on Opik.
const MOST: usize = 50;
/// The most characters of a tag, as on Opik.
const LONGEST: usize = 100;

/// A change of tags.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TagChange {
    /// The new list.
    pub tags: Option<Vec<String>>,
    /// Tags to add; when given, `tags` is ignored.
    pub add: Option<Vec<String>>,
    /// Tags to remove; when given, `tags` is ignored.
    pub remove: Option<Vec<String>>,
}

impl TagChange {
    /// Reads `tags`, `tags_to_add` and `tags_to_remove`, with Opik's limits.
    ///
    /// # Errors
    /// 422 for too many tags, a blank or a long one.
    pub fn read(fields: &mut BodyFields<'_>) -> ApiResult<Self> {
        let list = |name| -> ApiResult<Option<Vec<String>>> {
            let tags = fields.get::<LimitedList<String, MOST>>(name)?.map(|few| few.0);
            let mut wrong = Vec::new();
            if let Some(tags) = &tags {
                if tags.len() > MOST {
                    wrong.push("Cannot have more than 50 tags".to_owned());
                }
                if tags.iter().any(|tag| tag.trim().is_empty()) {
                    wrong.push("Tag must not be blank".to_owned());
                }
                if tags.iter().any(|tag| tag.chars().count() > LONGEST) {
                    wrong.push("Tag cannot exceed 100 characters".to_owned());
                }
            }
            if wrong.is_empty() { Ok(tags) } else { Err(ApiError::invalid(wrong)) }
        };
        Ok(Self { tags: list("tags")?, add: list("tags_to_add")?, remove: list("tags_to_remove")? })
    }

    /// The list after the change; `None` when the request does not mention tags. With `merge` the new list is added to
    /// the old one.
    ///
    /// # Errors
    /// 422 when the list becomes too long.
    pub fn apply(&self, old: &[String], merge: bool) -> ApiResult<Option<Vec<String>>> {
        let mut new: Vec<String> = Vec::new();
        let removed = |tag: &&String| !self.remove.as_ref().is_some_and(|gone| gone.contains(tag));
        let (kept, added): (&[String], &Option<Vec<String>>) = match (&self.add, &self.remove, &self.tags) {
            (None, None, None) => return Ok(None),
            (None, None, tags) => (if merge { old } else { &[] }, tags),
            (add, _, _) => (old, add),
        };
        for tag in kept.iter().filter(removed).chain(added.iter().flatten()) {
            if !new.contains(tag) {
                new.push(tag.clone());
            }
        }
        if new.len() > MOST && new.len() > old.len() {
            return Err(ApiError::invalid_one("Tag limit exceeded: maximum 50 tags per item"));
        }
        Ok(Some(new))
    }
}
