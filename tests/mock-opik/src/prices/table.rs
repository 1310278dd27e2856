//! The built-in table: tab-separated, in dollars for a million tokens.

use super::{ListedPrice, Price, Tier};

/// The columns, in order.
const COLUMNS: &str = "provider model input output cache_read cache_write cache_write_1h reasoning audio_input \
    audio_output above input_above output_above cache_read_above cache_write_above";

/// Reads the table.
///
/// # Errors
/// Which line is wrong.
pub fn read(text: &str) -> Result<Vec<ListedPrice>, String> {
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#') && !line.is_empty());
    let (_, head) = lines.next().ok_or("it is empty")?;
    if head.split('\t').ne(COLUMNS.split_whitespace()) {
        return Err("its columns are not those expected".to_owned());
    }
    lines.map(|(number, line)| listed(line).ok_or_else(|| format!("line {number}: {line}"))).collect()
}

fn listed(line: &str) -> Option<ListedPrice> {
    let mut cells = line.split('\t').map(str::trim);
    let (provider, model) = (cells.next()?.to_owned(), cells.next()?.to_owned());
    let mut price = || match cells.next() {
        None | Some("") => Some(None),
        Some(text) => {
            let dollars: f64 =
                text.parse().ok().filter(|dollars: &f64| dollars.is_finite() && *dollars >= 0.0)?;
            // A dollar for a million tokens is 10^-6 dollars a token.
            Some(Some((dollars * 1e9).round() as i64))
        }
    };
    let mut read = Price {
        input: price()??,
        output: price()??,
        cache_read: price()?,
        cache_write: price()?,
        cache_write_1h: price()?,
        reasoning: price()?,
        audio_input: price()?,
        audio_output: price()?,
        tiers: Vec::new(),
    };
    if let Some(above) = price()? {
        // This cell is not a price but a number of thousand tokens.
        let tier = Tier {
            above: above / 1_000_000,
            input: price()?,
            output: price()?,
            cache_read: price()?,
            cache_write: price()?,
        };
        read.tiers.push(tier);
    }
    Some(ListedPrice { provider, model, price: read })
}
