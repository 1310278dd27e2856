//! What is known about a span or a trace: why it failed, what went in and out, what was logged beside it. Each is a
//! [`section`] that opens, shown as people read it, as JSON or as YAML ([`side`]), and searched ([`search`]).

mod by_value;
mod failure;
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
    section::Section,
    side::{LoggedKind, LoggedPart},
};
use crate::{model::span::Span, query::filter::Filter};

/// The details of a span that is here whole. What is open stays open from one span to the next.
#[component]
pub fn Details(
    /// The span, or the trace as the root of its spans.
    span: Signal<Arc<Span>>,
    /// The link to the list that a condition makes.
    list: Callback<Filter, String>,
) -> impl IntoView {
    let section = |kind: LoggedKind| {
        let side = Memo::new(move |_| LoggedPart::of(span.get(), kind).map(Arc::new));
        view! { <Section kind side list /> }.into_any()
    };
    view! {
        <div class="details">
            <Failure span />
            {LoggedKind::ALL.into_iter().map(section).collect_view()}
        </div>
    }
}
