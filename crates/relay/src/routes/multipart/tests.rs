use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, header};

use super::{Multipart, Part, is_multipart, parameter};
use crate::files::{Chunks, Cut};

const FORM: &str = "--XX\r\nContent-Disposition: form-data; name=\"card\"\r\n\r\nq.cv\r\n\
    --XX\r\ncontent-disposition: form-data; name=\"q.cv.file\"; filename=\"a%22b;.pdf\"\r\n\
    Content-Type: application/pdf\r\n\r\n%PDF\r\n--X\r\n\r\r\n--XY\r\n\
    --XX\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n--XX--\r\n";

/// Bytes that arrive so many at a time.
struct Pieces(Vec<u8>, usize);

impl Chunks for Pieces {
    async fn next(&mut self) -> Result<Option<Bytes>, Cut> {
        let rest = self.0.split_off(self.1.min(self.0.len()));
        let piece = std::mem::replace(&mut self.0, rest);
        Ok((!piece.is_empty()).then(|| piece.into()))
    }
}

fn headers(content_type: &str) -> HeaderMap {
    HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_str(content_type).unwrap())])
}

fn form(text: &str, piece: usize) -> Multipart<Pieces> {
    let headers = headers("multipart/form-data; boundary=XX");
    Multipart::new(&headers, Pieces(text.as_bytes().to_vec(), piece)).unwrap()
}

/// The parts with their contents.
async fn read(text: &str, piece: usize) -> Result<Vec<(Part, String)>, Cut> {
    let mut form = form(text, piece);
    let mut parts = Vec::new();
    while let Some(part) = form.next_part().await? {
        let mut content = Vec::new();
        while let Some(chunk) = form.next().await? {
            content.extend_from_slice(&chunk);
        }
        parts.push((part, String::from_utf8(content).unwrap()));
    }
    Ok(parts)
}

fn part(name: &str, file: Option<&str>) -> Part {
    Part { name: name.into(), file: file.map(str::to_owned) }
}

#[tokio::test]
async fn a_form_is_the_same_in_pieces_of_any_size() {
    let expected = vec![
        (part("card", None), "q.cv".to_owned()),
        (part("q.cv.file", Some("a\"b;.pdf")), "%PDF\r\n--X\r\n\r\r\n--XY".to_owned()),
        (part("empty", None), String::new()),
    ];
    for piece in (1..40).chain([FORM.len()]) {
        assert_eq!(read(FORM, piece).await.as_ref(), Ok(&expected), "{piece}");
    }
    let with_preamble = format!("This is a form.\r\n{FORM}and its end");
    assert_eq!(read(&with_preamble, 7).await, Ok(expected));
}

#[tokio::test]
async fn a_part_that_nobody_wants_is_passed_over() {
    let mut form = form(FORM, 5);
    form.next_part().await.unwrap();
    form.next_part().await.unwrap();
    assert_eq!(form.next_part().await, Ok(Some(part("empty", None))));
    assert_eq!(form.next_part().await, Ok(None));
}

#[tokio::test]
async fn a_form_that_breaks_off_anywhere_is_cut() {
    for length in 0..FORM.len() - 4 {
        let cut = FORM.get(..length).unwrap();
        assert_eq!(read(cut, 16).await, Err(Cut), "{length}");
    }
    assert_eq!(read("--XX\r\nX: y\r\n\r\nno name\r\n--XX--", 16).await, Err(Cut));
}

#[tokio::test]
async fn a_head_without_an_end_is_not_read_for_ever() {
    let endless = format!("--XX\r\nX-Long: {}", "x".repeat(1_000_000));
    let mut form = form(&endless, 1_000);
    assert_eq!(form.next_part().await, Err(Cut));
    assert!(form.from.0.len() > 900_000, "{} bytes were left", form.from.0.len());
}

#[tokio::test]
async fn no_more_than_a_piece_of_a_file_is_held() {
    let text = FORM.replace("%PDF", &"\r\n-".repeat(100_000));
    let mut form = form(&text, 1_000);
    form.next_part().await.unwrap();
    form.next_part().await.unwrap();
    let mut n_bytes = 0;
    while let Some(chunk) = form.next().await.unwrap() {
        n_bytes += chunk.len();
        assert!(chunk.len() + form.buffer.len() < 2_100);
    }
    assert!(n_bytes > 300_000);
}

#[test]
fn a_form_is_known_by_its_type_and_boundary() {
    for (content_type, is) in [
        ("multipart/form-data; boundary=XX", true),
        ("Multipart/Form-Data; charset=utf-8; boundary=\"X X\"", true),
        ("multipart/form-data", false),
        ("multipart/form-data; boundary=", false),
        ("multipart/mixed; boundary=XX", false),
        ("application/x-www-form-urlencoded", false),
    ] {
        assert_eq!(is_multipart(&headers(content_type)), is, "{content_type}");
    }
}

#[test]
fn a_parameter_may_hold_quotes_and_semicolons() {
    let parameters = " name=\"a\\\"b; filename=x\"; filename=plain.pdf ; other=1";
    assert_eq!(parameter(parameters, "name").unwrap(), "a\"b; filename=x");
    assert_eq!(parameter(parameters, "FileName").unwrap(), "plain.pdf");
    assert_eq!(parameter(parameters, "absent"), None);
    assert_eq!(parameter(" filename=\"C:\\cv.pdf\"", "filename").unwrap(), "C:\\cv.pdf");
}
