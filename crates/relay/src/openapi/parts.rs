//! What operations are made of.

use utoipa::openapi::path::{
    HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn, PathItem,
};
use utoipa::openapi::schema::{Object, ObjectBuilder, Ref, Schema, Type};
use utoipa::openapi::{
    Content, ContentBuilder, PathsBuilder, RefOr, Required, Response, ResponseBuilder,
};

/// The type of a refusal.
const PROBLEM: &str = "application/problem+json";
/// The type of a page.
const PAGE: &str = "text/html";

/// A text.
pub(super) fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

/// One of these words.
pub(super) fn one_of(words: &[&str]) -> Object {
    text().enum_values(Some(words.iter().copied())).build()
}

/// A schema of the components.
pub(super) fn named(name: &str) -> RefOr<Schema> {
    RefOr::Ref(Ref::from_schema_name(name))
}

/// A body or a reply of this shape.
pub(super) fn content(schema: impl Into<RefOr<Schema>>) -> Content {
    ContentBuilder::new().schema(Some(schema)).build()
}

/// A part of a path.
pub(super) fn in_path(name: &str, words: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(words))
        .schema(Some(text().min_length(Some(1)).build()))
        .build()
}

/// A part of a query that may be left out.
pub(super) fn in_query(name: &str, words: &str, schema: Object) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(words))
        .schema(Some(schema))
        .build()
}

/// A header that may be left out.
pub(super) fn in_header(name: &str, words: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(words))
        .schema(Some(text().build()))
        .build()
}

/// A reply without a body.
pub(super) fn empty(words: &str) -> Response {
    ResponseBuilder::new().description(words).build()
}

/// A reply of one type.
pub(super) fn reply(words: &str, kind: &str, schema: impl Into<RefOr<Schema>>) -> Response {
    ResponseBuilder::new().description(words).content(kind, content(schema)).build()
}

/// A page.
pub(super) fn page(words: &str) -> Response {
    reply(words, PAGE, text().build())
}

/// An operation in the making, under its path.
pub(super) struct Route {
    path: &'static str,
    method: HttpMethod,
    made: OperationBuilder,
}

impl Route {
    pub(super) fn new(method: HttpMethod, path: &'static str, name: &str, words: &str) -> Self {
        let made = OperationBuilder::new().operation_id(Some(name)).summary(Some(words));
        // A request that took too long, and one that ended in a panic.
        Self { path, method, made }.refuses(&[
            (500, "the relay failed, and has logged how"),
            (503, "not now: what is to be stored or read cannot be, or the request took too long"),
        ])
    }

    pub(super) fn with(
        mut self,
        change: impl FnOnce(OperationBuilder) -> OperationBuilder,
    ) -> Self {
        self.made = change(self.made);
        self
    }

    pub(super) fn takes(self, parameter: Parameter) -> Self {
        self.with(|made| made.parameter(parameter))
    }

    pub(super) fn replies(self, status: u16, response: Response) -> Self {
        self.with(|made| made.response(status.to_string(), response))
    }

    /// Statuses of problems, each with when it is.
    pub(super) fn refuses(mut self, statuses: &[(u16, &str)]) -> Self {
        for (status, words) in statuses {
            self = self.replies(*status, reply(words, PROBLEM, named("Problem")));
        }
        self
    }

    /// Adds it to the paths.
    pub(super) fn add_to(self, paths: PathsBuilder) -> PathsBuilder {
        paths.path(self.path, PathItem::new(self.method, self.made))
    }
}
