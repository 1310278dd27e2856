//! The price of a model.

use super::Tokens;

/// Prices in 10^-15 dollars a token; `None` means that another price applies, as said below.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Price {
    /// Input that was not cached.
    pub input: i64,
    /// Output.
    pub output: i64,
    /// Input read from the cache; else the price of input.
    pub cache_read: Option<i64>,
    /// Input written to the cache; else the price of input.
    pub cache_write: Option<i64>,
    /// Input written to the cache for an hour; else that of five minutes.
    pub cache_write_1h: Option<i64>,
    /// Reasoning tokens; else the price of output.
    pub reasoning: Option<i64>,
    /// Audio input; else the price of input.
    pub audio_input: Option<i64>,
    /// Audio output; else the price of output.
    pub audio_output: Option<i64>,
    /// Other prices for long prompts, the longest prompts first.
    pub tiers: Vec<Tier>,
}

/// Prices of the whole request when its prompt is longer than `above` tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tier {
    /// The number of prompt tokens.
    pub above: i64,
    /// Instead of [`Price::input`].
    pub input: Option<i64>,
    /// Instead of [`Price::output`].
    pub output: Option<i64>,
    /// Instead of [`Price::cache_read`].
    pub cache_read: Option<i64>,
    /// Instead of [`Price::cache_write`].
    pub cache_write: Option<i64>,
}

impl Price {
    /// The cost in 10^-12 dollars.
    pub fn cost(&self, tokens: &Tokens) -> i64 {
        let tier = self.tiers.iter().find(|tier| tokens.prompt > tier.above).cloned().unwrap_or_default();
        let input = tier.input.unwrap_or(self.input);
        let output = tier.output.unwrap_or(self.output);
        let write = tier.cache_write.or(self.cache_write).unwrap_or(input);
        // A tier without its own price for one-hour cache writes raises it as much as the price of other cache writes.
        let write_1h =
            self.cache_write_1h.map_or(write, |price| match (tier.cache_write, self.cache_write) {
                (Some(above), Some(below)) if below > 0 => scaled(price, above, below),
                _ => price,
            });
        let parts = [
            (tokens.input, input),
            (tokens.audio_input, self.audio_input.unwrap_or(input)),
            (tokens.cache_read, tier.cache_read.or(self.cache_read).unwrap_or(input)),
            (tokens.cache_write, write),
            (tokens.cache_write_1h, write_1h),
            (tokens.output, output),
            (tokens.reasoning, self.reasoning.unwrap_or(output)),
            (tokens.audio_output, self.audio_output.unwrap_or(output)),
        ];
        let sum: i128 = parts.iter().map(|(count, price)| i128::from(*count) * i128::from(*price)).sum();
        i64::try_from((sum + 500) / 1000).unwrap_or(i64::MAX)
    }
}

fn scaled(price: i64, above: i64, below: i64) -> i64 {
    let product = i128::from(price) * i128::from(above) / i128::from(below);
    i64::try_from(product).unwrap_or(i64::MAX)
}
