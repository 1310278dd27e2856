//! Recognises the role names of all formats.

use crate::text::message::Role;

/// The role of a name that some format uses, in any case: `user`, `human`, `model`, `developer`, LangChain's class
/// names, Python's `MessageRole.USER`; otherwise `None`.
pub(super) fn known(name: &str) -> Option<Role> {
    // Longer than all names below; avoids copying a hostile one.
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

/// The same, but an unknown name gives [`Role::Other`].
pub(super) fn named(name: &str) -> Role {
    known(name).unwrap_or_else(|| Role::Other(name.to_owned()))
}
