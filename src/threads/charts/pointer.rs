//! What of the charts is pointed at or selected, by mouse or keyboard; the same in all of them.

use std::sync::Arc;

use leptos::prelude::*;
use web_sys::{Element, KeyboardEvent, PointerEvent, wasm_bindgen::JsCast};

use super::ChartSheet;
use crate::{
    model::time::short_date,
    query::{charts::chart::ChartSubject, time_range::TimeRange},
    ui::table::list_route::ListRoute,
};

/// Which part of the time is pointed at, and from which one the selection goes.
#[derive(Clone, Copy)]
pub(super) struct ChartPointer {
    route: ListRoute,
    sheet: Memo<Option<Arc<ChartSheet>>>,
    pub at: RwSignal<Option<usize>>,
    from: RwSignal<Option<usize>>,
    /// The chart that is pointed at.
    subject: RwSignal<Option<ChartSubject>>,
    /// Where the chart begins and how wide it is, in CSS pixels, when the pointer came.
    edges: StoredValue<(f64, f64)>,
    /// Whether the mouse is dragging.
    is_dragging: StoredValue<bool>,
}

impl ChartPointer {
    pub fn new(route: ListRoute, sheet: Memo<Option<Arc<ChartSheet>>>) -> Self {
        Self {
            route,
            sheet,
            at: RwSignal::new(None),
            from: RwSignal::new(None),
            subject: RwSignal::new(None),
            edges: StoredValue::new((0.0, 1.0)),
            is_dragging: StoredValue::new(false),
        }
    }

    /// The first and the last selected part; `None` if none are. Tracked.
    pub fn selected(self) -> Option<(usize, usize)> {
        let (from, at) = (self.from.get()?, self.at.get()?);
        Some((from.min(at), from.max(at)))
    }

    /// What is pointed at in words, or how to point at something.
    pub fn words(self) -> String {
        let idle = "Point at a chart for its values, drag over it to choose days";
        let at = self.at.get();
        self.sheet.with(|sheet| {
            let (Some(sheet), Some(at)) = (sheet.as_deref(), at) else { return idle.to_owned() };
            if let Some((first, last)) = self.selected().filter(|(first, last)| first != last) {
                let Some((from, to)) = sheet.bins.days(first, last) else { return idle.to_owned() };
                let days = match from == to {
                    true => short_date(&from),
                    false => format!("{} – {}", short_date(&from), short_date(&to)),
                };
                let how = match self.is_dragging.get_value() {
                    true => "release to show only these days",
                    false => "Enter shows only these days",
                };
                return format!("{days} selected: {how}, Escape cancels");
            }
            let chart = sheet.charts.iter().find(|chart| Some(chart.subject) == self.subject.get());
            match chart {
                Some(chart) => format!("{}: {} {}", sheet.bins.label(at), chart.title, chart.words(at)),
                None => sheet.bins.label(at),
            }
        })
    }

    fn count(self) -> usize {
        self.sheet.with_untracked(|sheet| sheet.as_ref().map_or(0, |sheet| sheet.bins.count()))
    }

    fn part_at(self, event: &PointerEvent) -> Option<usize> {
        let (left, width) = self.edges.get_value();
        let last = self.count().checked_sub(1)?;
        let portion = (f64::from(event.client_x()) - left) / width.max(1.0);
        Some(((portion.clamp(0.0, 1.0) * self.count() as f64) as usize).min(last))
    }

    /// The pointer is over a chart. Its place is read once, before anything is drawn.
    pub fn enter(self, event: &PointerEvent, subject: ChartSubject) {
        if self.is_dragging.get_value() {
            return;
        }
        self.measure(event);
        self.subject.set(Some(subject));
        self.at.set(self.part_at(event));
    }

    pub fn move_to(self, event: &PointerEvent) {
        let part = self.part_at(event);
        if self.at.get_untracked() != part {
            self.at.set(part);
        }
    }

    pub fn press(self, event: &PointerEvent, subject: ChartSubject) {
        // A finger scrolls.
        if event.button() != 0 || event.pointer_type() == "touch" {
            return;
        }
        self.measure(event);
        if let Some(element) = target(event) {
            let _ = element.set_pointer_capture(event.pointer_id());
        }
        self.is_dragging.set_value(true);
        self.subject.set(Some(subject));
        let part = self.part_at(event);
        self.at.set(part);
        self.from.set(part);
    }

    pub fn release(self) {
        if self.is_dragging.get_value() {
            self.is_dragging.set_value(false);
            let selected = untrack(|| self.selected());
            if selected.is_some_and(|(first, last)| first != last) {
                self.apply();
            }
            self.from.set(None);
        }
    }

    /// The pointer left, or another program took it.
    pub fn leave(self) {
        if !self.is_dragging.get_value() {
            self.at.set(None);
            self.from.set(None);
        }
    }

    pub fn cancel(self) {
        self.is_dragging.set_value(false);
        self.from.set(None);
    }

    /// A chart got the focus. With the mouse, it is pointed at already.
    pub fn focus(self, subject: ChartSubject) {
        self.subject.set(Some(subject));
        if self.at.get_untracked().is_none() {
            self.at.set(self.count().checked_sub(1));
        }
    }

    pub fn key(self, event: &KeyboardEvent, subject: ChartSubject) {
        let Some(last) = self.count().checked_sub(1) else { return };
        let at = self.at.get_untracked().unwrap_or(last).min(last);
        let to = match event.key().as_str() {
            "ArrowLeft" => at.saturating_sub(1),
            "ArrowRight" => (at + 1).min(last),
            "PageUp" => at.saturating_sub(7),
            "PageDown" => (at + 7).min(last),
            "Home" => 0,
            "End" => last,
            "Enter" if self.from.get_untracked().is_some() => {
                event.prevent_default();
                event.stop_propagation();
                self.apply();
                return self.from.set(None);
            }
            "Escape" if self.from.get_untracked().is_some() => {
                event.prevent_default();
                event.stop_propagation();
                return self.cancel();
            }
            _ => return,
        };
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        self.subject.set(Some(subject));
        if !self.is_dragging.get_value() {
            match (event.shift_key(), self.from.get_untracked()) {
                (true, None) => self.from.set(Some(at)),
                (false, Some(_)) => self.from.set(None),
                _ => {}
            }
        }
        self.at.set(Some(to));
    }

    /// Shows only the selected days.
    fn apply(self) {
        let days = untrack(|| {
            let (first, last) = self.selected()?;
            self.sheet.with(|sheet| sheet.as_ref()?.bins.days(first, last))
        });
        if let Some((from, to)) = days {
            self.route.push(|view| view.narrowed(|view| view.range = TimeRange::Days(from, to)));
        }
    }

    fn measure(self, event: &PointerEvent) {
        if let Some(element) = target(event) {
            let edges = element.get_bounding_client_rect();
            self.edges.set_value((edges.left(), edges.width()));
        }
    }
}

fn target(event: &PointerEvent) -> Option<Element> {
    event.current_target()?.dyn_into::<Element>().ok()
}
