//! The content of the columns menu, which is part of the lazy module [`super::super::tools`].

use leptos::prelude::*;
use web_sys::{HtmlElement, wasm_bindgen::JsCast};

use super::{ColumnsContext, order::order, remember};
use crate::{
    local::preferences::{Preferences, RowHeight},
    query::{
        columns::{self, Column, ColumnGroup, KnownScores},
        tab::Tab,
    },
    text::visible::visible,
    ui::{
        icon::{Glyph, Icon},
        keyed::keyed,
        segmented::Segmented,
    },
};

/// From so many columns on there is a field to look for one.
const MANY: usize = 20;

/// A line of the list of columns.
#[derive(Clone, Debug, PartialEq)]
enum MenuLine {
    Heading(&'static str),
    Choice(Column),
}

impl MenuLine {
    fn key(&self) -> String {
        match self {
            Self::Heading(words) => format!("heading {words}"),
            Self::Choice(column) => column.id(),
        }
    }
}

/// The columns that are shown, then the others by groups; with `sought`, those with these words in their name.
fn lines(tab: Tab, shown: &[Column], known: &KnownScores, sought: &str) -> Vec<MenuLine> {
    let sought = sought.trim().to_lowercase();
    let offered = columns::offered(tab, shown, known);
    let fits = |column: &&Column| column.label().to_lowercase().contains(&sought);
    let (own, others) = offered.split_at_checked(shown.len()).unwrap_or_default();
    let mut lines: Vec<MenuLine> = own.iter().filter(fits).cloned().map(MenuLine::Choice).collect();
    for group in ColumnGroup::ALL {
        let of_group = others.iter().filter(|column| ColumnGroup::of(column) == group).filter(fits);
        let of_group: Vec<MenuLine> = of_group.cloned().map(MenuLine::Choice).collect();
        if !of_group.is_empty() {
            lines.push(MenuLine::Heading(group.label()));
            lines.extend(of_group);
        }
    }
    lines
}

#[component]
pub fn Choices(context: ColumnsContext) -> impl IntoView {
    let ColumnsContext { route, known, columns, .. } = context;
    let tab = route.view.with_untracked(|view| view.tab);
    let preferences = Preferences::of_app();
    let names = known.score_names.run(());
    let of_spans = known.span_score_names.map(|ask| ask.run(()));
    let by_author = StoredValue::new(known.by_author.run(()));
    let known = Memo::new(move |_| KnownScores {
        names: names.get(),
        of_spans: of_spans.map(|names| names.get()).unwrap_or_default(),
        by_author: by_author.get_value(),
    });
    let (sought, set_sought) = signal(String::new());
    let listed = move || {
        columns.with(|shown| known.with(|known| sought.with(|sought| lines(tab, shown, known, sought))))
    };
    let is_long = Memo::new(move |_| {
        columns.with(|shown| known.with(|known| columns::offered(tab, shown, known).len() > MANY))
    });
    let height = Signal::derive(move || preferences.with(|choices| choices.row_height));
    let heights =
        vec![(RowHeight::Compact, "Compact"), (RowHeight::Medium, "Medium"), (RowHeight::Tall, "Tall")];
    let set_height = Callback::new(move |height| preferences.update(|choices| choices.row_height = height));
    let restore = move |_| {
        preferences.update(|choices| {
            choices.columns.remove(tab.word());
        });
    };
    let has_widths = move || preferences.with(|choices| choices.widths.contains_key(tab.word()));
    let reset = move |_| {
        preferences.update(|choices| {
            choices.widths.remove(tab.word());
        });
    };
    view! {
        <div class="columns-menu">
            {order(context, known)}
            <div class="columns-height">
                <span class="muted">"Rows"</span>
                <Segmented label="Row height" options=heights value=height choose=set_height />
            </div>
            {move || {
                is_long
                    .get()
                    .then(|| {
                        view! {
                            <input
                                type="search"
                                class="input"
                                aria-label="Find a column"
                                placeholder="Find a column"
                                autocomplete="off"
                                on:input=move |event| set_sought.set(event_target_value(&event))
                            />
                        }
                            .into_any()
                    })
            }}
            <ul aria-label="Columns">
                {keyed(
                    listed,
                    MenuLine::key,
                    move |line| match line {
                        MenuLine::Heading(words) => view! { <li class="menu-head">{words}</li> }.into_any(),
                        MenuLine::Choice(column) => view! { <Choice tab column columns preferences /> }.into_any(),
                    },
                )}
            </ul>
            <p class="muted" role="status">
                {move || listed().is_empty().then_some("No column has this in its name.")}
            </p>
            <div class="columns-end">
                <button type="button" class="quiet" on:click=restore>
                    "Back to the default set"
                </button>
                <button type="button" class="quiet" disabled=move || !has_widths() on:click=reset>
                    "Reset widths"
                </button>
            </div>
        </div>
    }
}

#[component]
fn Choice(tab: Tab, column: Column, columns: Memo<Vec<Column>>, preferences: Preferences) -> impl IntoView {
    let own = StoredValue::new(column.clone());
    let is_shown = Memo::new(move |_| columns.with(|shown| own.with_value(|own| shown.contains(own))));
    let at = move || columns.with(|shown| own.with_value(|own| shown.iter().position(|one| one == own)));
    let last = move || columns.with(Vec::len).saturating_sub(1);
    let id = column.id();
    let box_id = format!("column-{id}");
    let focused = StoredValue::new(box_id.clone());
    let toggle = move |_| {
        let next = columns.with_untracked(|shown| own.with_value(|own| columns::toggle(tab, shown, own)));
        remember(preferences, tab, &next);
        focus_later(focused.get_value());
    };
    let shift = move |to_end: bool| {
        let next = columns.with_untracked(|shown| own.with_value(|own| columns::shift(shown, own, to_end)));
        remember(preferences, tab, &next);
        focus_later(move_id(&own.with_value(Column::id), to_end));
    };
    let label = visible(&column.label());
    view! {
        <li>
            <label>
                <input
                    type="checkbox"
                    id=box_id
                    prop:checked=is_shown
                    prop:disabled=column.is_fixed()
                    on:change=toggle
                />
                <span dir="auto">{label.clone()}</span>
            </label>
            <span class="columns-move" class:away=move || !is_shown.get()>
                <button
                    type="button"
                    class="icon-btn"
                    id=move_id(&id, false)
                    aria-label=format!("Move {label} up")
                    aria-disabled=move || (at() == Some(0)).to_string()
                    on:click=move |_| shift(false)
                >
                    <Icon glyph=Glyph::Up />
                </button>
                <button
                    type="button"
                    class="icon-btn"
                    id=move_id(&id, true)
                    aria-label=format!("Move {label} down")
                    aria-disabled=move || (at() == Some(last())).to_string()
                    on:click=move |_| shift(true)
                >
                    <Icon glyph=Glyph::Down />
                </button>
            </span>
        </li>
    }
}

fn move_id(column: &str, to_end: bool) -> String {
    format!("move-{}-{column}", if to_end { "down" } else { "up" })
}

/// An element that is moved loses the focus. It is given back, so that it can be pressed again.
pub(super) fn focus_later(id: String) {
    request_animation_frame(move || {
        let element = document().get_element_by_id(&id);
        if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            let _ = element.focus();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_a_part_of_their_name_and_groups_without_any_are_left_out() {
        let known = KnownScores {
            names: vec!["Tone".to_owned()],
            by_author: vec![("Ana".to_owned(), "Tone".to_owned())],
            ..KnownScores::default()
        };
        let shown = [Column::FirstMessage];
        let all = lines(Tab::Threads, &shown, &known, "");
        assert_eq!(all.first(), Some(&MenuLine::Choice(Column::FirstMessage)));
        let headings = all.iter().filter(|line| matches!(line, MenuLine::Heading(_))).count();
        assert_eq!(headings, 3);
        let found = lines(Tab::Threads, &shown, &known, " ANA ");
        let of_ana = Column::ScoreBy { name: "Tone".to_owned(), author: "Ana".to_owned() };
        assert_eq!(found, [MenuLine::Heading("By reviewer"), MenuLine::Choice(of_ana)]);
        assert_eq!(lines(Tab::Threads, &shown, &known, "nowhere"), []);
    }
}
