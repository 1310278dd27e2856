//! One section of the details: the button that opens it, the choice of its form, search, copy and download.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};

use super::{
    by_value::Link,
    json::json,
    pretty::pretty,
    search::{Search, SearchField, follow},
    side::{LoggedKind, LoggedPart, LoggedView},
    text::Text,
    text_view::TextView,
};
use crate::{
    browser::download,
    local::preferences::Preferences,
    model::figures,
    ui::{
        copy_button::CopyButton,
        icon::{Glyph, Icon},
        segmented::Segmented,
    },
};

/// The button that opens a section, and what is shown beside it.
pub(super) fn head(
    title: &'static str,
    body: &'static str,
    open: RwSignal<bool>,
    beside: AnyView,
) -> AnyView {
    view! {
        <div class="detail-head">
            <h3>
                <button
                    type="button"
                    aria-expanded=move || open.get().to_string()
                    aria-controls=body
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    <Icon glyph=Glyph::Right />
                    {title}
                </button>
            </h3>
            {beside}
        </div>
    }
    .into_any()
}

/// The section for one kind of logged data. Its open state, form and search stay when another span is selected.
#[component]
pub(super) fn Section(kind: LoggedKind, side: Memo<Option<Arc<LoggedPart>>>, list: Link) -> impl IntoView {
    let open = RwSignal::new(kind.is_open_at_first());
    let there = Memo::new(move |_| side.with(Option::is_some));
    let size = Memo::new(move |_| side.with(|side| side.as_ref().map(|side| side.size())));
    let id = match kind {
        LoggedKind::Input => "detail-input",
        LoggedKind::Output => "detail-output",
        LoggedKind::Metadata => "detail-metadata",
        LoggedKind::Usage => "detail-usage",
    };
    let bytes = move || size.get().map(figures::bytes);
    let section = move || {
        view! {
            <section class="detail">
                {head(kind.title(), id, open, view! { <span class="num muted">{bytes}</span> }.into_any())}
                <div id=id class="detail-body">
                    {move || match (open.get(), there.get()) {
                        (false, _) => ().into_any(),
                        (true, false) => view! { <p class="nothing">"Nothing was logged"</p> }.into_any(),
                        (true, true) => view! { <Content kind side size id list /> }.into_any(),
                    }}
                </div>
            </section>
        }
        .into_any()
    };
    move || (there.get() || kind.is_always_there()).then(section)
}

/// The content of an open section.
#[component]
fn Content(
    kind: LoggedKind,
    side: Memo<Option<Arc<LoggedPart>>>,
    size: Memo<Option<usize>>,
    id: &'static str,
    list: Link,
) -> impl IntoView {
    let preferences = Preferences::of_app();
    let mode = Memo::new(move |_| {
        preferences.with(|choices| {
            let chosen = choices.forms.get(kind.name());
            let mode =
                LoggedView::ALL.iter().find(|(_, _, name)| chosen.is_some_and(|chosen| chosen == name));
            mode.map_or(kind.first_mode(), |(mode, _, _)| *mode)
        })
    });
    let choose = Callback::new(move |mode: LoggedView| {
        let name = LoggedView::ALL.iter().find(|(one, _, _)| *one == mode).map_or("", |(_, _, name)| name);
        preferences.update(|choices| {
            choices.forms.insert(kind.name().to_owned(), name.to_owned());
        });
    });
    // A memo is computed only when it is read: the JSON tree needs no text.
    let text = Memo::new_with_compare(
        move |_| side.get().map(|side| Arc::new(Text::new(side, mode.get()))),
        |_, _| true,
    );
    let search = Search::new(text.into());
    follow(search, id.to_owned());
    let searching = Memo::new(move |_| search.words.with(|words| !words.is_empty()));
    let drawn = move || {
        let (side, mode) = (side.get(), mode.get());
        let Some(side) = side else { return ().into_any() };
        match mode {
            LoggedView::Pretty if !searching.get() => pretty(&side),
            LoggedView::Json if !searching.get() => json(&side, list),
            _ => match text.get() {
                Some(text) => {
                    view! { <TextView text marks=search.marks size=size.get().unwrap_or_default() /> }
                        .into_any()
                }
                None => ().into_any(),
            },
        }
    };
    let modes = LoggedView::ALL.iter().map(|(mode, label, _)| (*mode, *label)).collect();
    let copy = move || text.get_untracked().map(|text| text.now().to_string()).unwrap_or_default();
    let save = move |_| {
        let Some(text) = text.get_untracked() else { return };
        spawn_local(async move {
            let (ending, mime) = text.file();
            download::save(&format!("{}.{ending}", kind.name()), mime, &text.complete().await);
        });
    };
    view! {
        <div class="detail-tools">
            <Segmented label=format!("Show {} as", kind.name()) options=modes value=mode choose />
            <SearchField search name=kind.name() />
            <span class="detail-actions">
                <CopyButton label=format!("Copy {}", kind.name()) text=Arc::new(copy) />
                <button
                    type="button"
                    class="icon-btn"
                    aria-label=format!("Download {}", kind.name())
                    title=format!("Download {}", kind.name())
                    on:click=save
                >
                    <Icon glyph=Glyph::Download />
                </button>
            </span>
        </div>
        {drawn}
    }
}
