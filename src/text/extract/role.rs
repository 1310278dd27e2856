//! Who a message is from, by any of the names that formats use.

use crate::text::message::Role;

/// The role of that name, if it is one that formats use: `user`, `human`, `model`, `developer`, LangChain's class names,
/// and Python's `MessageRole.USER`, in any case.
pub(super) fn known(name: &str) -> Option<Role> {
    // Long enough for every name below; keeps a hostile role from being copied.
    if name.len() > 40 {
        return None;
    }
    let lower = name.rsplit('.').next().unwrap_or(name).to_ascii_lowercase();
    let short =
        lower.strip_suffix("messagechunk").or_else(|| lower.strip_suffix("message")).unwrap_or(&lower);
    match short {
        "user" | "human" => Some(Role::User),
        "assistant" | "ai" | "model" | "bot" | "chatbot" => Some(Role::Assistant),
        "system" | "developer" => Some(Role::System),
        "tool" | "function" | "ipython" => Some(Role::Tool),
        _ => None,
    }
}

/// The role of that name, whatever it is.
pub(super) fn named(name: &str) -> Role {
    known(name).unwrap_or_else(|| Role::Other(name.to_owned()))
}
