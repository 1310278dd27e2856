//! Content negotiation by `Accept-Encoding` (RFC 9110, 12.5.3): which of the files the build made may be sent.

use axum::http::{HeaderMap, header};

/// How a body may be packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// `br`, made at build time as `name.br`.
    Brotli,
    /// `gzip`, made at build time as `name.gz`.
    Gzip,
    /// As it is.
    Identity,
}

impl Encoding {
    /// From the most to the least wanted when the client likes several equally.
    const ALL: [Encoding; 3] = [Encoding::Brotli, Encoding::Gzip, Encoding::Identity];

    /// The value of `Content-Encoding`; none for [`Encoding::Identity`].
    pub fn token(self) -> Option<&'static str> {
        match self {
            Encoding::Brotli => Some("br"),
            Encoding::Gzip => Some("gzip"),
            Encoding::Identity => None,
        }
    }

    /// What the build appends to a file's name for it.
    pub fn suffix(self) -> &'static str {
        match self {
            Encoding::Brotli => ".br",
            Encoding::Gzip => ".gz",
            Encoding::Identity => "",
        }
    }
}

/// The encodings the client takes, best first. Without the header, only [`Encoding::Identity`]. A header that
/// refuses everything gets identity all the same: an answer in a form it did not ask for beats none.
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

/// `gzip;q=0.5` as its lower-case token and its weight; a weight that cannot be read refuses.
fn parse_item(item: &str) -> (String, f32) {
    let mut parts = item.split(';');
    let token = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let weight = parts
        .find_map(|part| part.trim().strip_prefix("q=").map(str::to_owned))
        .map_or(1.0, |text| text.trim().parse().unwrap_or(0.0));
    (token, weight)
}

fn quality(given: &[(String, f32)], encoding: Encoding) -> f32 {
    let named = |name: &str| given.iter().find(|(token, _)| token == name).map(|(_, q)| *q);
    match encoding {
        Encoding::Brotli => named("br").or_else(|| named("*")).unwrap_or(0.0),
        Encoding::Gzip => named("gzip").or_else(|| named("x-gzip")).or_else(|| named("*")).unwrap_or(0.0),
        // Always allowed unless refused by name or by `*;q=0`; the smallest weight, so that anything named wins.
        Encoding::Identity => match (named("identity"), named("*")) {
            (Some(q), _) => q,
            (None, Some(0.0)) => 0.0,
            _ => f32::MIN_POSITIVE,
        },
    }
}
