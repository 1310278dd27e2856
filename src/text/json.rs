//! JSON as people read it: laid out whole, or as a tree that opens level by level.

mod node;

use serde_json::Value;

pub use node::{JsonContainer, JsonKind, JsonNode, PathStep, path};

/// The value as text: two spaces per level, keys in the order given.
#[must_use]
pub fn pretty(value: &Value) -> String {
    // Writing a value into memory cannot fail; the compact form is the same data if it ever did.
    serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string())
}

#[cfg(test)]
mod tests;
