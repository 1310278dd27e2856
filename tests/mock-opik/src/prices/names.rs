//! Names of models and providers, as clients write them: with a provider before a slash, with a date or a version at
//! the end, in any case.

/// A provider's name in one spelling (Opik's `LLMProvider` and its price table use two).
pub fn provider(name: &str) -> String {
    let name = name.trim().to_lowercase().replace(['-', ' ', '.'], "_");
    let known = match name.as_str() {
        "open_ai" | "text_completion_openai" => "openai",
        "google"
        | "gemini"
        | "googleai"
        | "google_genai"
        | "google_gemini"
        | "google_generativeai"
        | "models" => "google_ai",
        "vertex_ai"
        | "vertexai"
        | "google_vertex"
        | "google_vertex_ai"
        | "vertex_ai_language_models"
        | "publishers" => "google_vertexai",
        "vertex_ai_anthropic_models" | "anthropic_vertex" | "anthropic_vertex_ai" => "anthropic_vertexai",
        "bedrock_converse" | "aws_bedrock" | "amazon_bedrock" | "aws" | "amazon" => "bedrock",
        "azure_openai" | "azureopenai" | "azure_ai" | "microsoft" => "azure",
        "mistralai" | "mistral_ai" => "mistral",
        "cohere_chat" | "cohereai" => "cohere",
        "x_ai" => "xai",
        "deepseek_ai" => "deepseek",
        "moonshotai" | "moonshot_ai" => "moonshot",
        other => other,
    };
    known.to_owned()
}

/// The provider, and the providers whose prices it uses for models it does not list.
pub fn sellers(provider: &str) -> Vec<String> {
    let makers: &[&str] = match provider {
        "azure" => &["openai"],
        "google_vertexai" => &["google_ai", "anthropic_vertexai", "anthropic", "mistral"],
        "anthropic_vertexai" => &["anthropic"],
        _ => &[],
    };
    std::iter::once(provider).chain(makers.iter().copied()).map(str::to_owned).collect()
}

/// The name, and the rest of it after each slash.
pub fn after_slashes(model: &str) -> Vec<&str> {
    let behind = model.match_indices('/').filter_map(|(at, _)| model.get(at + 1..));
    std::iter::once(model).chain(behind).collect()
}

/// The parts before and after each slash.
pub fn around_slashes(model: &str) -> Vec<(&str, &str)> {
    let split = |(at, _)| Some((model.get(..at)?, model.get(at + 1..)?));
    let last = |(before, behind)| Some((str::rsplit(before, '/').next()?, behind));
    model.match_indices('/').filter_map(split).filter_map(last).collect()
}

/// The name without the date at its end: `-2026-01-31`, `-20260131`, also before a version `-v1:0`.
pub fn without_date(model: &str) -> Option<&str> {
    let bytes = model.as_bytes();
    // A version at the end is dropped only together with a date.
    let end = match model.rfind("-v") {
        Some(at) if bytes.get(at + 2).is_some_and(u8::is_ascii_digit) && model.len() - at <= 6 => at,
        _ => model.len(),
    };
    let dated = model.get(..end)?;
    ["-0000-00-00", "-00000000"].iter().find_map(|shape| {
        let name = dated.get(..dated.len().checked_sub(shape.len())?)?;
        let fits = dated.bytes().skip(name.len()).zip(shape.bytes());
        let date = fits.clone().all(|(letter, wanted)| match wanted {
            b'0' => letter.is_ascii_digit(),
            _ => letter == wanted,
        });
        (date && dated.as_bytes().get(name.len() + 1..name.len() + 3) == Some(b"20")).then_some(name)
    })
}

/// The spellings under which a model may be listed, the most likely first: as it came; then without a Bedrock region, a
/// version pin (`:0`), a date, `-latest`; with hyphens for dots.
pub fn spellings(model: &str) -> Vec<String> {
    let mut all = vec![model.to_owned()];
    // A fine-tuned model does not have the price of its base model: it is only looked up as `ft:model`, without its
    // owner.
    if let Some(tuned) = model.strip_prefix("ft:") {
        let base = tuned.split(':').next().unwrap_or_default();
        all.push(format!("ft:{base}"));
        all.extend(without_date(base).map(|name| format!("ft:{name}")));
        return all;
    }
    let mut more = |change: &dyn Fn(&str) -> Option<String>| {
        let changed: Vec<String> = all.iter().filter_map(|name| change(name)).collect();
        for name in changed {
            if !all.contains(&name) {
                all.push(name);
            }
        }
    };
    more(&|name| {
        name.split_once('@').map(|(name, version)| match version {
            "default" | "latest" => name.to_owned(),
            version => format!("{name}-{version}"),
        })
    });
    more(&|name| {
        let (name, pin) = name.rsplit_once(':')?;
        pin.bytes().all(|byte| byte.is_ascii_digit()).then(|| name.to_owned())
    });
    more(&|name| without_date(name).map(str::to_owned));
    more(&|name| Some(name.replace('.', "-")));
    more(&|name| Some(name.strip_suffix("-latest").map_or_else(|| format!("{name}-latest"), str::to_owned)));
    more(&|name| {
        let (region, name) = name.split_once('.')?;
        ["us", "eu", "apac", "global", "jp", "au", "us-gov"].contains(&region).then(|| name.to_owned())
    });
    all
}
