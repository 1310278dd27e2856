//! JSON for reading: formatted as text, or as a tree that is opened level by level.

mod node;

use serde_json::Value;

pub use node::{JsonContainer, JsonKind, JsonNode, PathStep, path};

/// The value as indented JSON: two spaces per level, keys in their logged order.
#[must_use]
pub fn pretty(value: &Value) -> String {
    // Writing to memory cannot fail; should it ever, the compact form holds the same data.
    serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string())
}

#[cfg(test)]
mod tests;
