//! The identifiers, as types that cannot be mixed.

use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(String);

        impl $name {
            /// Takes the text as it is: ids are opaque and compared byte for byte.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The id as the server writes it.
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
    /// The user's own string for a conversation: any Unicode, slashes, quotes. Scores, retrieve, delete, open and
    /// close use it (Opik: `thread_id`). Never part of a path.
    ThreadId
}
id! {
    /// The server's UUID for a conversation. Tags and comments use it (Opik: `thread_model_id`).
    ThreadModelId
}
id! {
    /// One turn: a trace's UUID (version 7).
    TraceId
}
id! {
    /// One step inside a trace.
    SpanId
}
id! {
    /// A project's UUID.
    ProjectId
}
id! {
    /// A comment's UUID.
    CommentId
}
id! {
    /// A feedback definition's UUID.
    DefinitionId
}
