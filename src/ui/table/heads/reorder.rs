//! Dragging a heading to another place. A line shows where it goes; sizes are read once, when the drag begins.

use leptos::{html::I, leptos_dom::helpers::WindowListenerHandle, prelude::*};
use web_sys::{Element, HtmlElement, PointerEvent};

use super::{HeadActions, drag::follow_drag, parts::HeadingEvent};

/// A press that moves less is a click.
const CLICK: f64 = 6.0;

/// The moving of a column; at most one at a time.
#[derive(Clone, Copy)]
pub(super) struct Moving {
    actions: HeadActions,
    line: NodeRef<I>,
    drag: StoredValue<Option<PlaceDrag>, LocalStorage>,
}

struct PlaceDrag {
    pointer: i32,
    head: HeadingEvent,
    /// Where the pointer was pressed.
    from: f64,
    /// Where a column can go, from left to right; empty until the pointer has moved enough.
    gaps: Vec<f64>,
    gap: usize,
    listeners: Vec<WindowListenerHandle>,
}

impl Moving {
    pub(super) fn new(actions: HeadActions, line: NodeRef<I>) -> Self {
        Self { actions, line, drag: StoredValue::new_local(None) }
    }

    /// For `pointerdown`. A finger scrolls the table; the menu of columns and the keys move columns, too.
    pub(super) fn on_press(self, event: &PointerEvent) {
        if event.button() != 0 || event.pointer_type() == "touch" {
            return;
        }
        let Some(head) = HeadingEvent::of(event).filter(|head| !head.is_handle()) else { return };
        self.end(false);
        self.drag.set_value(Some(PlaceDrag {
            pointer: event.pointer_id(),
            head,
            from: f64::from(event.client_x()),
            gaps: Vec::new(),
            gap: 0,
            listeners: follow_drag(
                move |event| self.on_move(event),
                move |event, keep| self.on_release(event, keep),
                move || self.end(false),
            ),
        }));
    }

    fn on_move(self, event: &PointerEvent) {
        let x = f64::from(event.client_x());
        let line = self.line.try_get_untracked().flatten();
        let scroller = self.actions.context.layout.frame.scroller.try_get_untracked().flatten();
        let _ = self.drag.try_update_value(|drag| {
            let (Some(drag), Some(line)) = (drag.as_mut(), line) else { return };
            if drag.pointer != event.pointer_id() {
                return;
            }
            if drag.gaps.is_empty() {
                if (x - drag.from).abs() < CLICK {
                    return;
                }
                drag.begin(&line, scroller.as_ref().map(|scroller| scroller.as_ref()), event.pointer_id());
            }
            drag.follow(x, &line);
        });
    }

    fn on_release(self, event: &PointerEvent, keep: bool) {
        let is_own =
            |drag: &Option<PlaceDrag>| drag.as_ref().is_some_and(|drag| drag.pointer == event.pointer_id());
        if self.drag.try_with_value(is_own) == Some(true) {
            self.end(keep);
        }
    }

    /// Ends the drag; `keep`: the column goes where the line is.
    pub(super) fn end(self, keep: bool) {
        let Some(drag) = self.drag.try_update_value(Option::take).flatten() else { return };
        for listener in drag.listeners {
            listener.remove();
        }
        if drag.gaps.is_empty() {
            return;
        }
        if let Some(line) = self.line.try_get_untracked().flatten() {
            line.set_hidden(true);
        }
        let _ = drag.head.table.remove_attribute("data-moving");
        let _ = drag.head.cell.remove_attribute("data-moving");
        if keep {
            self.actions.move_to(&drag.head.column, drag.gap);
        }
    }
}

impl PlaceDrag {
    fn begin(&mut self, line: &HtmlElement, scroller: Option<&Element>, pointer: i32) {
        let rects: Vec<_> = self.head.all().iter().map(|(_, cell)| cell.get_bounding_client_rect()).collect();
        self.gaps = rects.iter().map(|rect| rect.left()).collect();
        self.gaps.extend(rects.last().map(|rect| rect.right()));
        let top = self.head.cell.get_bounding_client_rect().top();
        let bottom = scroller.map_or(top, |scroller| scroller.get_bounding_client_rect().bottom());
        // The click that follows goes to the heading then, and not to the button in it, which would sort.
        let _ = self.head.cell.set_pointer_capture(pointer);
        let _ = self.head.table.set_attribute("data-moving", "");
        let _ = self.head.cell.set_attribute("data-moving", "");
        let style = line.style();
        let _ = style.set_property("top", &format!("{top:.0}px"));
        let _ = style.set_property("height", &format!("{:.0}px", bottom - top));
        line.set_hidden(false);
    }

    /// Puts the line into the gap that is nearest to the pointer.
    fn follow(&mut self, x: f64, line: &HtmlElement) {
        let distance = |gap: &f64| (gap - x).abs();
        let nearest =
            self.gaps.iter().enumerate().min_by(|(_, one), (_, two)| distance(one).total_cmp(&distance(two)));
        if let Some((gap, left)) = nearest {
            self.gap = gap;
            let _ = line.style().set_property("left", &format!("{left:.0}px"));
        }
    }
}
