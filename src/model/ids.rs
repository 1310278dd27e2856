//! Identifiers as separate types, so that they cannot be confused.

use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(String);

        impl $name {
            /// Ids are opaque and compared byte for byte.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// A conversation's `thread_id`, chosen by the logging application: any Unicode text. Calls to score, retrieve,
    /// delete, open and close a thread use it, always in the body, never in a path.
    ThreadId
}
id! {
    /// The server's UUID of a conversation (`thread_model_id`), used by the calls for tags and comments.
    ThreadModelId
}
id! {
    /// A trace's UUID (version 7).
    TraceId
}
id! {
    SpanId
}
id! {
    ProjectId
}
id! {
    /// A comment's UUID, or a key of the page until the server has assigned one.
    CommentId
}
id! {
    DefinitionId
}
