//! How large things are on the screen.

use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{DomRect, Element, Node};

#[wasm_bindgen]
extern "C" {
    type Range;

    #[wasm_bindgen(js_namespace = document, js_name = createRange)]
    fn create_range() -> Range;

    #[wasm_bindgen(method, js_name = selectNodeContents)]
    fn select_node_contents(this: &Range, node: &Node);

    #[wasm_bindgen(method, js_name = getBoundingClientRect)]
    fn get_bounding_client_rect(this: &Range) -> DomRect;
}

/// The width of what is in an element in CSS pixels, also of what is clipped.
pub fn width_of_contents(element: &Element) -> f64 {
    let range = create_range();
    range.select_node_contents(element);
    range.get_bounding_client_rect().width()
}

/// How many CSS pixels 1/16 rem is: 1 unless the reader has another size of text.
pub fn pixels_per_unit() -> f64 {
    let root = document().document_element();
    let style = root.and_then(|root| window().get_computed_style(&root).ok().flatten());
    let size = style.and_then(|style| style.get_property_value("font-size").ok());
    let size = size.and_then(|size| size.trim_end_matches("px").parse::<f64>().ok());
    size.filter(|size| *size > 0.0).map_or(1.0, |size| size / 16.0)
}
