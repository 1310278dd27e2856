//! What of the charts is pointed at or selected, by mouse or keyboard; the same in all of them.

use std::sync::Arc;

use chrono::NaiveDate;
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

    /// Whether nothing is pointed at. Tracked.
    pub fn is_idle(self) -> bool {
        self.at.get().is_none()
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
                let how = match self.drags() {
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
        let count = |sheet: &Option<Arc<ChartSheet>>| sheet.as_ref().map_or(0, |sheet| sheet.bins.count());
        self.sheet.try_with_untracked(count).unwrap_or_default()
    }

    // The charts may be gone: an element that is taken away loses the focus, and the pointer.

    fn pointed(self) -> Option<usize> {
        self.at.try_get_untracked().flatten()
    }

    fn anchor(self) -> Option<usize> {
        self.from.try_get_untracked().flatten()
    }

    fn point(self, at: Option<usize>) {
        if self.pointed() != at {
            let _ = self.at.try_set(at);
        }
    }

    fn select_from(self, from: Option<usize>) {
        if self.anchor() != from {
            let _ = self.from.try_set(from);
        }
    }

    fn drags(self) -> bool {
        self.is_dragging.try_get_value() == Some(true)
    }

    fn set_dragging(self, is_dragging: bool) {
        let _ = self.is_dragging.try_set_value(is_dragging);
    }

    fn part_at(self, event: &PointerEvent) -> Option<usize> {
        let (left, width) = self.edges.try_get_value()?;
        let last = self.count().checked_sub(1)?;
        let portion = (f64::from(event.client_x()) - left) / width.max(1.0);
        Some(((portion.clamp(0.0, 1.0) * self.count() as f64) as usize).min(last))
    }

    /// The pointer is over a chart. Its place is read once, before anything is drawn.
    pub fn enter(self, event: &PointerEvent, subject: ChartSubject) {
        if !self.drags() {
            self.measure(event);
            let _ = self.subject.try_set(Some(subject));
            self.point(self.part_at(event));
        }
    }

    pub fn move_to(self, event: &PointerEvent) {
        self.point(self.part_at(event));
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
        self.set_dragging(true);
        let _ = self.subject.try_set(Some(subject));
        let part = self.part_at(event);
        self.point(part);
        self.select_from(part);
    }

    pub fn release(self) {
        if self.drags() {
            self.set_dragging(false);
            let is_click = self.anchor() == self.pointed();
            let days = self.days();
            self.select_from(None);
            if !is_click {
                self.show(days);
            }
        }
    }

    /// The pointer or the focus left.
    pub fn leave(self) {
        if !self.drags() {
            self.select_from(None);
            self.point(None);
        }
    }

    pub fn cancel(self) {
        self.set_dragging(false);
        self.select_from(None);
    }

    /// A chart got the focus. With the mouse, it is pointed at already.
    pub fn focus(self, subject: ChartSubject) {
        let _ = self.subject.try_set(Some(subject));
        if self.pointed().is_none() {
            self.point(self.count().checked_sub(1));
        }
    }

    pub fn key(self, event: &KeyboardEvent, subject: ChartSubject) {
        let Some(last) = self.count().checked_sub(1) else { return };
        let at = self.pointed().unwrap_or(last).min(last);
        let is_selecting = self.anchor().is_some();
        let to = match event.key().as_str() {
            "ArrowLeft" => at.saturating_sub(1),
            "ArrowRight" => (at + 1).min(last),
            "PageUp" => at.saturating_sub(7),
            "PageDown" => (at + 7).min(last),
            "Home" => 0,
            "End" => last,
            key @ ("Enter" | "Escape") if is_selecting => {
                event.prevent_default();
                event.stop_propagation();
                let days = self.days().filter(|_| key == "Enter");
                self.cancel();
                return self.show(days);
            }
            _ => return,
        };
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        let _ = self.subject.try_set(Some(subject));
        if !self.drags() {
            match (event.shift_key(), is_selecting) {
                (true, false) => self.select_from(Some(at)),
                (false, true) => self.select_from(None),
                _ => {}
            }
        }
        self.point(Some(to));
    }

    /// The selected days. Not tracked.
    fn days(self) -> Option<(NaiveDate, NaiveDate)> {
        let (from, at) = (self.anchor()?, self.pointed()?);
        self.sheet.try_with_untracked(|sheet| sheet.as_ref()?.bins.days(from, at)).flatten()
    }

    /// Shows only these days.
    fn show(self, days: Option<(NaiveDate, NaiveDate)>) {
        if let Some((from, to)) = days {
            self.route.push(|view| view.narrowed(|view| view.range = TimeRange::Days(from, to)));
        }
    }

    fn measure(self, event: &PointerEvent) {
        if let Some(element) = target(event) {
            let edges = element.get_bounding_client_rect();
            let _ = self.edges.try_set_value((edges.left(), edges.width()));
        }
    }
}

fn target(event: &PointerEvent) -> Option<Element> {
    event.current_target()?.dyn_into::<Element>().ok()
}
