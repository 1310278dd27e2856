//! Dragging the handle at a heading's end. Meanwhile only the width of the `<col>` and the least width of the table change;
//! sizes are read once, before that.

use leptos::{leptos_dom::helpers::WindowListenerHandle, prelude::*};
use web_sys::{Element, HtmlElement, PointerEvent};

use super::{HeadActions, drag::follow_drag, parts::HeadingEvent};
use crate::{browser::measure::pixels_per_unit, query::columns::widths};

/// The resizing of a column; at most one at a time.
#[derive(Clone, Copy)]
pub(super) struct Resizing {
    actions: HeadActions,
    drag: StoredValue<Option<WidthDrag>, LocalStorage>,
}

struct WidthDrag {
    pointer: i32,
    column: String,
    /// The pointer and the width at the beginning, in CSS pixels.
    from: (f64, f64),
    /// The width so far, in units of 1/16 rem; `None` until the pointer moves.
    width: Option<u32>,
    /// CSS pixels of a unit.
    unit: f64,
    /// The least width of all other columns together, in CSS pixels.
    others: f64,
    col: HtmlElement,
    table: HtmlElement,
    /// Styles to put back: the element, the property and its value.
    before: Vec<(HtmlElement, &'static str, String)>,
    has_rest: String,
    listeners: Vec<WindowListenerHandle>,
}

impl Resizing {
    pub(super) fn new(actions: HeadActions) -> Self {
        Self { actions, drag: StoredValue::new_local(None) }
    }

    /// For `pointerdown`.
    pub(super) fn on_press(self, event: &PointerEvent) {
        if event.button() != 0 {
            return;
        }
        let Some(head) = HeadingEvent::of(event).filter(HeadingEvent::is_handle) else { return };
        self.end(false);
        let Some(mut drag) = WidthDrag::begin(&head, event) else { return };
        let _ = head.target.set_pointer_capture(event.pointer_id());
        drag.listeners = follow_drag(
            move |event| self.on_move(event),
            move |event, keep| self.on_release(event, keep),
            move || self.end(false),
        );
        self.drag.set_value(Some(drag));
    }

    fn on_move(self, event: &PointerEvent) {
        let _ = self.drag.try_update_value(|drag| {
            if let Some(drag) = drag.as_mut().filter(|drag| drag.pointer == event.pointer_id()) {
                drag.follow(f64::from(event.client_x()));
            }
        });
    }

    fn on_release(self, event: &PointerEvent, keep: bool) {
        let is_own =
            |drag: &Option<WidthDrag>| drag.as_ref().is_some_and(|drag| drag.pointer == event.pointer_id());
        if self.drag.try_with_value(is_own) == Some(true) {
            self.end(keep);
        }
    }

    /// Ends the drag; `keep`: with the width it has now.
    pub(super) fn end(self, keep: bool) {
        let Some(drag) = self.drag.try_update_value(Option::take).flatten() else { return };
        let (column, width) = drag.put_back();
        if let Some(width) = width.filter(|_| keep) {
            self.actions.set_width(&column, width);
        }
    }
}

impl WidthDrag {
    /// Reads all sizes, and then holds the columns before this one where they are, so that the handle stays under the
    /// pointer.
    fn begin(head: &HeadingEvent, event: &PointerEvent) -> Option<Self> {
        let col = head.col(&head.column)?;
        let unit = pixels_per_unit();
        let sizes: Vec<_> = head
            .all()
            .into_iter()
            .filter_map(|(id, cell)| Some((head.col(&id)?, id, cell.get_bounding_client_rect().width())))
            .collect();
        let all = head.table.get_bounding_client_rect().width();
        let at = sizes.iter().position(|(_, id, _)| *id == head.column)?;
        let own = sizes.get(at)?.2;
        let is_rest = |col: &HtmlElement| style(col, "width").is_empty();
        let rest_after = sizes.iter().skip(at + 1).filter(|(col, ..)| is_rest(col));
        // Those after it may shrink to the least.
        let spare: f64 = rest_after
            .clone()
            .map(|(.., width)| (width - f64::from(widths::LEAST_REST) * unit).max(0.0))
            .sum();
        let has_rest_after = rest_after.count() > 0;
        let mut before = vec![
            (head.table.clone(), "--least", style(&head.table, "--least")),
            (col.clone(), "width", style(&col, "width")),
        ];
        let held: Vec<_> = sizes.iter().take(at).filter(|(col, ..)| is_rest(col)).collect();
        before.extend(held.iter().map(|(col, ..)| (col.clone(), "width", String::new())));
        for (col, _, width) in held {
            set(col, "width", *width);
        }
        let has_rest = head.table.get_attribute("data-rest").unwrap_or_default();
        let _ = head.table.set_attribute("data-rest", if has_rest_after { "true" } else { "false" });
        let _ = head.table.set_attribute("data-resizing", "");
        let of_columns: f64 = sizes.iter().map(|(.., width)| width).sum();
        // What the columns do not fill is the empty place at the rows' end.
        let select = if has_rest == "true" { all - of_columns } else { 0.0 };
        Some(Self {
            pointer: event.pointer_id(),
            column: head.column.clone(),
            from: (f64::from(event.client_x()), own),
            width: None,
            unit,
            others: of_columns + select.max(0.0) - own - spare,
            col,
            table: head.table.clone(),
            before,
            has_rest,
            listeners: Vec::new(),
        })
    }

    fn follow(&mut self, x: f64) {
        let (from_x, from) = self.from;
        let width = widths::allowed((from + x - from_x) / self.unit);
        if self.width.is_none() && x == from_x || self.width == Some(width) {
            return;
        }
        self.width = Some(width);
        let pixels = f64::from(width) * self.unit;
        set(&self.col, "width", pixels);
        set(&self.table, "--least", self.others + pixels);
    }

    /// Puts back what was there before; returns the column and the width it would have had.
    fn put_back(self) -> (String, Option<u32>) {
        for listener in self.listeners {
            listener.remove();
        }
        for (element, property, value) in &self.before {
            let _ = element.style().set_property(property, value);
        }
        let _ = self.table.set_attribute("data-rest", &self.has_rest);
        let _ = self.table.remove_attribute("data-resizing");
        (self.column, self.width)
    }
}

fn style(element: &HtmlElement, property: &str) -> String {
    element.style().get_property_value(property).unwrap_or_default()
}

fn set(element: &HtmlElement, property: &str, pixels: f64) {
    let _ = element.style().set_property(property, &format!("{pixels:.1}px"));
}

/// The width of an element on the screen, in units of 1/16 rem.
pub(super) fn width_on_screen(element: &Element) -> u32 {
    widths::allowed(element.get_bounding_client_rect().width() / pixels_per_unit())
}
