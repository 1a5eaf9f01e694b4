//! Link surveys as a browser without scripts goes through them.

use crate::common::TestApp;

/// A page, with its form's hidden fields.
pub struct Page {
    pub status: u16,
    pub html: String,
    /// What it may load, and where it may lead.
    pub policy: String,
    survey: String,
}

impl Page {
    /// # Panics
    /// Where it lacks a header that every page has.
    pub async fn of(response: reqwest::Response) -> Self {
        let policy = response.headers().get("content-security-policy").unwrap().to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        let policy = policy.to_owned();
        let survey = response.url().path().rsplit('/').next().unwrap().to_owned();
        assert_eq!(response.headers().get("referrer-policy").unwrap(), "no-referrer");
        let cache = response.headers().get("cache-control").unwrap().to_str().unwrap().to_owned();
        assert_eq!(response.headers().get("x-content-type-options").unwrap(), "nosniff");
        assert_eq!(response.headers().get("x-robots-tag").unwrap(), "noindex");
        let status = response.status().as_u16();
        let html = response.text().await.unwrap();
        // For the way back a browser keeps the page that begins a response, and no other.
        let may_be_kept = cache == "private, max-age=0" && !html.contains("name=\"token\"");
        assert!(cache == "no-store" || may_be_kept, "{cache}: {html}");
        Self { status, html, policy, survey }
    }

    pub fn hidden(&self) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        for part in self.html.split("<input type=\"hidden\" name=\"").skip(1) {
            let (name, rest) = part.split_once("\" value=\"").unwrap();
            let value = rest.split_once('"').unwrap().0;
            let marks = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")];
            let value =
                marks.iter().fold(value.to_owned(), |text, (entity, c)| text.replace(entity, c));
            fields.push((name.to_owned(), value));
        }
        fields
    }

    pub fn field(&self, name: &str) -> String {
        self.hidden()
            .into_iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
            .unwrap_or_default()
    }

    /// # Panics
    /// Where the page has no such text.
    pub fn has(&self, text: &str) -> &Self {
        assert!(self.html.contains(text), "no {text} in {}", self.html);
        self
    }
}

/// The page that a link leads to.
pub async fn open(app: &TestApp, survey: &str, query: &str) -> Page {
    Page::of(app.get(&format!("/s/{survey}?{query}")).await).await
}

/// Presses a button of the page with these controls filled in.
pub async fn press(app: &TestApp, page: &Page, action: &str, controls: &[(&str, &str)]) -> Page {
    Page::of(post(app, page, action, controls).await).await
}

/// The same, with the answer as it comes.
pub async fn post(
    app: &TestApp,
    page: &Page,
    action: &str,
    controls: &[(&str, &str)],
) -> reqwest::Response {
    let hidden = page.hidden();
    let mut fields: Vec<(&str, &str)> =
        hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.extend_from_slice(controls);
    fields.push(("action", action));
    app.post_form(&format!("/s/{}", page.survey), &fields).await
}
