//! The full reader of logged values, see [`extract`], as a lazy module for list cells: they show at once what the quick
//! reader finds, and what it does not know in words as soon as this module is there.

use serde_json::Value;

use super::lazy::{self, LazyModule, LoadFailed};
use crate::text::extract::{CellText, TurnSide, in_cell};

type ReadCell = fn(&Value, TurnSide) -> String;

std::thread_local! {
    static READER: LazyModule<ReadCell> = LazyModule::new(|| Box::pin(load_reader()));
}

#[cfg(wasm_split)]
#[wasm_split_helpers::wasm_split(reader, fallible)]
fn load_reader() -> Result<ReadCell, LoadFailed> {
    Ok(in_cell)
}

#[cfg(not(wasm_split))]
async fn load_reader() -> Result<ReadCell, LoadFailed> {
    Ok(in_cell)
}

/// The best text for a cell. The first value that the quick reader does not know loads the module once the browser is
/// idle. Tracked.
pub fn text(cell: &CellText, side: TurnSide) -> String {
    let Some(value) = &cell.unread else { return cell.quick.clone() };
    match lazy::loaded(&READER) {
        Some(read) => read(value, side),
        None => {
            lazy::open_when_idle(&READER);
            cell.quick.clone()
        }
    }
}
