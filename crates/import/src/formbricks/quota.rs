//! Quotas.

use sondage_author::source::Quota;

use super::condition;
use crate::build::Build;
use crate::ids::Ids;
use crate::reader::Object;

/// Reads the quotas.
pub(super) fn read_all<'a>(survey: &mut Object<'a>, build: &mut Build<'a>) {
    let mut ids = Ids::default();
    for mut object in survey.objects("quotas") {
        object.skip(&["id", "surveyId", "createdAt", "updatedAt"]);
        read(&mut object, build, &mut ids);
    }
}

fn read<'a>(object: &mut Object<'a>, build: &mut Build<'a>, ids: &mut Ids) {
    let name = object.text("name").unwrap_or_default();
    if object.text("action") == Some("continueSurvey") {
        object.leave_out("a quota ends the survey; one that only counts has no counterpart");
        return;
    }
    let condition = condition::under(object, "logic", &build.scope);
    let limit = object.count("limit").filter(|limit| *limit > 0);
    let end = object.text("endingCardId").filter(|end| !end.is_empty());
    let end = match end.map(|end| (end, build.goals.end_of(end))) {
        Some((name, None)) => {
            object.note(
                "endingCardId",
                format!("there is no ending \"{name}\"; the last card is shown"),
            );
            None
        }
        Some((_, Some(end))) => end.strip_prefix("end:").map(str::to_owned),
        None => None,
    };
    match (condition, limit) {
        (Ok(Some(condition)), Some(limit)) => {
            if object.flag("countPartialSubmissions") == Some(true) {
                object.note("countPartialSubmissions", "only completed responses are counted");
            }
            let id = ids.make(&[], name, "quota");
            build.source.quotas.push(Quota { id, limit, condition, end });
        }
        (Err(reason), _) => {
            object.leave_out(&format!("its condition cannot be expressed here ({reason})"));
        }
        (Ok(_), _) => object.leave_out("a quota without a limit or without a condition"),
    }
}
