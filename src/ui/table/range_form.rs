//! The days of a custom time range: two fields and the calendar of a month.

use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;
use web_sys::{KeyboardEvent, SubmitEvent};

use super::list_route::ListRoute;
use crate::{
    browser::{clock, focus},
    query::{
        calendar::{self, day_name, month_name},
        time_range::{TimeRange, first_day, last_day},
    },
    ui::icon::{Glyph, Icon},
};

const WEEKDAYS: [(&str, &str); 7] = [
    ("Mo", "Monday"),
    ("Tu", "Tuesday"),
    ("We", "Wednesday"),
    ("Th", "Thursday"),
    ("Fr", "Friday"),
    ("Sa", "Saturday"),
    ("Su", "Sunday"),
];

/// What is typed and chosen.
#[derive(Clone, Copy)]
struct RangeDraft {
    from: RwSignal<String>,
    to: RwSignal<String>,
    /// The day of the calendar that has the focus; its month is shown.
    day: RwSignal<NaiveDate>,
    /// Whether the sentences about both fields are shown.
    is_checked: RwSignal<bool>,
    today: NaiveDate,
}

impl RangeDraft {
    /// The range that the list shows, if it is one of days.
    fn of(range: TimeRange) -> Self {
        let now = clock::now();
        let today = now.date(clock::zone_at(now));
        let (from, to, day) = match range {
            TimeRange::Days(from, to) => (from.to_string(), to.to_string(), to),
            _ => (String::new(), String::new(), today),
        };
        Self {
            from: RwSignal::new(from),
            to: RwSignal::new(to),
            day: RwSignal::new(day.clamp(first_day(), last_day())),
            is_checked: RwSignal::new(false),
            today,
        }
    }

    /// The range, or what is wrong with each field. Tracked.
    fn range(self) -> Result<TimeRange, [Option<String>; 2]> {
        self.from.with(|from| self.to.with(|to| calendar::range(from, to, self.today)))
    }

    /// The first and the last day that can be read so far. Tracked.
    fn days(self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let day = |field: RwSignal<String>| field.with(|text| calendar::typed(text, self.today).ok());
        (day(self.from), day(self.to))
    }

    /// A day of the calendar was pressed: the first one of a new range, or its last one.
    fn choose(self, day: NaiveDate) {
        let (from, to) = untrack(|| self.days());
        self.day.set(day);
        match (from, to) {
            (Some(from), None) if day >= from => self.to.set(day.to_string()),
            (Some(from), None) => {
                self.from.set(day.to_string());
                self.to.set(from.to_string());
            }
            _ => {
                self.from.set(day.to_string());
                self.to.set(String::new());
                self.is_checked.set(false);
            }
        }
    }

    /// A field was typed in: the calendar follows.
    fn typed(self, field: RwSignal<String>, text: String) {
        if let Ok(day) = calendar::typed(&text, self.today) {
            self.day.set(day);
        }
        field.set(text);
    }
}

#[component]
pub fn RangeForm(route: ListRoute) -> impl IntoView {
    let draft = RangeDraft::of(route.view.with_untracked(|view| view.range));
    let is_whole = Memo::new(move |_| draft.range().is_ok());
    let show = move |event: SubmitEvent| {
        event.prevent_default();
        match untrack(|| draft.range()) {
            Ok(range) => route.push(|view| view.narrowed(|view| view.range = range)),
            Err(_) => draft.is_checked.set(true),
        }
    };
    let problem = move |which: usize| {
        if !draft.is_checked.get() {
            return None;
        }
        draft.range().err().and_then(|both| both.into_iter().nth(which).flatten())
    };
    // The arrows would leave the fields for other controls of the menu.
    let keep = |event: KeyboardEvent| event.stop_propagation();
    view! {
        <form class="range-form" novalidate on:submit=show on:keydown=keep>
            <div class="range-fields">
                {field(draft, draft.from, "First day", "range-from", Signal::derive(move || problem(0)))}
                {field(draft, draft.to, "Last day", "range-to", Signal::derive(move || problem(1)))}
            </div>
            {month(draft)}
            <button type="submit" class="btn primary" data-close=move || is_whole.get().then_some("")>
                "Show these days"
            </button>
        </form>
    }
}

/// A field for a date, with what is wrong with it.
fn field(
    draft: RangeDraft,
    text: RwSignal<String>,
    label: &'static str,
    id: &'static str,
    problem: Signal<Option<String>>,
) -> AnyView {
    let on_blur = move |_| {
        // An empty field is not wrong yet.
        if !text.with_untracked(String::is_empty) {
            draft.is_checked.set(true);
        }
    };
    view! {
        <div class="range-field">
            <label>
                {label}
                <input
                    class="input"
                    type="text"
                    autocomplete="off"
                    maxlength="40"
                    placeholder=draft.today.to_string()
                    aria-invalid=move || problem.get().is_some().to_string()
                    aria-describedby=id
                    prop:value=move || text.get()
                    on:input=move |event| draft.typed(text, event_target_value(&event))
                    on:blur=on_blur
                />
            </label>
            // Not in the label: it would become a part of the field's name.
            <span id=id class="form-problem" role="alert">{move || problem.get()}</span>
        </div>
    }
    .into_any()
}

/// The calendar of the month of [`RangeDraft::day`].
fn month(draft: RangeDraft) -> AnyView {
    let shown = Memo::new(move |_| draft.day.with(|day| day.with_day(1).unwrap_or(*day)));
    let step = move |key: &'static str| {
        move |_| draft.day.update(|day| *day = calendar::moved(*day, key, false).unwrap_or(*day))
    };
    let on_key = move |event: KeyboardEvent| {
        let is_plain = !(event.ctrl_key() || event.alt_key() || event.meta_key());
        let day = draft.day.get_untracked();
        if let Some(day) = calendar::moved(day, &event.key(), event.shift_key()).filter(|_| is_plain) {
            event.prevent_default();
            draft.day.set(day);
            focus::soon(format!(".calendar [data-date='{day}']"));
        }
    };
    view! {
        <div class="calendar">
            <div class="calendar-head">
                <button type="button" class="icon-btn" aria-label="Previous month" on:click=step("PageUp")>
                    <Icon glyph=Glyph::Left />
                </button>
                <b aria-live="polite">{move || month_name(shown.get())}</b>
                <button type="button" class="icon-btn" aria-label="Next month" on:click=step("PageDown")>
                    <Icon glyph=Glyph::Right />
                </button>
            </div>
            <table role="grid" aria-label=move || month_name(shown.get()) on:keydown=on_key>
                <thead>
                    <tr>
                        {WEEKDAYS
                            .map(|(short, name)| view! { <th scope="col" abbr=name>{short}</th> }.into_any())
                            .collect_view()}
                    </tr>
                </thead>
                <tbody>
                    {move || {
                        let shown = shown.get();
                        calendar::weeks(shown)
                            .into_iter()
                            .map(|week| {
                                let days: Vec<AnyView> =
                                    week.into_iter().map(|day| cell(draft, day, shown)).collect();
                                view! { <tr>{days}</tr> }.into_any()
                            })
                            .collect_view()
                    }}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

/// One day. Days of the months around are shown, and can be pressed, too.
fn cell(draft: RangeDraft, day: NaiveDate, shown: NaiveDate) -> AnyView {
    let place = move || match draft.days() {
        (Some(from), Some(to)) if from <= day && day <= to => match (day == from, day == to) {
            (true, true) => "only",
            (true, false) => "first",
            (false, true) => "last",
            _ => "inside",
        },
        (Some(from), None) if from == day => "only",
        _ => "",
    };
    let is_selected = move || !place().is_empty();
    let tab_index = move || if draft.day.with(|focused| *focused == day) { "0" } else { "-1" };
    let is_possible = (first_day()..=last_day()).contains(&day);
    view! {
        <td role="gridcell" aria-selected=move || is_selected().to_string() data-place=place>
            <button
                type="button"
                class="calendar-day"
                data-date=day.to_string()
                data-other=(day.month() != shown.month()).then_some("")
                aria-current=(day == draft.today).then_some("date")
                aria-label=day_name(day)
                tabindex=tab_index
                disabled=!is_possible
                on:click=move |_| draft.choose(day)
            >
                {day.day()}
            </button>
        </td>
    }
    .into_any()
}
