//! Random numbers of the browser.

use web_sys::js_sys::Math;

/// A number by which rows are drawn at random.
pub fn seed() -> u32 {
    // A cast of a float that is too large gives the maximum.
    (Math::random() * f64::from(u32::MAX)) as u32
}
