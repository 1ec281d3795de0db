//! QR codes.

use qrcode::{EcLevel, QrCode, render::svg};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Failure;

/// Draws a QR code as SVG: dark on light whatever the page's theme, quiet zone of four, level M.
///
/// The text is in the squares alone, never in the markup.
///
/// # Errors
///
/// `qr.oversized` when the text is longer than a QR code holds.
#[wasm_bindgen(js_name = qrSvg)]
pub fn qr_svg(text: &str) -> Result<String, Failure> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|_| Failure::qr_oversized(text.len()))?;
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
