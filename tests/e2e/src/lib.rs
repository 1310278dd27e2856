//! Page objects for the browser tests.
