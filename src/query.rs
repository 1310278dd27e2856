//! What a list shows, as a URL and as a request. Pure.
