//! The fields of each list.

use super::{Field, Tab};

impl Field {
    /// The fields that a list's filter menu offers, most used first.
    pub fn offered(tab: Tab) -> &'static [Self] {
        match tab {
            Tab::Threads => {
                const {
                    &[
                        Self::FirstMessage,
                        Self::LastMessage,
                        Self::Id,
                        Self::MessageCount,
                        Self::Duration,
                        Self::Tags,
                        Self::Score(String::new()),
                        Self::StartTime,
                        Self::LastActivity,
                        Self::Environment,
                    ]
                }
            }
            Tab::Traces => {
                const {
                    &[
                        Self::Input,
                        Self::Output,
                        Self::Name,
                        Self::Error,
                        Self::ErrorType,
                        Self::Duration,
                        Self::Tokens,
                        Self::InputTokens,
                        Self::OutputTokens,
                        Self::Cost,
                        Self::LlmSpans,
                        Self::Tags,
                        Self::Score(String::new()),
                        Self::SpanScore(String::new()),
                        Self::Metadata(String::new()),
                        Self::InputAt(String::new()),
                        Self::OutputAt(String::new()),
                        Self::StartTime,
                        Self::Environment,
                        Self::Thread,
                        Self::TraceId,
                    ]
                }
            }
            Tab::Spans => {
                const {
                    &[
                        Self::Input,
                        Self::Output,
                        Self::Name,
                        Self::SpanKind,
                        Self::Model,
                        Self::Provider,
                        Self::Error,
                        Self::ErrorType,
                        Self::Duration,
                        Self::Tokens,
                        Self::InputTokens,
                        Self::OutputTokens,
                        Self::Cost,
                        Self::Tags,
                        Self::Score(String::new()),
                        Self::Metadata(String::new()),
                        Self::InputAt(String::new()),
                        Self::OutputAt(String::new()),
                        Self::StartTime,
                        Self::Environment,
                        Self::Trace,
                        Self::SpanId,
                    ]
                }
            }
        }
    }

    /// All fields of a list.
    pub fn all(tab: Tab) -> impl Iterator<Item = &'static Self> {
        Self::offered(tab).iter().chain(Self::others(tab))
    }

    /// Fields that are only used by links.
    pub(super) fn others(tab: Tab) -> &'static [Self] {
        match tab {
            Tab::Threads => {
                const { &[Self::EndTime, Self::CreatedAt, Self::Status, Self::Queues, Self::Source] }
            }
            Tab::Traces => {
                const {
                    &[
                        Self::EndTime,
                        Self::CreatedAt,
                        Self::LastActivity,
                        Self::FirstToken,
                        Self::Custom(String::new()),
                        Self::Guardrails,
                        Self::Experiment,
                        Self::Queues,
                        Self::Source,
                        Self::Visibility,
                    ]
                }
            }
            Tab::Spans => {
                const {
                    &[
                        Self::EndTime,
                        Self::CreatedAt,
                        Self::LastActivity,
                        Self::FirstToken,
                        Self::Custom(String::new()),
                        Self::Source,
                    ]
                }
            }
        }
    }
}
