//! What is around the charts: the line above them, and below them where their numbers come from.

use leptos::prelude::*;

use super::{ChartsView, pointer::ChartPointer};
use crate::{
    local::preferences::{ChartsForm, Preferences},
    model::figures,
    text::visible::visible,
    ui::icon::{Glyph, Icon},
};

/// The button that folds the charts to a line, and back.
pub(super) fn fold(is_open: Memo<bool>) -> AnyView {
    let preferences = Preferences::of_app();
    let switch = move |_| {
        preferences.update(|choices| {
            choices.charts =
                if choices.charts == ChartsForm::Open { ChartsForm::Line } else { ChartsForm::Open };
        });
    };
    let name = move || if is_open.get() { "Fold the charts" } else { "Open the charts" };
    view! {
        <button
            type="button"
            class="icon-btn"
            aria-label=name
            title=name
            aria-expanded=move || is_open.get().to_string()
            on:click=switch
        >
            <Icon glyph=Signal::derive(move || if is_open.get() { Glyph::Up } else { Glyph::Down }) />
        </button>
    }
    .into_any()
}

/// What is pointed at, the choice of a score, and the switch to the table.
pub(super) fn open_head(view: ChartsView, pointer: ChartPointer) -> AnyView {
    let as_table = view.as_table;
    let preferences = Preferences::of_app();
    let choose = move |event| {
        let name = event_target_value(&event);
        let project = view.listing.project();
        preferences.update(|choices| {
            choices.chart_scores.insert(project.as_str().to_owned(), name);
        });
    };
    let choice = move || {
        view.names.with(|names| {
            (names.len() > 1).then(|| {
                let options: Vec<AnyView> = names
                    .iter()
                    .map(|name| {
                        let own = name.clone();
                        let is_chosen =
                            move || view.score.with(|score| score.as_deref() == Some(own.as_str()));
                        view! { <option value=name.clone() selected=is_chosen>{visible(name)}</option> }
                            .into_any()
                    })
                    .collect();
                view! {
                    <label class="charts-score">
                        "Score"
                        <select class="btn" on:change=choose>{options}</select>
                    </label>
                }
                .into_any()
            })
        })
    };
    view! {
        <p class="charts-readout" role="status" data-idle=move || pointer.is_idle().then_some("")>{move || pointer.words()}</p>
        {choice}
        <button
            type="button"
            class="quiet"
            aria-pressed=move || as_table.get().to_string()
            on:click=move |_| as_table.update(|is_on| *is_on = !*is_on)
        >
            "Show as table"
        </button>
    }
    .into_any()
}

/// Where the numbers come from, and what went wrong.
pub(super) fn foot(view: ChartsView) -> AnyView {
    let ChartsView { source, .. } = view;
    let is_countable = view.is_countable;
    let other = move || {
        let words = match (view.wants_rows.get(), view.total.get()) {
            (true, _) => "Use the server's metrics instead".to_owned(),
            (false, Some(total)) => format!("Count from all {} instead", figures::count(total)),
            (false, None) => "Count from all conversations instead".to_owned(),
        };
        let switch = move |_| view.wants_rows.update(|wanted| *wanted = !*wanted);
        is_countable.get().then(|| {
            view! { <button type="button" class="quiet charts-other" on:click=switch>{words}</button> }
                .into_any()
        })
    };
    let problem = move || {
        source.problem.get().map(|problem| {
            view! {
                <span class="charts-problem" role="alert">
                    {problem}
                    <button type="button" class="quiet" on:click=move |_| source.retry.run(())>"Try again"</button>
                </span>
            }
            .into_any()
        })
    };
    let compared = move || {
        source.sheet.with(|sheet| {
            let length = &sheet.as_ref()?.length;
            (!length.is_empty()).then(|| format!(" · compared with the {length} before"))
        })
    };
    let notes = move || {
        source.notes.with(|notes| if notes.is_empty() { String::new() } else { format!(". {notes}.") })
    };
    view! {
        <p class="charts-foot">
            <span class="charts-said">
                <span role="status">{move || source.said.get()}</span>
                <span class="charts-notes">{compared}</span>
                <span class="charts-notes">{notes}</span>
            </span>
            {other}
            {problem}
        </p>
    }
    .into_any()
}
