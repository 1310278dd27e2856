//! The widths of columns. They are in units of 1/16 rem, which are pixels at the browser's usual size of text: who has
//! larger text has wider columns.

use std::collections::BTreeMap;

use super::{super::tab::Tab, Column, ListColumn};

/// No column is narrower.
pub const LEAST: u32 = 48;
/// No column is made wider.
pub const MOST: u32 = 1_200;
/// A message column that takes what is left is not narrower than this.
pub const LEAST_REST: u32 = 170;
/// The column with the checkboxes.
const SELECT: u32 = 36;

/// The widths that a person has chosen in one list, by the id of the column.
pub type ChosenWidths = BTreeMap<String, u32>;

/// The widths of the columns of a table, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableWidths {
    /// By column id; `None` for a column that takes what is left.
    pub columns: Vec<(String, Option<u32>)>,
    /// The width below which the table is scrolled sideways.
    pub least: u32,
}

impl TableWidths {
    /// The widths of the columns that are displayed with headings. `selectable`: whether rows begin with a checkbox.
    pub fn of(tab: Tab, shown: &[ListColumn], chosen: &ChosenWidths, selectable: bool) -> Self {
        let wide = shown.iter().filter(|shown| shown.is_wide).map(|shown| &shown.column);
        let columns: Vec<_> = wide.map(|column| (column.id(), column.width(tab, chosen))).collect();
        let select = if selectable { SELECT } else { 0 };
        let least = columns.iter().map(|(_, width)| width.unwrap_or(LEAST_REST)).sum::<u32>() + select;
        Self { columns, least }
    }

    /// Whether a column takes what is left.
    pub fn has_rest(&self) -> bool {
        self.columns.iter().any(|(_, width)| width.is_none())
    }

    /// The width of a column; `None` if it takes what is left, or is not shown.
    pub fn of_column(&self, id: &str) -> Option<u32> {
        self.columns.iter().find(|(own, _)| own == id).and_then(|(_, width)| *width)
    }
}

/// The nearest width that a column can have.
pub fn allowed(width: f64) -> u32 {
    if width.is_nan() { LEAST } else { width.round().clamp(f64::from(LEAST), f64::from(MOST)) as u32 }
}

impl Column {
    /// The width that a person has chosen, or the usual one; `None` if the column takes what is left.
    pub fn width(&self, tab: Tab, chosen: &ChosenWidths) -> Option<u32> {
        chosen.get(&self.id()).map(|width| allowed(f64::from(*width))).or_else(|| self.usual_width(tab))
    }

    /// Wide enough for the heading with its arrow and for what cells usually have. The usual columns of threads and of
    /// traces fit into a window of 1,440 pixels.
    fn usual_width(&self, tab: Tab) -> Option<u32> {
        let width = match self {
            Self::FirstMessage | Self::LastMessage | Self::Input | Self::Output => return None,
            Self::LastActivity => 116,
            Self::StartTime if tab != Tab::Threads => 112,
            Self::StartTime | Self::EndTime => 148,
            Self::MessageCount => 104,
            Self::Duration => 100,
            Self::Cost => 76,
            Self::Spans => 80,
            Self::Tokens => 92,
            Self::InputTokens => 112,
            Self::OutputTokens => 120,
            Self::Status => 90,
            Self::Scores if tab == Tab::Threads => 200,
            Self::Scores => 180,
            Self::Comments => 104,
            Self::LastComment => 280,
            Self::Reviewed => 124,
            Self::Tags => 120,
            Self::CreatedBy => 140,
            Self::Id | Self::Trace | Self::Thread => 200,
            Self::Name => 130,
            Self::Error => 120,
            Self::Kind => 84,
            Self::Model => 150,
            Self::Provider => 110,
            Self::Environment => 124,
            Self::Score(_) | Self::SpanScore(_) | Self::ScoreBy { .. } => {
                let letters = self.label().chars().take(40).count() as u32;
                (letters * 8 + 40).clamp(88, 240)
            }
        };
        Some(width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(widths: &[(&str, u32)]) -> ChosenWidths {
        widths.iter().map(|(id, width)| ((*id).to_owned(), *width)).collect()
    }

    #[test]
    fn messages_take_what_is_left_until_somebody_gives_them_a_width() {
        for tab in Tab::ALL {
            let columns = Column::of_both_forms(tab, &super::super::chosen(tab, None));
            let usual = TableWidths::of(tab, &columns, &ChosenWidths::new(), true);
            assert_eq!(usual.columns.iter().filter(|(_, width)| width.is_none()).count(), 2);
            assert!(usual.has_rest());
            let first = Column::all(tab).iter().find(|column| column.is_fixed()).unwrap().id();
            let wide = TableWidths::of(tab, &columns, &chosen(&[(&first, 500)]), true);
            assert_eq!(wide.of_column(&first), Some(500));
            assert_eq!(wide.least, usual.least - LEAST_REST + 500);
        }
    }

    #[test]
    fn the_least_width_of_a_table_is_that_of_its_columns_with_headings() {
        let columns = Column::of_both_forms(Tab::Threads, &[Column::FirstMessage, Column::Duration]);
        let widths =
            TableWidths::of(Tab::Threads, &columns, &chosen(&[("duration", 100), ("status", 900)]), true);
        assert_eq!(widths.columns.len(), 2);
        assert_eq!(widths.least, SELECT + LEAST_REST + 100);
        let compact = Column::of_compact_form(Tab::Threads);
        assert_eq!(TableWidths::of(Tab::Threads, &compact, &ChosenWidths::new(), false).least, 0);
    }

    #[test]
    fn the_usual_columns_of_threads_and_of_traces_fit_into_a_window_of_1440_pixels() {
        /// The window without what stands around the rows.
        const ROOM: u32 = 1_390;
        for tab in [Tab::Threads, Tab::Traces] {
            let columns = Column::of_both_forms(tab, &super::super::chosen(tab, None));
            let least = TableWidths::of(tab, &columns, &ChosenWidths::new(), tab == Tab::Threads).least;
            assert!(least <= ROOM, "{tab:?}: {least}");
        }
    }

    #[test]
    fn a_stored_width_that_is_not_allowed_is_brought_into_bounds() {
        for (stored, width) in [(0, LEAST), (u32::MAX, MOST), (77, 77)] {
            assert_eq!(
                Column::Cost.width(Tab::Threads, &chosen(&[("total_estimated_cost", stored)])),
                Some(width)
            );
        }
        assert_eq!([f64::NAN, f64::NEG_INFINITY, 99.6].map(allowed), [LEAST, LEAST, 100]);
    }
}
