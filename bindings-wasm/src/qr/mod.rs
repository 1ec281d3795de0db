//! QR codes: bytes at level M, as ISO/IEC 18004 draws them.

mod codewords;
mod mask;
mod squares;

use core::fmt::Write as _;

use wasm_bindgen::prelude::wasm_bindgen;

use crate::border::{answer, with_text};
use crate::error::Failure;
use codewords::codewords;
use squares::Squares;

/// Pixels of a square.
const SQUARE: usize = 4;
/// Squares that stay light around it.
const QUIET: usize = 4;

/// Draws the text in the inbox as SVG: dark on light whatever the page's theme, quiet zone of four,
/// level M. The text is in the squares alone, never in the markup.
#[wasm_bindgen(js_name = qrSvg)]
pub fn qr_svg(length: usize) -> i32 {
    with_text(length, |text| answer(drawn(text)))
}

fn drawn(text: &str) -> Result<String, Failure> {
    let squares = coded(text.as_bytes()).ok_or_else(|| {
        let found = text.len();
        let message = format!("a QR code holds at most 2331 bytes at this level, found {found}");
        Failure::new("tumulte", "qr.oversized", message)
    })?;
    let size = (squares.size() + 2 * QUIET) * SQUARE;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"{size}\" height=\"{size}\" \
         viewBox=\"0 0 {size} {size}\" shape-rendering=\"crispEdges\"><rect x=\"0\" y=\"0\" \
         width=\"{size}\" height=\"{size}\" fill=\"#fff\"/><path fill=\"#000\" d=\""
    );
    for y in 0..squares.size() {
        for x in (0..squares.size()).filter(|x| squares.is_dark(*x, y)) {
            let (left, top) = ((x + QUIET) * SQUARE, (y + QUIET) * SQUARE);
            // Writing to a String cannot fail.
            let _ = write!(svg, "M{left} {top}h{SQUARE}v{SQUARE}H{left}V{top}");
        }
    }
    svg.push_str("\"/></svg>");
    Ok(svg)
}

/// The squares of the smallest code that holds the bytes, none where none does.
fn coded(bytes: &[u8]) -> Option<Squares> {
    let (version, codewords) = codewords(bytes)?;
    let mut squares = Squares::new(version);
    squares.fill(&codewords);
    Some(mask::best(&squares))
}

#[cfg(test)]
mod tests {
    use qrcode::{EcLevel, QrCode, Version, bits::Bits};

    use super::*;

    /// What the crate draws of the bytes, in the same version.
    fn expected(bytes: &[u8], version: usize) -> QrCode {
        let version = Version::Normal(i16::try_from(version).unwrap());
        let mut bits = Bits::new(version);
        bits.push_byte_data(bytes).unwrap();
        bits.push_terminator(EcLevel::M).unwrap();
        QrCode::with_bits(bits, EcLevel::M).unwrap()
    }

    #[test]
    fn squares_are_those_of_another_encoder_in_every_version() {
        for length in
            [1, 14, 15, 41, 42, 62, 84, 106, 122, 152, 180, 213, 300, 666, 1000, 1528, 2331]
        {
            let bytes: Vec<u8> = (0..251_u8).cycle().step_by(7).take(length).collect();
            let (version, codewords) = codewords(&bytes).unwrap();
            let theirs = expected(&bytes, version);
            let colours = theirs.to_colors();
            let same = |mask: usize| {
                let mut squares = Squares::new(version);
                squares.fill(&codewords);
                let squares = mask::masked(&squares, mask);
                let dark =
                    |place: usize| squares.is_dark(place % squares.size(), place / squares.size());
                squares.size() == theirs.width()
                    && (0..colours.len())
                        .all(|place| dark(place) == (colours[place] == qrcode::Color::Dark))
            };
            assert!((0..8).any(same), "{length} bytes, version {version}");
        }
        assert!(codewords(&[0; 2332]).is_none());
    }
}
