//! The two compressed forms that browsers ask for.

use std::{fs, io::Write as _, path::Path};

use anyhow::{Context as _, Result};
use brotli::enc::{
    BrotliEncoderParams,
    backward_references::BrotliEncoderMode::{BROTLI_MODE_GENERIC, BROTLI_MODE_TEXT},
};
use flate2::{Compression, write::GzEncoder};

/// Writes `bytes` to `path`, and beside it the same as `.br` (quality 11) and `.gz` (level 9).
///
/// # Errors
/// When a file cannot be written.
pub(crate) fn write_all_forms(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes)?;
    fs::write(path.with_added_extension("br"), brotli(bytes)?)?;
    fs::write(path.with_added_extension("gz"), gzip(bytes)?)?;
    Ok(())
}

/// The smaller of what the encoder makes of it as text and as anything.
fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut best: Option<Vec<u8>> = None;
    for mode in [BROTLI_MODE_GENERIC, BROTLI_MODE_TEXT] {
        let params =
            BrotliEncoderParams { quality: 11, mode, size_hint: bytes.len(), ..Default::default() };
        let mut packed = Vec::new();
        brotli::BrotliCompress(&mut &*bytes, &mut packed, &params)?;
        if best.as_ref().is_none_or(|best| packed.len() < best.len()) {
            best = Some(packed);
        }
    }
    best.context("no way of packing was tried")
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn both_forms_unpack_to_what_went_in() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("widget.css");
        let bytes = b".card{color:red}".repeat(100);
        write_all_forms(&path, &bytes).unwrap();

        let mut unpacked = Vec::new();
        let packed = fs::read(folder.path().join("widget.css.gz")).unwrap();
        flate2::read::GzDecoder::new(&*packed).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, bytes);

        unpacked.clear();
        let packed = fs::read(folder.path().join("widget.css.br")).unwrap();
        brotli::BrotliDecompress(&mut &*packed, &mut unpacked).unwrap();
        assert_eq!(unpacked, bytes);
        assert!(packed.len() < 60, "{} bytes", packed.len());
    }

    #[test]
    fn the_same_bytes_are_packed_the_same_each_time() {
        let bytes = b"the hash of a file must not depend on when it was built".repeat(9);
        assert_eq!(gzip(&bytes).unwrap(), gzip(&bytes).unwrap());
    }
}
