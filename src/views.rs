//! Saved views in the toolbar of a list: a button that names the view that is shown, and one that saves what the list
//! shows. Only these are part of the first load; what they open is a lazy module, as is what counts news.

mod actions;
mod files;
mod form;
mod menu;
mod menu_state;
mod news;
mod row;

use std::{collections::BTreeMap, future::Future, pin::Pin};

use leptos::prelude::*;

use crate::{
    api::session::Session,
    local::{
        hotkeys::{self, Hotkey},
        preferences::Preferences,
        saved_views::{OpenedView, SavedViews},
    },
    model::time::Timestamp,
    query::{
        logs_view::LogsView,
        saved_views::{ListShown, ProjectViews, SavedView, ViewColour},
        tab::Tab,
    },
    text::visible::visible,
    ui::{
        icon::Glyph,
        lazy::{self, lazy_module},
        menu::Menu,
        table::list_route::ListRoute,
        toast::{Toaster, Tone},
    },
};

lazy_module!(
    /// [`ViewsView`] as a lazy module, see [`crate::ui::lazy`].
    VIEWS,
    views,
    load_views,
    ViewsView,
    ViewsViewProps
);

/// The test id of the menu's button.
const BUTTON: &str = "views-button";

/// How many rows of each view came or changed since a time; `None` if that could not be found out.
pub type CountingRows = Callback<Vec<(LogsView, Timestamp)>, Pin<Box<dyn Future<Output = Option<Vec<u64>>>>>>;

/// The view that a list shows.
#[derive(Clone, Debug, PartialEq)]
struct ShownView {
    id: String,
    name: String,
    colour: ViewColour,
    /// Whether the list was changed since the view was opened.
    is_changed: bool,
    is_builtin: bool,
}

/// What the parts of the menu share.
#[derive(Clone, Copy)]
pub struct Views {
    route: ListRoute,
    tab: Tab,
    saved: SavedViews,
    preferences: Preferences,
    toaster: Toaster,
    session: StoredValue<Session>,
    /// The views of the project.
    views: Memo<ProjectViews>,
    /// What the list shows now.
    list: Memo<ListShown>,
    shown: Memo<Option<ShownView>>,
    /// How many rows came or changed in a view since it was looked at, by id; without an entry that is not known.
    news: RwSignal<BTreeMap<String, u64>>,
    /// How far counting the others is.
    stage: RwSignal<news::NewsStage>,
    /// Counts the rows of views that the page chooses; `None` on lists of traces and spans.
    counting: Option<CountingRows>,
}

/// Which part of the module is drawn.
#[derive(Clone, Copy)]
pub enum ViewsPart {
    Menu(Views),
    Save(Views),
    /// Draws nothing: keeps the news.
    Watch(Views),
}

#[component]
pub fn ViewsView(part: ViewsPart) -> impl IntoView {
    match part {
        ViewsPart::Menu(views) => menu::menu(views),
        ViewsPart::Save(views) => form::save(views, true),
        ViewsPart::Watch(views) => {
            news::watch(views);
            ().into_any()
        }
    }
}

/// The buttons of a list.
pub fn views_bar(route: ListRoute, counting: Option<CountingRows>) -> AnyView {
    let tab = route.view.with_untracked(|view| view.tab);
    let (saved, preferences) = (SavedViews::of_app(), Preferences::of_app());
    let views = Memo::new(move |_| route.project.with(|project| saved.of(project.as_str())));
    let list = Memo::new(move |_| {
        let columns = preferences.with(|choices| choices.columns.get(tab.word()).cloned());
        route.with_view(|view| ListShown::new(view, columns.as_deref()))
    });
    let opened = Memo::new(move |_| route.project.with(|project| saved.opened(project.as_str())));
    let shown = Memo::new(move |_| {
        let opened = opened.get();
        views.with(|views| {
            let shown = list.with(|list| views.shown(list, Some(&opened.id)));
            shown.map(|(view, is_changed)| ShownView {
                id: view.id.clone(),
                name: view.name.clone(),
                colour: view.colour,
                is_changed,
                is_builtin: view.is_builtin,
            })
        })
    });
    let all = Views {
        route,
        tab,
        saved,
        preferences,
        toaster: Toaster::of_app(),
        session: StoredValue::new(Session::of_app("")),
        views,
        list,
        shown,
        news: RwSignal::new(BTreeMap::new()),
        stage: RwSignal::new(news::NewsStage::default()),
        counting,
    };
    // A list that comes to show a view in another way, such as by its filters, counts as opened with it; one that shows
    // everything is no longer a changed view.
    Effect::new(move |before: Option<ListShown>| {
        let (opened, now) = (opened.get(), list.get());
        let shown = shown.get();
        // While a view that was chosen is being opened, the list is still the one before.
        if before.as_ref() == Some(&now) {
            return now;
        }
        let id = match shown {
            Some(shown) => shown.id,
            None if now.is_plain => String::new(),
            None => return now,
        };
        if id != opened.id {
            let opened = OpenedView { id, ..opened };
            route.project.with_untracked(|project| saved.set_opened(project.as_str(), &opened));
        }
        now
    });
    hotkeys::on_key(|key| key == Hotkey::Views && press_button());
    bar(all)
}

fn bar(views: Views) -> AnyView {
    let Views { list, shown, news, .. } = views;
    let name = Memo::new(move |_| {
        shown.get().map(|shown| match shown.is_changed {
            true => format!("{} · changed", visible(&shown.name)),
            false => visible(&shown.name),
        })
    });
    let label = move || name.get().map_or_else(|| "Views".to_owned(), |name| format!("Views: {name}"));
    let can_save = Memo::new(move |_| {
        list.with(ListShown::is_worth_saving)
            && shown.with(|shown| shown.as_ref().is_none_or(|shown| shown.is_changed))
    });
    let told = Memo::new(move |_| news.with(|news| news.values().filter(|count| **count > 0).count()));
    let is_loaded = Memo::new(move |_| lazy::is_there(&VIEWS));
    view! {
        <span
            class="views"
            data-colour=move || shown.with(|shown| shown.as_ref().map(|shown| shown.colour.word()))
            data-changed=move || {
                shown.with(|shown| shown.as_ref().is_some_and(|shown| shown.is_changed)).then_some("")
            }
            data-news=move || (told.get() > 0).then_some("")
        >
            <Menu label=Signal::derive(label) glyph=Glyph::Views words=Signal::derive(move || name.get().unwrap_or_else(|| "Views".to_owned())) test_id=BUTTON>
                {lazy::enter(&VIEWS, "Loading", move || ViewsViewProps { part: ViewsPart::Menu(views) })}
            </Menu>
            <span class="visually-hidden">
                {move || match told.get() {
                    0 => None,
                    1 => Some("1 view has something new".to_owned()),
                    told => Some(format!("{told} views have something new")),
                }}
            </span>
            {move || {
                can_save
                    .get()
                    .then(|| {
                        view! {
                            <Menu label=Signal::stored("Save view".to_owned()) glyph=Glyph::Plus words=Signal::stored("Save view".to_owned())>
                                {lazy::enter(&VIEWS, "Loading", move || ViewsViewProps { part: ViewsPart::Save(views) })}
                            </Menu>
                        }.into_any()
                    })
            }}
            {move || {
                is_loaded
                    .get()
                    .then(|| lazy::enter(&VIEWS, "", move || ViewsViewProps { part: ViewsPart::Watch(views) }))
            }}
        </span>
    }
    .into_any()
}

/// Opens the menu as a click on its button does. False if the button is not shown.
fn press_button() -> bool {
    let button = button().filter(|button| button.offset_width() > 0);
    if let Some(button) = &button {
        let _ = button.focus();
        button.click();
    }
    button.is_some()
}

/// Gives the menu's button the focus.
fn focus_button() {
    if let Some(button) = button() {
        let _ = button.focus();
    }
}

fn button() -> Option<web_sys::HtmlElement> {
    use web_sys::wasm_bindgen::JsCast;
    let selector = format!("[data-testid={BUTTON}]");
    document().query_selector(&selector).ok().flatten()?.dyn_into().ok()
}

impl Views {
    fn project(self) -> String {
        self.route.project.with_untracked(|project| project.as_str().to_owned())
    }

    /// Changes the views; says so if this browser cannot store them. True if it could.
    fn update(self, change: impl FnOnce(&mut ProjectViews)) -> bool {
        let is_stored = self.saved.update(&self.project(), change);
        if !is_stored {
            self.toaster.show(
                Tone::Failed,
                "This browser does not store it: its storage is full or turned off. The views are there until the page is closed. Save them as a file to keep them.",
            );
        }
        is_stored
    }

    /// Shows a view.
    fn open(self, view: &SavedView) {
        self.saved.open(&self.project(), view, self.preferences);
        self.route.push(|current| view.list(current.size));
    }

    /// Shows all rows, with the columns that were chosen before a view was opened.
    fn open_all(self) {
        let project = self.project();
        let word = self.tab.word();
        let mut opened = untrack(|| self.saved.opened(&project));
        opened.id.clear();
        if let Some(before) = opened.columns_before.remove(word) {
            self.preferences.update(|choices| match before {
                Some(columns) => drop(choices.columns.insert(word.to_owned(), columns)),
                None => drop(choices.columns.remove(word)),
            });
        }
        self.saved.set_opened(&project, &opened);
        let tab = self.tab;
        self.route.push(|view| LogsView { tab, size: view.size, ..LogsView::default() });
    }
}
