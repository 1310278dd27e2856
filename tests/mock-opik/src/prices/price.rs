//! What one model costs.

use super::Tokens;

/// Prices in 10^-15 dollars a token. What is absent has no price of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Price {
    /// Input that was not cached.
    pub input: i64,
    /// Output.
    pub output: i64,
    /// Input read from the cache; else as input.
    pub cache_read: Option<i64>,
    /// Input written to the cache; else as input.
    pub cache_write: Option<i64>,
    /// Input written to the cache for an hour; else as what is written for five minutes.
    pub cache_write_1h: Option<i64>,
    /// Output that was thought and not said; else as output.
    pub reasoning: Option<i64>,
    /// Spoken input; else as input.
    pub audio_input: Option<i64>,
    /// Spoken output; else as output.
    pub audio_output: Option<i64>,
    /// Other prices for long prompts, the longest first.
    pub tiers: Vec<Tier>,
}

/// Prices that hold for the whole request once its prompt is longer than so many tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tier {
    /// Tokens.
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
    /// What `tokens` cost, in 10^-12 dollars.
    pub fn cost(&self, tokens: &Tokens) -> i64 {
        let tier = self.tiers.iter().find(|tier| tokens.prompt > tier.above).cloned().unwrap_or_default();
        let input = tier.input.unwrap_or(self.input);
        let output = tier.output.unwrap_or(self.output);
        let write = tier.cache_write.or(self.cache_write).unwrap_or(input);
        // A tier that does not say what a write for an hour costs makes it dearer as much as the other writes.
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
