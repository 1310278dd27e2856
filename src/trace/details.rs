//! What was logged with a span or a trace: error, input, output, metadata and token usage. Each is a [`section`] that
//! opens and closes, can be shown as messages, JSON or YAML ([`side`]), and can be searched ([`search`]).

mod by_value;
mod failure;
pub mod files;
mod json;
mod pretty;
mod search;
mod section;
mod side;
mod text;
mod text_view;

use std::sync::Arc;

use leptos::prelude::*;

use self::{
    failure::Failure,
    files::Files,
    section::Section,
    side::{LoggedKind, LoggedPart},
};
use crate::{model::span::Span, query::filter::Filter};

/// The details of a fully loaded span. Which sections are open does not change with the span.
#[component]
pub fn Details(
    /// The span, or the trace as the root of its spans.
    span: Signal<Arc<Span>>,
    /// Makes the URL of the list that a filter selects.
    list: Callback<Filter, String>,
) -> impl IntoView {
    let section = |kind: LoggedKind| {
        let side = Memo::new(move |_| LoggedPart::of(span.get(), kind).map(Arc::new));
        view! { <Section kind side list /> }.into_any()
    };
    view! {
        <div class="details">
            <Failure span />
            <Files span />
            {LoggedKind::ALL.into_iter().map(section).collect_view()}
        </div>
    }
}
