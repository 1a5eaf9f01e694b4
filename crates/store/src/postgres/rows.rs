//! What is PostgreSQL's own about rows: how responses are asked for, and how rows are handed over.

pub(super) use crate::rows::*;

/// The columns of a [`ResponseRow`], of `responses` as `r`. The answers come as one JSON text. JSON is
/// handed through as it was written: PostgreSQL's own reading of it refuses `\u0000`.
macro_rules! select_responses {
    ($rest:literal) => {
        concat!(
            "SELECT r.number, r.id, r.survey, r.revision, r.channel, r.locale, r.identifier_kind,
                    r.identifier, r.identifier_label, r.is_verified, r.state, r.hidden::json AS hidden,
                    r.started_at, r.begun_at, r.updated_at, r.completed_at, r.counted IS NOT NULL AS is_counted,
                    r.version,
                    coalesce((SELECT json_agg(json_build_object(
                                'question', a.question, 'value', a.value::json, 'revision', a.revision,
                                'answered_at', a.answered_at, 'received_at', a.received_at,
                                'given_at', a.given_at) ORDER BY a.question)
                     FROM answers AS a WHERE a.response = r.id), '[]') AS answers
             FROM responses AS r ",
            $rest
        )
    };
}
pub(super) use select_responses;

/// A column of rows, as the array that a statement takes.
pub(super) fn column<'a, R, T>(rows: &'a [R], value: impl FnMut(&'a R) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}
