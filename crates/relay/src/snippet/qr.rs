//! An address as a QR code, for paper and screens.

use png::{BitDepth, ColorType, Encoder, EncodingError};
use qrcode::render::svg;
use qrcode::types::QrError;
use qrcode::{Color, EcLevel, QrCode};

/// The width of the white around it, in modules: ISO/IEC 18004, 9.1.
const QUIET: usize = 4;
/// The pixels of a module: a code of usual length is then about 500 wide, and prints sharply at
/// 4 cm.
const PIXELS: u32 = 12;

/// Why an address has no code.
#[derive(Debug, thiserror::Error)]
pub enum QrCodeError {
    /// It is too long.
    #[error("the address does not fit into a QR code: {0}")]
    Address(#[from] QrError),
    /// The picture could not be made.
    #[error("the picture cannot be made: {0}")]
    Picture(#[from] EncodingError),
}

/// The code as an SVG picture, in black on white.
///
/// # Errors
/// [`QrCodeError::Address`]
pub fn svg(address: &str) -> Result<String, QrCodeError> {
    let code = code(address)?;
    let mut drawing = code.render::<svg::Color<'_>>();
    Ok(drawing.module_dimensions(PIXELS, PIXELS).build() + "\n")
}

/// The code as a PNG picture of one bit a pixel, in black on white.
///
/// # Errors
/// [`QrCodeError`]
pub fn png(address: &str) -> Result<Vec<u8>, QrCodeError> {
    let modules = Modules::new(address)?;
    let pixels_each = PIXELS as usize;
    let side = modules.side() * pixels_each;
    let n_bytes = side.div_ceil(8);
    let mut pixels = vec![0_u8; n_bytes * side];
    for (y, row) in pixels.chunks_mut(n_bytes).enumerate() {
        for x in 0..side {
            // Of eight pixels the first is the highest bit; white is 1.
            let is_white = !modules.is_dark_at(x / pixels_each, y / pixels_each);
            if let Some(byte) = row.get_mut(x / 8).filter(|_| is_white) {
                *byte |= 0x80 >> (x % 8);
            }
        }
    }
    let mut file = Vec::new();
    let width = u32::try_from(side).unwrap_or(u32::MAX);
    let mut encoder = Encoder::new(&mut file, width, width);
    encoder.set_color(ColorType::Grayscale);
    encoder.set_depth(BitDepth::One);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(file)
}

/// A sixth of it may be unreadable: on paper, that is enough.
fn code(address: &str) -> Result<QrCode, QrError> {
    QrCode::with_error_correction_level(address, EcLevel::M)
}

/// The squares of a code, without the white around them.
struct Modules {
    width: usize,
    colors: Vec<Color>,
}

impl Modules {
    fn new(address: &str) -> Result<Self, QrError> {
        let code = code(address)?;
        Ok(Self { width: code.width(), colors: code.into_colors() })
    }

    /// The width of the whole, in modules.
    const fn side(&self) -> usize {
        self.width + 2 * QUIET
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.width && self.colors.get(y * self.width + x) == Some(&Color::Dark)
    }

    /// The same, counted from the corner of the white.
    fn is_dark_at(&self, x: usize, y: usize) -> bool {
        let inside = |n: usize| n.checked_sub(QUIET);
        inside(x).zip(inside(y)).is_some_and(|(x, y)| self.is_dark(x, y))
    }
}

#[cfg(test)]
mod tests {
    use super::{QUIET, png, svg};

    /// As long as a link with a token in it is.
    const LINK: &str = "https://survey.example.com/sondage/s/onboarding?external_id=0123456789&token=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef&channel=link";

    /// The grey of each pixel of a PNG of one bit a pixel.
    fn pixels(file: &[u8]) -> (usize, Vec<u8>) {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        (info.width as usize, pixels)
    }

    fn read(width: usize, pixels: &[u8]) -> String {
        let mut image =
            rqrr::PreparedImage::prepare_from_greyscale(width, width, |x, y| pixels[y * width + x]);
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1);
        grids[0].decode().unwrap().1
    }

    #[test]
    fn a_code_is_read_as_the_address_that_it_was_made_of() {
        for address in ["https://survey.example.com/s/a", LINK] {
            let (width, pixels) = pixels(&png(address).unwrap());
            assert_eq!(read(width, &pixels), address);
        }
    }

    #[test]
    fn the_drawing_and_the_picture_are_the_same_code_with_the_same_white_around_it() {
        let drawing = svg(LINK).unwrap();
        let (width, pixels) = pixels(&png(LINK).unwrap());
        let each = super::PIXELS as usize;
        assert!(drawing.contains(&format!("viewBox=\"0 0 {width} {width}\"")), "{drawing}");
        let dark = |x: usize, y: usize| {
            let middle = each / 2;
            pixels[(y * each + middle) * width + x * each + middle] == 0
        };
        let side = width / each;
        for (x, y) in (0..side).flat_map(|y| (0..side).map(move |x| (x, y))) {
            let square = format!("M{} {}h{each}", x * each, y * each);
            assert_eq!(drawing.contains(&square), dark(x, y), "{x} {y}");
            let edge = QUIET..side - QUIET;
            assert!(!dark(x, y) || (edge.contains(&x) && edge.contains(&y)), "{x} {y}");
        }
        assert!(dark(QUIET, QUIET));
    }

    #[test]
    fn what_no_code_can_hold_is_said() {
        let error = png(&"x".repeat(3000)).unwrap_err().to_string();
        assert!(error.starts_with("the address does not fit into a QR code"), "{error}");
    }
}
