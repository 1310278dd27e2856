//! Token counts as clients log them, sorted by price so that each token is counted once. Beside `prompt_tokens`,
//! `completion_tokens` and `total_tokens` the SDK sends the provider's own counts with the prefix `original_usage.`.

use std::collections::BTreeMap;

/// The tokens of one call by price.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    /// The whole prompt, cached or not.
    pub prompt: i64,
    /// Text input that was not cached.
    pub input: i64,
    /// Audio input.
    pub audio_input: i64,
    /// Input read from the cache.
    pub cache_read: i64,
    /// Input written to the cache for five minutes.
    pub cache_write: i64,
    /// Input written to the cache for an hour.
    pub cache_write_1h: i64,
    /// Text output.
    pub output: i64,
    /// Reasoning.
    pub reasoning: i64,
    /// Audio output.
    pub audio_output: i64,
}

/// Names of counts by meaning; the first that is present counts.
const READ: [&str; 7] = [
    "prompt_tokens_details.cached_tokens",
    "input_tokens_details.cached_tokens",
    "input_token_details.cache_read",
    "cache_read_input_tokens",
    "cacheReadInputTokens",
    "cached_content_token_count",
    "prompt_cache_hit_tokens",
];
const WRITTEN: [&str; 6] = [
    "cache_creation_input_tokens",
    "cacheWriteInputTokens",
    "prompt_tokens_details.cache_creation_tokens",
    "prompt_tokens_details.cache_write_tokens",
    "input_tokens_details.cache_creation_tokens",
    "input_tokens_details.cache_write_tokens",
];
const REASONING: [&str; 4] = [
    "completion_tokens_details.reasoning_tokens",
    "output_tokens_details.reasoning_tokens",
    "output_token_details.reasoning",
    "thoughts_token_count",
];
const OUTPUT: [&str; 4] = ["completion_tokens", "output_tokens", "outputTokens", "candidates_token_count"];

/// The counts of one call, by name.
struct Counts<'a>(&'a BTreeMap<String, i64>);

impl Counts<'_> {
    fn exact(&self, name: &str) -> Option<i64> {
        self.0.get(name).map(|count| (*count).max(0))
    }

    fn original(&self, name: &str) -> Option<i64> {
        self.exact(&format!("original_usage.{name}"))
    }

    fn first(&self, names: &[&str]) -> Option<i64> {
        names.iter().find_map(|name| self.original(name).or_else(|| self.exact(name)))
    }

    /// Whether cached tokens are part of the prompt count, as with OpenAI and Google; `None` when the counts do not
    /// tell.
    fn cache_is_within_prompt(&self) -> Option<bool> {
        let openai = ["prompt_tokens_details.", "input_tokens_details.", "input_token_details."];
        let details = self.0.keys().any(|name| {
            let name = name.strip_prefix("original_usage.").unwrap_or(name);
            openai.iter().any(|details| name.starts_with(details)) || name == "prompt_token_count"
        });
        if details || self.original("prompt_tokens").is_some() {
            return Some(true);
        }
        // Only Anthropic and Bedrock use these names.
        let beside = ["cache_read_input_tokens", "cache_creation_input_tokens", "inputTokens"];
        beside.iter().any(|name| self.original(name).is_some()).then_some(false)
    }
}

impl Tokens {
    /// Reads the counts of a span. `beside`: whether the provider counts cached tokens beside the input, for counts
    /// that do not tell.
    pub fn of(usage: &BTreeMap<String, i64>, beside: bool) -> Self {
        let counts = Counts(usage);
        let (mut read, mut written) = (counts.first(&READ).unwrap_or(0), counts.first(&WRITTEN).unwrap_or(0));
        let prompt_tokens = counts.exact("prompt_tokens");
        let native = || counts.original("input_tokens").or_else(|| counts.original("inputTokens"));
        let input = if counts.cache_is_within_prompt().unwrap_or(!beside) {
            let google = || {
                let tools = counts.original("tool_use_prompt_token_count").unwrap_or(0);
                counts.original("prompt_token_count").map(|count| count.saturating_add(tools))
            };
            let prompt = counts.original("prompt_tokens").or_else(native).or_else(google).or(prompt_tokens);
            let prompt = prompt.or_else(|| counts.exact("input_tokens")).unwrap_or(0);
            read = read.min(prompt);
            written = written.min(prompt - read);
            prompt - read - written
        } else {
            // The SDK's own `prompt_tokens` is the sum of all three, and includes tokens of intermediate summaries.
            let beside_cache = |all: i64| all.saturating_sub(read).saturating_sub(written);
            match native() {
                Some(own) => own.max(prompt_tokens.map_or(0, beside_cache)),
                None => prompt_tokens.or_else(|| counts.exact("input_tokens")).unwrap_or(0),
            }
        };
        let prompt = input.saturating_add(read).saturating_add(written);
        let audio_input = ["prompt_tokens_details.audio_tokens", "input_tokens_details.audio_tokens"];
        let audio_input = counts.first(&audio_input).unwrap_or(0).min(input);
        let hour = counts.first(&["cache_creation.ephemeral_1h_input_tokens"]).unwrap_or(0).min(written);

        let mut output =
            OUTPUT.iter().find_map(|name| counts.exact(name).or_else(|| counts.original(name))).unwrap_or(0);
        let thought = counts.first(&REASONING).unwrap_or(0);
        let total = counts.first(&["total_tokens", "total_token_count"]);
        // Most providers count reasoning tokens within the output; with some they are only in the total.
        let apart = prompt.saturating_add(output).saturating_add(thought);
        if thought > 0 && total == Some(apart) {
            output = output.saturating_add(thought);
        }
        let reasoning = thought.min(output);
        let audio_output = ["completion_tokens_details.audio_tokens", "output_tokens_details.audio_tokens"];
        let audio_output = counts.first(&audio_output).unwrap_or(0).min(output - reasoning);
        Self {
            prompt,
            input: input - audio_input,
            audio_input,
            cache_read: read,
            cache_write: written - hour,
            cache_write_1h: hour,
            output: output - reasoning - audio_output,
            reasoning,
            audio_output,
        }
    }
}
