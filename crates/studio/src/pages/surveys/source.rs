//! A survey as its text.

use axum::Form;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::frame::{Tab, head};
use crate::actions::surveys::checking::{Finding, check_draft};
use crate::actions::surveys::drafting::{self, edit_text, read};
use crate::actions::surveys::listing;
use crate::actions::surveys::view::DraftView;
use crate::actor::Right;
use crate::browser::Visit;
use crate::pages::Member;
use crate::pages::layout::{Place, page};
use crate::pages::problem::problem;
use crate::refusal::{Refusal, RefusalKind};
use crate::words::{self, Said};

/// What the editor sends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    /// What the text is made of.
    from: String,
    /// The text; with the next two, what comes between what stays of it.
    text: String,
    /// How much stays before it, in UTF-16.
    head: Option<usize>,
    /// How much stays behind it.
    tail: Option<usize>,
}

impl Typed {
    /// The whole text, where `before` is what it is made of; none where it is made of something else.
    fn whole(&self, before: &DraftView) -> Option<String> {
        // A form sends its lines as the network has them; authors do not.
        let lines = |text: &str| text.replace("\r\n", "\n");
        let (Some(head), Some(tail)) = (self.head, self.tail) else {
            return Some(lines(&self.text));
        };
        if before.base() != self.from {
            return None;
        }
        spliced(&lines(&before.text), head, tail, &lines(&self.text))
    }
}

/// A text with something else in its middle; none where so much does not stay of it.
fn spliced(text: &str, head: usize, tail: usize, middle: &str) -> Option<String> {
    let after = |units: usize| {
        let mut n = 0;
        let ends = text.char_indices().map(|(at, letter)| {
            n += letter.len_utf16();
            (n, at + letter.len_utf8())
        });
        std::iter::once((0, 0)).chain(ends).find(|(n, _)| *n >= units).filter(|(n, _)| *n == units)
    };
    let all = text.encode_utf16().count();
    let (_, head) = after(head)?;
    let (_, tail) = after(all.checked_sub(tail)?)?;
    let (before, behind) = (text.get(..head)?, text.get(tail..)?);
    (head <= tail).then(|| [before, middle, behind].concat())
}

/// `GET /studio/surveys/{id}/source`
pub(crate) async fn show(Member { visit, actor }: Member, Path(id): Path<String>) -> Response {
    let studio = &visit.studio;
    let read = async {
        let draft = read(studio, &actor, &id).await?;
        let survey = listing::show(studio, &actor, &id).await?;
        let findings = check_draft(studio, &actor, &draft).await?;
        Ok::<_, Refusal>((draft, survey, findings))
    };
    let (draft, survey, findings) = match read.await {
        Ok(read) => read,
        Err(refusal) => return problem(&visit, &refusal),
    };
    let action = visit.at(&format!("/studio/surveys/{id}/source"));
    let may = actor.role.has(Right::EditSurveys);
    let body = html! {
        (head(&visit, &survey, Tab::Source))
        form.editor method="post" action=(action) data-autosave=[may.then_some("state")] {
            div.field {
                label for="text" { (visit.say(words::SOURCE_TEXT)) }
                p.hint #text-hint { (visit.say(words::SOURCE_HINT)) }
                textarea.code #text name="text" rows="30" spellcheck="false" autocapitalize="none"
                    autocomplete="off" wrap="off" data-difference readonly[!may] aria-describedby="text-hint" { "\n" (draft.text) }
            }
            (state(&visit, &draft.base(), &findings))
        }
    };
    page(&visit, &actor, Place::Surveys, &survey.name, &body).into_response()
}

/// `POST /studio/surveys/{id}/source`
pub(crate) async fn save(
    Member { visit, actor }: Member,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Response {
    let studio = &visit.studio;
    let saved = async {
        actor.may(Right::EditSurveys)?;
        let before = read(studio, &actor, &id).await?;
        let text = typed.whole(&before).ok_or_else(|| drafting::stale(&before))?;
        // Also where the answer to a first try was lost.
        if before.text == text {
            let findings = check_draft(studio, &actor, &before).await?;
            return Ok((before, findings));
        }
        let text = (before.text_language(), text);
        let edited = edit_text(studio, &actor, &id, &typed.from, text).await?;
        Ok::<_, Refusal>((edited.draft, edited.findings))
    };
    match saved.await {
        Ok((draft, findings)) if visit.is_partial => {
            state(&visit, &draft.base(), &findings).into_response()
        }
        Ok(_) => Redirect::to(&visit.at(&format!("/studio/surveys/{id}/source"))).into_response(),
        Err(refusal) if refusal.kind == RefusalKind::Stale && visit.is_partial => {
            match read(studio, &actor, &id).await {
                Ok(theirs) => {
                    let told = stale(&visit, &typed.from, &refusal, &theirs);
                    (refusal.kind.status(), told).into_response()
                }
                Err(refusal) => problem(&visit, &refusal),
            }
        }
        Err(refusal) => problem(&visit, &refusal),
    }
}

/// What is kept, and what is wrong with it.
fn state(visit: &Visit, base: &str, findings: &[Finding]) -> Markup {
    let n_errors = findings.iter().filter(|finding| !finding.is_warning).count();
    html! {
        div #state.state {
            input type="hidden" name="from" value=(base);
            p.saved role="status" data-saved=(visit.say(words::SOURCE_SAVED))
                data-typing=(visit.say(words::SOURCE_TYPING)) data-saving=(visit.say(words::SOURCE_SAVING))
                data-unsaved=(visit.say(words::SOURCE_UNSAVED)) { (visit.say(words::SOURCE_SAVED)) }
            noscript { button.main type="submit" { (visit.say(words::SAVE)) } }
            @if findings.is_empty() {
                p.notice.good { (visit.say(words::FINDINGS_NONE)) }
            } @else {
                h2 {
                    @if n_errors == 0 { (visit.say(words::FINDINGS_WARNINGS)) }
                    @else { (visit.say(words::FINDINGS_ERRORS)) }
                }
                ul.findings { @for finding in findings { (found(visit, finding)) } }
            }
        }
    }
}

fn found(visit: &Visit, finding: &Finding) -> Markup {
    let line = visit.tell(&Said::new(words::LINE).with("line", finding.line));
    html! {
        li data-warning[finding.is_warning] {
            button.small type="button" data-line=(finding.line) data-of="text" { (line) }
            div {
                @if !finding.path.is_empty() { code { (finding.path) } " " }
                (finding.message)
            }
        }
    }
}

/// Somebody else has edited it: what is typed here stays here, and theirs is shown.
fn stale(visit: &Visit, from: &str, refusal: &Refusal, theirs: &DraftView) -> Markup {
    html! {
        div #state.state {
            input type="hidden" name="from" value=(from);
            div.notice.warn role="alert" {
                p { (visit.tell(&refusal.said)) }
                p { (visit.say(words::SOURCE_STALE_HOW)) }
            }
            button type="submit" name="from" value=(theirs.base()) { (visit.say(words::SOURCE_KEEP_MINE)) }
            a.button href=(visit.at(&format!("/studio/surveys/{}/source", theirs.id))) {
                (visit.say(words::SOURCE_TAKE_THEIRS))
            }
            details open { summary { (visit.say(words::SOURCE_THEIRS)) } pre tabindex="0" { (theirs.text) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::spliced;

    #[test]
    fn what_is_different_comes_between_what_stays() {
        let cases = [
            ("abc", 1, 1, "X", Some("aXc")),
            ("abc", 3, 0, "X", Some("abcX")),
            ("abc", 0, 0, "", Some("")),
            // One letter, two units.
            ("a🙂c", 3, 1, "X", Some("a🙂Xc")),
            ("a🙂c", 1, 1, "é", Some("aéc")),
            ("a🙂c", 2, 1, "X", None),
            ("abc", 2, 2, "X", None),
            ("abc", 4, 0, "X", None),
            ("abc", 0, 4, "X", None),
        ];
        for (text, head, tail, middle, expected) in cases {
            assert_eq!(
                spliced(text, head, tail, middle).as_deref(),
                expected,
                "{text} {head} {tail}"
            );
        }
    }
}
