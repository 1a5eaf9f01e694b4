use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, header};
use futures_core::Stream;

use super::{Multipart, Part, is_multipart};
use crate::files::{Chunks, Cut};

const FORM: &str = "--XX\r\nContent-Disposition: form-data; name=\"card\"\r\n\r\nq.cv\r\n\
    --XX\r\ncontent-disposition: form-data; name=\"q.cv.file\"; filename=\"a%22b;.pdf\"\r\n\
    Content-Type: application/pdf\r\n\r\n%PDF\r\n--X\r\n\r\r\n--XY\r\n\
    --XX\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n--XX--\r\n";

/// Bytes that arrive so many at a time, and how many have.
struct Pieces {
    rest: Vec<u8>,
    piece: usize,
    n_taken: Arc<AtomicUsize>,
}

impl Stream for Pieces {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let end = self.piece.min(self.rest.len());
        let rest = self.rest.split_off(end);
        let piece = std::mem::replace(&mut self.rest, rest);
        self.n_taken.fetch_add(piece.len(), Ordering::Relaxed);
        Poll::Ready((!piece.is_empty()).then(|| Ok(piece.into())))
    }
}

fn headers(content_type: &str) -> HeaderMap {
    HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_str(content_type).unwrap())])
}

fn form(text: &str, piece: usize) -> Multipart {
    counted(text, piece).0
}

/// A form, and how many of its bytes were taken.
fn counted(text: &str, piece: usize) -> (Multipart, Arc<AtomicUsize>) {
    let headers = headers("multipart/form-data; boundary=XX");
    let n_taken = Arc::<AtomicUsize>::default();
    let pieces = Pieces { rest: text.into(), piece, n_taken: Arc::clone(&n_taken) };
    (Multipart::new(&headers, pieces).unwrap(), n_taken)
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
    let (mut form, n_taken) = counted(&endless, 1_000);
    assert_eq!(form.next_part().await, Err(Cut));
    let n_taken = n_taken.load(Ordering::Relaxed);
    assert!(n_taken < 10_000, "{n_taken} bytes were taken");
}

#[tokio::test]
async fn no_more_than_a_piece_of_a_file_is_held() {
    let text = FORM.replace("%PDF", &"\r\n-".repeat(100_000));
    let (mut form, n_taken) = counted(&text, 1_000);
    form.next_part().await.unwrap();
    form.next_part().await.unwrap();
    let mut n_bytes = 0;
    while let Some(chunk) = form.next().await.unwrap() {
        n_bytes += chunk.len();
        // Two pieces, and the heads before.
        assert!(n_taken.load(Ordering::Relaxed) - n_bytes < 2_300);
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

#[tokio::test]
async fn a_name_may_hold_quotes_and_semicolons() {
    for (head, expected) in [
        ("name=\"a\\\"b; c\"; filename=\"x; name=y.pdf\"", part("a\"b; c", Some("x; name=y.pdf"))),
        ("name=f; filename=plain.pdf", part("f", Some("plain.pdf"))),
        ("name=f; filename=\"C:\\cv.pdf\"", part("f", Some("C:\\cv.pdf"))),
        ("filename=\"a.pdf\"; name=\"b\"", part("b", Some("a.pdf"))),
        ("name=\"two%0D%0Alines\"", part("two\r\nlines", None)),
    ] {
        let text = format!("--XX\r\nContent-Disposition: form-data; {head}\r\n\r\n\r\n--XX--\r\n");
        assert_eq!(form(&text, 64).next_part().await, Ok(Some(expected)), "{head}");
    }
}
