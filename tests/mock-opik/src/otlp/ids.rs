//! The ids of what OpenTelemetry's spans become, made as on Opik: a version 7 UUID of a time and the SHA-256 of the
//! OpenTelemetry id. So the same span always has the same id, whichever request it comes with.

use sha2::{Digest, Sha256};

/// The id of an OpenTelemetry trace or span. Spans take the time of their trace's id.
pub fn uuid7(millis: i64, otel_id: &[u8]) -> String {
    let hash = Sha256::digest(otel_id);
    let mut bytes = [0; 16];
    let time = (millis.clamp(0, 0xffff_ffff_ffff).cast_unsigned() << 16).to_be_bytes();
    for (to, from) in bytes.iter_mut().zip(time.iter().take(6).chain(hash.iter())) {
        *to = *from;
    }
    let [_, _, _, _, _, _, version, _, variant, ..] = &mut bytes;
    *version = 0x70 | *version & 0x0f;
    *variant = 0x80 | *variant & 0x3f;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut text = hex;
    for at in [20, 16, 12, 8] {
        text.insert(at, '-');
    }
    text
}

/// Whether an id can be one: neither empty nor all zeros, and not longer than any real one.
pub fn is_valid(otel_id: &[u8]) -> bool {
    otel_id.len() <= 32 && otel_id.iter().any(|byte| *byte != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_its_time_and_the_hash_of_the_otel_id() {
        // SHA-256 of no bytes begins with e3b0c44298fc1c149afb.
        assert_eq!(uuid7(0x0123_4567_89ab, b""), "01234567-89ab-73b0-8442-98fc1c149afb");
        assert_eq!(crate::uuid7::parse_v7(&uuid7(1, b"x")), Some(uuid7(1, b"x")));
    }
}
