//! A picture for each kind of question and card.

use maud::{Markup, PreEscaped, html};

/// The lines of each picture, on a square of 24.
const PICTURES: &[(&str, &str)] = &[
    ("nps", r#"<path d="M4 17a8 8 0 0 1 16 0M12 17l4-5"/>"#),
    (
        "csat",
        r#"<circle cx="12" cy="12" r="8"/><path d="M9 10h.01M15 10h.01M8.5 14c1.8 2.3 5.2 2.3 7 0"/>"#,
    ),
    ("ces", r#"<path d="M4 18h4v-4H4zM10 18h4v-8h-4zM16 18h4V6h-4z"/>"#),
    (
        "rating",
        r#"<path d="m12 4.5 2.3 4.8 5.2.7-3.8 3.6.9 5.2-4.6-2.5-4.6 2.5.9-5.2L4.5 10l5.2-.7z"/>"#,
    ),
    ("slider", r#"<path d="M4 12h6m5 0h5"/><circle cx="12.5" cy="12" r="2.5"/>"#),
    ("number", r#"<path d="M9 5 7 19M17 5l-2 14M5 9.5h14.5M4.5 14.5H19"/>"#),
    ("yes_no", r#"<path d="m4 12 3 3 5-6M15 9l5 6m0-6-5 6"/>"#),
    (
        "single_choice",
        r#"<circle cx="6" cy="7.5" r="2"/><circle cx="6" cy="16.5" r="2"/><path d="M11 7.5h9M11 16.5h9M6 7.5h.01"/>"#,
    ),
    (
        "multiple_choice",
        r#"<path d="M4 5.5h4v4H4zM4 14.5h4v4H4zM11.5 7.5H20M11.5 16.5H20M5 7.5l.8.8L7.2 7"/>"#,
    ),
    (
        "dropdown",
        r#"<rect x="4" y="7" width="16" height="10" rx="2"/><path d="m13.5 11 1.5 2 1.5-2"/>"#,
    ),
    (
        "picture_choice",
        r#"<rect x="4" y="5" width="16" height="14" rx="2"/><circle cx="9" cy="10" r="1.5"/><path d="m5 17 5-4 3 2.5 3-3 4 3.5"/>"#,
    ),
    ("ranking", r#"<path d="M10 6h10M10 12h10M10 18h6M5 8V5L4 5.7M4 11.5h2l-2 3h2"/>"#),
    ("matrix", r#"<path d="M4 9h16M4 15h16M9 4v16M15 4v16"/>"#),
    ("short_text", r#"<rect x="4" y="8" width="16" height="8" rx="2"/><path d="M7 12h5"/>"#),
    (
        "long_text",
        r#"<rect x="4" y="5" width="16" height="14" rx="2"/><path d="M7 9h10M7 12h10M7 15h6"/>"#,
    ),
    ("email", r#"<rect x="4" y="6" width="16" height="12" rx="2"/><path d="m5 8 7 5 7-5"/>"#),
    (
        "phone",
        r#"<path d="M7 4h3l1.5 4-2 1.5a11 11 0 0 0 5 5l1.500-2 4 1.500v3a2 2 0 0 1-2 2A15 15 0 0 1 5 6a2 2 0 0 1 2-2z"/>"#,
    ),
    (
        "url",
        r#"<path d="M10 14a4 4 0 0 0 5.700 0l3-3a4 4 0 0 0-5.700-5.700l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3a4 4 0 0 0 5.700 5.700l1-1"/>"#,
    ),
    (
        "link",
        r#"<path d="M10 14a4 4 0 0 0 5.700 0l3-3a4 4 0 0 0-5.700-5.700l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3a4 4 0 0 0 5.700 5.700l1-1"/>"#,
    ),
    (
        "date",
        r#"<rect x="4" y="6" width="16" height="14" rx="2"/><path d="M4 10.500h16M8.500 4v4M15.500 4v4"/>"#,
    ),
    ("time", r#"<circle cx="12" cy="12" r="8"/><path d="M12 7.500V12l3 2"/>"#),
    (
        "contact",
        r#"<circle cx="12" cy="9" r="3.250"/><path d="M5.500 19c1-3.500 3.500-5 6.500-5s5.500 1.500 6.500 5"/>"#,
    ),
    (
        "address",
        r#"<path d="M12 20s-6.500-5.500-6.500-10a6.500 6.500 0 0 1 13 0c0 4.500-6.500 10-6.500 10z"/><circle cx="12" cy="10" r="2.250"/>"#,
    ),
    (
        "inputs",
        r#"<rect x="4" y="5" width="16" height="5.500" rx="1.500"/><rect x="4" y="13.500" width="16" height="5.500" rx="1.500"/>"#,
    ),
    (
        "consent",
        r#"<rect x="5" y="5" width="14" height="14" rx="3"/><path d="m8.500 12 2.500 2.500 4.500-5"/>"#,
    ),
    ("statement", r#"<path d="M5 7h14M5 12h14M5 17h8"/>"#),
    ("welcome", r#"<path d="M5 7h14M5 12h14M5 17h8"/>"#),
    ("signature", r#"<path d="M4 16c4-9 7-10 7-6s-4 6-2 6 3-3 5-3 0 3 2 3 2-1 4-1M4 20h16"/>"#),
    ("file", r#"<path d="M8 4h6l4 4v12H8a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zM14 4v4h4"/>"#),
    ("prompt", r#"<path d="M5 6h14v9h-8l-4 4v-4H5z"/>"#),
    ("end", r#"<path d="M7 20V5M7 5h10l-2 3.500 2 3.500H7"/>"#),
    ("ending", r#"<path d="M7 20V5M7 5h10l-2 3.500 2 3.500H7"/>"#),
    (
        "settings",
        r#"<path d="M4 7h9m5 0h2M4 17h3m5 0h8"/><circle cx="15.500" cy="7" r="2.250"/><circle cx="9.500" cy="17" r="2.250"/>"#,
    ),
    ("up", r#"<path d="M12 19V6M6.500 11 12 5.500 17.500 11"/>"#),
    ("down", r#"<path d="M12 5v13m5.500-5L12 18.500 6.500 13"/>"#),
    (
        "copy",
        r#"<rect x="8.500" y="8.500" width="11" height="11" rx="2"/><path d="M15.500 5.500a1 1 0 0 0-1-1h-9a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1"/>"#,
    ),
    ("delete", r#"<path d="M5 7h14M10 7V5h4v2M7 7l1 12h8l1-12"/>"#),
    ("plus", r#"<path d="M12 5v14M5 12h14"/>"#),
    ("undo", r#"<path d="M8.500 5 4.500 9l4 4M5 9h9a5 5 0 0 1 0 10h-3"/>"#),
    ("redo", r#"<path d="m15.500 5 4 4-4 4M19 9h-9a5 5 0 0 0 0 10h3"/>"#),
    (
        "grip",
        r#"<path d="M9.500 6h.01M14.500 6h.01M9.500 12h.01M14.500 12h.01M9.500 18h.01M14.500 18h.01"/>"#,
    ),
];
/// For a kind that nobody knows.
const QUESTION_MARK: &str =
    r#"<path d="M9 9a3 3 0 1 1 4 2.800c-.7.3-1 .9-1 1.700v.5M12 17.500h.01"/>"#;

/// The picture of a kind, beside its name.
pub(super) fn picture(kind: &str) -> Markup {
    let found = PICTURES.iter().find(|(name, _)| *name == kind);
    let paths = found.map_or(QUESTION_MARK, |(_, paths)| *paths);
    html! {
        svg.icon viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false" {
            (PreEscaped(paths))
        }
    }
}
