//! Prices of models: a span with a model and token counts but no cost gets an estimated one when it is stored, as on
//! Opik. The built-in table lies beside this file and is dated; `--prices FILE` replaces it.
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

/// The built-in table.
static BUILT_IN: LazyLock<Arc<Prices>> = LazyLock::new(|| {
    Arc::new(Prices::new(table::read(include_str!("prices/table.tsv")).unwrap_or_else(|wrong| {
        tracing::error!("the table of prices: {wrong}");
        Vec::new()
    })))
});

/// A line of a price list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedPrice {
    /// The provider, as spelled by `names::provider`.
    pub provider: String,
    /// The model's name, in lower case.
    pub model: String,
    /// Its price.
    pub price: Price,
}

/// A price list.
#[derive(Debug, Default)]
pub struct Prices {
    /// Prices by provider and model.
    sold_by: HashMap<String, HashMap<String, Price>>,
    /// Prices by model alone: that of the first provider in the list, which is the model's maker.
    anywhere: HashMap<String, Price>,
}

impl Prices {
    /// Builds a list. Of two lines for the same provider and model the last counts.
    pub fn new(lines: Vec<ListedPrice>) -> Self {
        let mut prices = Self::default();
        for ListedPrice { provider, model, price } in &lines {
            prices.sold_by.entry(provider.clone()).or_default().insert(model.clone(), price.clone());
            prices.anywhere.entry(model.clone()).or_insert_with(|| price.clone());
        }
        // A name without a date stands for the newest listed version.
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

    /// The built-in table.
    pub fn built_in() -> Arc<Self> {
        Arc::clone(&BUILT_IN)
    }

    /// Reads a price list in LiteLLM's format (`model_prices_and_context_window.json`).
    ///
    /// # Errors
    /// A sentence, when the file cannot be read or has another format.
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

    /// The number of listed models, each counted once for each provider.
    pub fn len(&self) -> usize {
        self.sold_by.values().map(HashMap::len).sum()
    }

    /// Whether nothing is listed.
    pub fn is_empty(&self) -> bool {
        self.sold_by.is_empty()
    }

    /// The cost of these tokens in 10^-12 dollars; `None` when the model is not listed, or nothing that costs was used.
    pub fn cost(&self, model: &str, provider: Option<&str>, usage: &BTreeMap<String, i64>) -> Option<i64> {
        let price = self.price(model, provider)?;
        let provider = provider.map(names::provider).unwrap_or_default();
        // Anthropic and Bedrock count cached tokens beside the input, all others within it.
        let beside = provider.contains("anthropic") || provider == "bedrock" || model.contains("claude");
        let cost = price.cost(&Tokens::of(usage, beside));
        Some(cost).filter(|cost| *cost > 0)
    }

    /// The price of a model. A given provider must sell it, or be named in the model's own name (`openai/gpt-4o`, as
    /// routers send it); without a provider the price of the model's maker counts.
    pub fn price(&self, model: &str, provider: Option<&str>) -> Option<&Price> {
        let model = model.trim().to_lowercase();
        let provider = provider.map(names::provider).filter(|provider| !provider.is_empty());
        let given = provider.iter().flat_map(|provider| names::sellers(provider));
        let own = given.into_iter().find_map(|seller| {
            names::after_slashes(&model).into_iter().find_map(|tail| self.sold(&seller, tail))
        });
        let routed = || {
            names::around_slashes(&model).into_iter().find_map(|(prefix, tail)| {
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
