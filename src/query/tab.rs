//! Which list of a project is shown, and what Opik calls its parameters in the URL.

/// A list of the logs page (`logsType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Tab {
    /// Conversations.
    #[default]
    Threads,
    /// Traces, each by itself: the turns of conversations and all that was logged beside them.
    Traces,
    /// Spans, each by itself: the steps inside traces.
    Spans,
}

/// The names of a list's parameters in the URL. `size` and `time_range` are the same for all lists.
pub(super) struct TabNames {
    pub(super) page: &'static str,
    pub(super) search: &'static str,
    pub(super) sorting: &'static str,
    pub(super) filters: &'static str,
}

impl Tab {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Threads, Self::Traces, Self::Spans];

    /// The list's name in the URL and in preferences.
    pub fn word(self) -> &'static str {
        match self {
            Self::Threads => "threads",
            Self::Traces => "traces",
            Self::Spans => "spans",
        }
    }

    /// The list's name for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Threads => "Threads",
            Self::Traces => "Traces",
            Self::Spans => "Spans",
        }
    }

    /// What one row is.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Threads => "thread",
            Self::Traces => "trace",
            Self::Spans => "span",
        }
    }

    /// The list of that name.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.word() == word)
    }

    pub(super) fn names(self) -> TabNames {
        match self {
            Self::Threads => TabNames {
                page: "threads_page",
                search: "threads_search",
                sorting: "threads_sorting",
                filters: "threads_filters",
            },
            Self::Traces => TabNames {
                page: "page",
                search: "traces_search",
                sorting: "traces_sorting",
                filters: "traces_filters",
            },
            Self::Spans => TabNames {
                page: "page",
                search: "spans_search",
                sorting: "spans_sorting",
                filters: "spans_filters",
            },
        }
    }
}
