//! The shapes of bodies and replies.

use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, KnownFormat, Object, ObjectBuilder, SchemaFormat,
    SchemaType, Type,
};

use super::parts::{one_of, text};

/// The channels, in the words that the relay reads.
pub(super) const CHANNELS: [&str; 5] = ["in-app", "web", "link", "email", "push"];

fn uuid() -> Object {
    text().format(Some(SchemaFormat::Custom("uuid".into()))).build()
}

fn moment(words: &str) -> Object {
    let format = SchemaFormat::KnownFormat(KnownFormat::DateTime);
    text().format(Some(format)).description(Some(words)).build()
}

fn flag(words: &str) -> Object {
    ObjectBuilder::new().schema_type(Type::Boolean).description(Some(words)).build()
}

fn count(words: &str, least: usize) -> Object {
    let count = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(least));
    count.description(Some(words)).build()
}

/// A body of which other keys are passed over.
fn open() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::Object)
}

/// A refusal (RFC 9457).
pub(super) fn problem() -> Object {
    open()
        .property("type", text().pattern(Some("^urn:sondage:problem:[a-z-]+$")).build())
        .property("title", text().build())
        .property("status", count("the status of the reply", 400))
        .property("detail", text().min_length(Some(1)).build())
        .property("field", text().description(Some("the place in the request")).build())
        .property("question", text().description(Some("the question that it is about")).build())
        .required("type")
        .required("title")
        .required("status")
        .required("detail")
        .build()
}

/// What is posted as answers.
pub(super) fn submission() -> Object {
    let answer = open()
        .property("question", text().description(Some("its id")).build())
        .property("value", anything())
        .property("at", moment("when it was given"))
        .property("told", flag("the message has told Braze of it by its SDK"))
        .required("question")
        .required("value");
    let revision = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .description(Some("the revision that was shown"))
        .minimum(Some(0_usize))
        .maximum(Some(u32::MAX));
    open()
        .description(Some(
            "Answers of one response. The same answer sent twice is stored once; a changed one is a \
             new revision of it. Keys that are not named here are passed over.",
        ))
        .property("response", uuid())
        .property("respondent", respondent())
        .property("answers", ArrayBuilder::new().items(answer.build()).max_items(Some(200)).build())
        .property("state", one_of(&["in_progress", "completed", "dismissed"]))
        .property("channel", one_of(&CHANNELS))
        .property("locale", text().pattern(Some("^[A-Za-z0-9_-]{1,35}$")).build())
        .property("revision", revision.build())
        .property("begun_at", moment("when the first question came on the screen"))
        .property("left_on", text().description(Some("the question it was dismissed on")).build())
        .property("hidden", open().max_properties(Some(50)).build())
        .required("response")
        .required("state")
        .required("channel")
        .required("locale")
        .build()
}

/// Any value: a number, a text, an option's id or ids, a boolean, an object of parts; null takes an
/// answer back.
fn anything() -> Object {
    let words = "by the kind of question; null takes an answer back";
    ObjectBuilder::new().schema_type(SchemaType::AnyValue).description(Some(words)).build()
}

fn respondent() -> Object {
    let alias = open()
        .property("name", text().build())
        .property("label", text().build())
        .required("name")
        .required("label");
    open()
        .description(Some(
            "At most one of the identifiers; without any, the token is that of a link for this response.",
        ))
        .property("braze_id", text().build())
        .property("external_id", text().build())
        .property("user_alias", alias.build())
        .property("token", text().build())
        .build()
}

/// What is said once answers are durable.
pub(super) fn stored() -> Object {
    open()
        .property("response", uuid())
        .property("stored", count("how many questions the body answers", 0))
        .required("response")
        .required("stored")
        .build()
}

/// How a respondent stands.
pub(super) fn standing() -> Object {
    open()
        .property("answered", flag("they have answered the survey to its end"))
        .property("quiet", flag("they were asked by a survey in its quiet days"))
        .required("answered")
        .required("quiet")
        .build()
}

/// Who a showing or a question is about, as a form.
pub(super) fn told() -> Object {
    open()
        .property("channel", one_of(&CHANNELS))
        .property("revision", text().build())
        .property("user_braze_id", text().build())
        .property("external_id", text().build())
        .property("user_alias_name", text().build())
        .property("user_alias_label", text().build())
        .property("token", text().build())
        .property("expires", text().build())
        .build()
}

/// The file that was taken.
pub(super) fn file() -> Object {
    open()
        .property("file", text().description(Some("its id, which the answer names")).build())
        .required("file")
        .additional_properties(Some(AdditionalProperties::FreeForm(false)))
        .build()
}
