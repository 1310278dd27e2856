//! The reader of all formats ([`crate::text::extract`]) as a lazy module for list cells: they show plain text at once, and
//! the rest in words as soon as this module is there.

use serde_json::Value;

use super::lazy::{self, LazyModule, LoadFailed};
use crate::text::{
    cell::CellText,
    excerpt::excerpt,
    extract::{TurnSide, in_cell},
};

/// The length limit of JSON in a cell, in characters.
const LONGEST: usize = 300;

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

/// The text of a cell: `…` while the module that it needs is loading, JSON if it cannot be loaded. The first such text
/// loads the module once the browser is idle. Tracked.
pub fn text(cell: &CellText, side: TurnSide) -> String {
    let value = match cell {
        CellText::Words(words) => return words.clone(),
        CellText::Unread(value) => value,
    };
    match lazy::loaded(&READER) {
        Some(Ok(read)) => read(value, side),
        Some(Err(())) => excerpt(&value.to_string(), LONGEST).text,
        None => {
            lazy::open_when_idle(&READER);
            "…".to_owned()
        }
    }
}

/// The text of a cell once the module that it may need is loaded; JSON if it cannot be loaded. For what keeps many cells,
/// and cannot keep their values.
pub async fn words(cell: CellText, side: TurnSide) -> String {
    match cell {
        CellText::Words(words) => words,
        CellText::Unread(value) => match lazy::when_loaded(&READER).await {
            Some(read) => read(&value, side),
            None => excerpt(&value.to_string(), LONGEST).text,
        },
    }
}
