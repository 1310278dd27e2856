//! What went in and out of a span.

use std::sync::Arc;

use leptos::prelude::*;

use crate::{model::span::Span, ui::json_tree::JsonTree};

/// The details of a span that is here whole.
#[component]
pub(super) fn Details(span: Signal<Arc<Span>>) -> impl IntoView {
    move || {
        let span = span.get();
        view! {
            <JsonTree value=span.input.clone().unwrap_or_default() label="Input" />
            <JsonTree value=span.output.clone().unwrap_or_default() label="Output" />
        }
    }
}
