//! What a file is, by its first bytes. Pure.

/// How many of them are looked at: as far as the signatures go that are known here, the names of
/// the first entries of an archive among them.
pub(super) const HEAD: usize = 8 * 1024;

/// Extensions with one meaning.
const SAME: [(&str, &str); 3] = [("jpeg", "jpg"), ("tiff", "tif"), ("htm", "html")];

/// Archives by other names: of some programs each file is one.
const ZIPS: [&str; 12] =
    ["zip", "docx", "xlsx", "pptx", "odt", "ods", "odp", "epub", "jar", "pages", "numbers", "key"];
/// Microsoft's older documents: a file system in a file.
const COMPOUNDS: [&str; 4] = ["doc", "xls", "ppt", "msg"];
/// Films and pictures in boxes of ISO 14496-12, whose brands are more than anybody lists.
const BOXES: [&str; 8] = ["mp4", "m4v", "mov", "m4a", "3gp", "heic", "heif", "avif"];

/// Whether a question takes files with this extension.
pub(super) fn is_accepted(extension: &str, accept: &[String]) -> bool {
    accept.is_empty() || accept.iter().any(|one| meaning(one) == meaning(extension))
}

/// Whether a file that begins so can be what its extension says. What has no signature, as text
/// has none, can be anything but a program.
pub(super) fn is_what_it_claims(extension: &str, head: &[u8]) -> bool {
    let extension = meaning(extension);
    if ZIPS.contains(&extension) {
        return [&b"PK\x03\x04"[..], b"PK\x05\x06"].iter().any(|magic| head.starts_with(magic));
    }
    if COMPOUNDS.contains(&extension) {
        return head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    }
    if BOXES.contains(&extension) {
        return head.get(4..8) == Some(b"ftyp") || infer::is(head, extension);
    }
    // Of a page there may be a comment first, or white space, so it is no signature to insist on.
    if infer::is_supported(extension) && !["html", "xml", "sh"].contains(&extension) {
        return infer::is(head, extension);
    }
    !infer::is_app(head)
}

fn meaning(extension: &str) -> &str {
    SAME.iter().find(|(other, _)| *other == extension).map_or(extension, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::{is_accepted, is_what_it_claims};

    const PDF: &[u8] = b"%PDF-1.7\n1 0 obj";
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    const JPG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF";
    const GIF: &[u8] = b"GIF89a\x01\0\x01\0";
    const WEBP: &[u8] = b"RIFF\x24\0\0\0WEBPVP8 ";
    const MP4: &[u8] = b"\0\0\0\x18ftypdash\0\0\0\0";
    const ZIP: &[u8] = b"PK\x03\x04\x14\0\0\0\x08\0";
    const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0";
    const EXE: &[u8] = b"MZ\x90\0\x03\0\0\0";
    const ELF: &[u8] = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    const HTML: &[u8] = b"<html><script>alert(1)</script>";

    #[test]
    fn what_is_what_it_claims_to_be_passes() {
        for (extension, head) in [
            ("pdf", PDF),
            ("png", PNG),
            ("jpg", JPG),
            ("jpeg", JPG),
            ("gif", GIF),
            ("webp", WEBP),
            ("mp4", MP4),
            ("heic", MP4),
            ("zip", ZIP),
            ("docx", ZIP),
            ("odt", ZIP),
            ("doc", OLE),
            ("exe", EXE),
            ("txt", b"Dear all,"),
            ("csv", b"a,b\n"),
            ("html", b"\n<!-- -->"),
            ("", b"?"),
        ] {
            assert!(is_what_it_claims(extension, head), "{extension}");
        }
    }

    #[test]
    fn what_is_something_else_does_not() {
        for extension in ["pdf", "png", "jpg", "gif", "webp", "mp4", "zip", "docx", "doc", "mp3"] {
            for head in [HTML, EXE, ELF, b"text".as_slice(), b"".as_slice()] {
                assert!(!is_what_it_claims(extension, head), "{extension} {head:?}");
            }
        }
        for (extension, head) in
            [("png", JPG), ("docx", OLE), ("doc", ZIP), ("txt", EXE), ("", ELF)]
        {
            assert!(!is_what_it_claims(extension, head), "{extension}");
        }
    }

    #[test]
    fn an_extension_is_accepted_by_its_meaning_and_any_where_none_is_named() {
        let accept = ["pdf".to_owned(), "jpg".to_owned()];
        for (extension, is) in [("pdf", true), ("jpeg", true), ("png", false), ("", false)] {
            assert_eq!(is_accepted(extension, &accept), is, "{extension}");
        }
        assert!(is_accepted("", &[]) && is_accepted("xyz", &[]));
    }
}
