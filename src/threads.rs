//! The threads list.
