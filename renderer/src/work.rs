//! Counts the work done on a text, so that a test can tell linear from quadratic without a clock. Outside of tests it does
//! nothing.

#[cfg(test)]
thread_local! {
    static STEPS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Adds the number of characters, lines or pieces that a loop looked at.
#[cfg(test)]
pub(super) fn did(steps: usize) {
    STEPS.with(|all| all.set(all.get() + steps));
}

#[cfg(not(test))]
pub(super) fn did(_steps: usize) {}

/// The steps since the last call.
#[cfg(test)]
pub(super) fn take() -> usize {
    STEPS.with(|all| all.replace(0))
}
