//! What models cost: a span with a model and token counts but no cost of its own gets one (Opik does the same when it
//! takes a span in). The table lies beside this file and is dated; `--prices FILE` puts another in its place.
//!
//! A model that is not listed has no cost: nothing is guessed, and 0 is never shown as a price.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::{Arc, LazyLock};

mod litellm;
mod names;
mod price;
mod table;
mod usage;

pub use price::{Price, Tier};
pub use usage::Tokens;

/// The table that comes with the program.
static BUILT_IN: LazyLock<Arc<Prices>> = LazyLock::new(|| {
    Arc::new(Prices::new(table::read(include_str!("prices/table.tsv")).unwrap_or_else(|wrong| {
        tracing::error!("the table of prices: {wrong}");
        Vec::new()
    })))
});

/// One line of a price list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedPrice {
    /// Who sells it, in the spelling of [`names::provider`].
    pub provider: String,
    /// The model's name in lower case.
    pub model: String,
    /// What it costs.
    pub price: Price,
}

/// A price list.
#[derive(Debug, Default)]
pub struct Prices {
    /// By provider and model.
    sold_by: HashMap<String, HashMap<String, Price>>,
    /// By model alone: the price of whoever comes first in the list, which is its maker.
    anywhere: HashMap<String, Price>,
}

impl Prices {
    /// A list; of two lines for the same model the last counts, and of two sellers the first.
    pub fn new(lines: Vec<ListedPrice>) -> Self {
        let mut prices = Self::default();
        for ListedPrice { provider, model, price } in &lines {
            prices.sold_by.entry(provider.clone()).or_default().insert(model.clone(), price.clone());
            prices.anywhere.entry(model.clone()).or_insert_with(|| price.clone());
        }
        // A name without its date means the newest version that is listed.
        let mut dated: Vec<&ListedPrice> = lines.iter().collect();
        dated.sort_by(|one, other| other.model.cmp(&one.model));
        for ListedPrice { provider, model, price } in dated {
            if let Some(name) = names::without_date(model) {
                let sold = prices.sold_by.entry(provider.clone()).or_default();
                sold.entry(name.to_owned()).or_insert_with(|| price.clone());
                prices.anywhere.entry(name.to_owned()).or_insert_with(|| price.clone());
            }
        }
        prices
    }

    /// The table that comes with the program.
    pub fn built_in() -> Arc<Self> {
        Arc::clone(&BUILT_IN)
    }

    /// Reads a price list in LiteLLM's format (`model_prices_and_context_window.json`).
    ///
    /// # Errors
    /// A sentence, when there is no such file or it is something else.
    pub fn read(file: &Path) -> Result<Self, String> {
        let name = file.display();
        let text = std::fs::read_to_string(file)
            .map_err(|error| format!("the prices in {name} cannot be read: {error}"))?;
        let lines = litellm::read(&text).map_err(|wrong| {
            format!(
                "{name} is no price list in LiteLLM's format (model_prices_and_context_window.json): {wrong}"
            )
        })?;
        Ok(Self::new(lines))
    }

    /// How many models are listed, those of several sellers several times.
    pub fn len(&self) -> usize {
        self.sold_by.values().map(HashMap::len).sum()
    }

    /// Whether nothing is listed.
    pub fn is_empty(&self) -> bool {
        self.sold_by.is_empty()
    }

    /// What these tokens cost, in 10^-12 dollars; none when the model is not listed, or nothing was used that costs.
    pub fn cost(&self, model: &str, provider: Option<&str>, usage: &BTreeMap<String, i64>) -> Option<i64> {
        let price = self.price(model, provider)?;
        let provider = provider.map(names::provider).unwrap_or_default();
        // Anthropic and Bedrock count what came out of the cache beside the input, everybody else within it.
        let beside = provider.contains("anthropic") || provider == "bedrock" || model.contains("claude");
        let cost = price.cost(&Tokens::of(usage, beside));
        Some(cost).filter(|cost| *cost > 0)
    }

    /// The price of a model. A provider that is given must be one that sells it, or stand in the model's own name
    /// (`openai/gpt-4o`, which routers send); without one the model's maker is meant.
    pub fn price(&self, model: &str, provider: Option<&str>) -> Option<&Price> {
        let model = model.trim().to_lowercase();
        let provider = provider.map(names::provider).filter(|provider| !provider.is_empty());
        let given = provider.iter().flat_map(|provider| names::sellers(provider));
        let own = given
            .into_iter()
            .find_map(|seller| names::tails(&model).into_iter().find_map(|tail| self.sold(&seller, tail)));
        let routed = || {
            names::prefixes(&model).into_iter().find_map(|(prefix, tail)| {
                names::sellers(&names::provider(prefix))
                    .into_iter()
                    .find_map(|seller| self.sold(&seller, tail))
            })
        };
        let made = || {
            let spellings = if provider.is_none() { names::spellings(&model) } else { Vec::new() };
            spellings.iter().find_map(|name| self.anywhere.get(name))
        };
        own.or_else(routed).or_else(made)
    }

    fn sold(&self, provider: &str, model: &str) -> Option<&Price> {
        let sold = self.sold_by.get(provider)?;
        names::spellings(model).iter().find_map(|name| sold.get(name))
    }
}

#[cfg(test)]
mod tests;
