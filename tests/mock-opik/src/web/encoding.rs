//! Content negotiation by `Accept-Encoding` (RFC 9110, 12.5.3): which of the precompressed files may be sent.

use axum::http::{HeaderMap, header};

/// The encoding of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// `br`, made at build time as `name.br`.
    Brotli,
    /// `gzip`, made at build time as `name.gz`.
    Gzip,
    /// Not encoded.
    Identity,
}

impl Encoding {
    /// In order of preference among those that the client accepts equally.
    const ALL: [Encoding; 3] = [Encoding::Brotli, Encoding::Gzip, Encoding::Identity];

    /// The value of `Content-Encoding`; `None` for [`Encoding::Identity`].
    pub fn token(self) -> Option<&'static str> {
        match self {
            Encoding::Brotli => Some("br"),
            Encoding::Gzip => Some("gzip"),
            Encoding::Identity => None,
        }
    }

    /// The suffix of the precompressed file.
    pub fn suffix(self) -> &'static str {
        match self {
            Encoding::Brotli => ".br",
            Encoding::Gzip => ".gz",
            Encoding::Identity => "",
        }
    }
}

/// The encodings that the client accepts, best first; without the header only [`Encoding::Identity`]. A client that
/// refuses everything still gets identity: an answer in another form is better than none.
pub fn accepted(headers: &HeaderMap) -> Vec<Encoding> {
    let given: Vec<(String, f32)> = headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(parse_item)
        .filter(|(token, _)| !token.is_empty())
        .collect();
    if given.is_empty() {
        return vec![Encoding::Identity];
    }
    let mut ranked: Vec<(Encoding, f32)> =
        Encoding::ALL.into_iter().map(|one| (one, quality(&given, one))).filter(|(_, q)| *q > 0.0).collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    if ranked.is_empty() {
        return vec![Encoding::Identity];
    }
    ranked.into_iter().map(|(one, _)| one).collect()
}

/// Parses `gzip;q=0.5` into the lower-case token and its weight; an unreadable weight counts as 0.
fn parse_item(item: &str) -> (String, f32) {
    let mut parts = item.split(';');
    let token = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let byte_size = parts
        .find_map(|part| part.trim().strip_prefix("q=").map(str::to_owned))
        .map_or(1.0, |text| text.trim().parse().unwrap_or(0.0));
    (token, byte_size)
}

fn quality(given: &[(String, f32)], encoding: Encoding) -> f32 {
    let named = |name: &str| given.iter().find(|(token, _)| token == name).map(|(_, q)| *q);
    match encoding {
        Encoding::Brotli => named("br").or_else(|| named("*")).unwrap_or(0.0),
        Encoding::Gzip => named("gzip").or_else(|| named("x-gzip")).or_else(|| named("*")).unwrap_or(0.0),
        // Allowed unless refused by name or by `*;q=0`; with the smallest weight, so that anything named is preferred.
        Encoding::Identity => match (named("identity"), named("*")) {
            (Some(q), _) => q,
            (None, Some(0.0)) => 0.0,
            _ => f32::MIN_POSITIVE,
        },
    }
}
