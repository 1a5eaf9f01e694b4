//! In which form answers travel.

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, header};

use crate::house::House;

async fn asked(house: &House, path: &str, takes: &str) -> Response<Body> {
    let request = Request::get(path)
        .header(header::COOKIE, "sondage_session=owner")
        .header(header::AUTHORIZATION, "Bearer owner")
        .header(header::ACCEPT_ENCODING, takes);
    house.answer(request.body(Body::empty()).unwrap()).await
}

fn encoding(answer: &Response<Body>) -> Option<&str> {
    answer.headers().get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap())
}

#[tokio::test]
async fn pages_and_answers_of_the_api_travel_as_small_as_the_browser_takes_them() {
    let house = House::new().await;
    for path in ["/studio/new", "/api/v1/templates"] {
        let plain = asked(&house, path, "identity").await;
        assert_eq!(encoding(&plain), None, "{path}");
        let plain = to_bytes(plain.into_body(), 1_000_000).await.unwrap().len();
        for (takes, expected) in [("gzip, deflate, br", "br"), ("gzip", "gzip")] {
            let small = asked(&house, path, takes).await;
            assert_eq!(encoding(&small), Some(expected), "{path}");
            assert_eq!(small.headers().get(header::VARY).unwrap(), "accept-encoding", "{path}");
            let bytes = to_bytes(small.into_body(), 1_000_000).await.unwrap().len();
            assert!(bytes * 3 < plain, "{path}: {bytes} of {plain} bytes in {expected}");
        }
    }
}
