//! The lists of a project, and their parameter names in the URL.

/// A list of the logs page (`logsType`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Tab {
    #[default]
    Threads,
    /// All traces, whether they are turns of a thread or not.
    Traces,
    /// All spans of all traces.
    Spans,
}

/// The URL parameters of a list. `size` and `time_range` are the same for all lists.
pub(super) struct TabNames {
    pub(super) page: &'static str,
    pub(super) search: &'static str,
    pub(super) sorting: &'static str,
    pub(super) filters: &'static str,
}

impl Tab {
    /// All lists, in the order of their tabs.
    pub const ALL: [Self; 3] = [Self::Threads, Self::Traces, Self::Spans];

    /// The name in the URL and in preferences.
    pub fn word(self) -> &'static str {
        match self {
            Self::Threads => "threads",
            Self::Traces => "traces",
            Self::Spans => "spans",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Threads => "Threads",
            Self::Traces => "Traces",
            Self::Spans => "Spans",
        }
    }

    /// The word for one row.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Threads => "thread",
            Self::Traces => "trace",
            Self::Spans => "span",
        }
    }

    /// The list with this name in the URL.
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
