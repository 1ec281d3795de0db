//! QR codes.

use qrcode::{EcLevel, QrCode, render::svg};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::border::{answer, with_text};
use crate::error::Failure;

/// Draws the text in the inbox as SVG: dark on light whatever the page's theme, quiet zone of four,
/// level M. The text is in the squares alone, never in the markup.
#[wasm_bindgen(js_name = qrSvg)]
pub fn qr_svg(length: usize) -> i32 {
    with_text(length, |text| answer(drawn(text)))
}

fn drawn(text: &str) -> Result<String, Failure> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| {
        let found = text.len();
        let message = format!("a QR code holds at most 2331 bytes at this level, found {found}");
        Failure::new("tumulte", "qr.oversized", message)
    })?;
    let svg = code
        .render()
        .dark_color(svg::Color("#000"))
        .light_color(svg::Color("#fff"))
        .quiet_zone(true)
        .module_dimensions(4, 4)
        .build();
    // An XML declaration has no place inside a page.
    Ok(svg.trim_start_matches(r#"<?xml version="1.0" standalone="yes"?>"#).to_owned())
}
