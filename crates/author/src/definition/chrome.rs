//! The markup around the questions: the sheet, the form, the cards that ask nothing.

mod asking;

use maud::{Markup, html};

use super::Instead;
use super::cards::EndCard;
use super::compiler::Compiler;
use super::media::{film, image};
use crate::locales::direction;
use crate::question::Field;
use crate::question::pen::Pen;
use crate::source::Text;
use crate::source::form::{is_page, target_of};
use crate::theme::Layout;
use sondage_survey::action::Action;
use sondage_survey::survey::{Cards, Ending as Compiled};
use sondage_survey::template::{Gap, When};
use sondage_survey::text::{Message, fill};
use sondage_survey::view::Close;

/// The survey's surroundings with its card in them. Only the element `data-card` is drawn anew
/// from card to card.
pub(super) fn sheet(compiler: &Compiler<'_>, close: Close) -> Markup {
    let is_dialog = close != Close::Nothing;
    let locale = compiler.pen().locale();
    let layout = compiler.cards().layout.filter(|_| is_dialog);
    let showing = compiler.showing();
    html! {
        div.sheet role=[is_dialog.then_some("dialog")] aria-modal=[(close == Close::Link).then_some("true")]
            aria-labelledby="sondage-title" lang=(locale) dir=(direction(locale)) data-sheet
            data-layout=[layout.filter(|_| close == Close::Button).map(Layout::class)]
            data-ignored=[showing.close_when_ignored.filter(|_| is_dialog)]
            data-thanked=[showing.close_after_thanks.filter(|_| is_dialog)] {
            @if let Some(logo) = &compiler.cards().logo {
                div.logo { img src=(logo.src) alt=(logo.alt.text) loading=[(close == Close::Link).then_some("lazy")]; }
            }
            (close_control(compiler, close))
            @if close == Close::Button || layout.is_some_and(Layout::shares) { (later(compiler)) }
            div data-card { (compiler.pen().slots().gap(Gap::Body)) }
            p.status role="status" lang=[compiler.pen().wording_language()] data-status data-waiting=(compiler.pen().say(Message::WaitingOpen)) {}
            p.unseen aria-live="polite" data-live {}
        }
    }
}

fn close_control(compiler: &Compiler<'_>, close: Close) -> Markup {
    let name = compiler.pen().say(Message::Close);
    let cross = html! {
        svg viewBox="0 0 24 24" aria-hidden="true" { path d="M6 6l12 12M18 6L6 18" {} }
    };
    match close {
        Close::Link => {
            html! { a.close href="appboy://close" aria-label=(name) data-close { (cross) } }
        }
        Close::Button => {
            html! { button.close type="button" aria-label=(name) data-close { (cross) } }
        }
        Close::Nothing => html! {},
    }
}

/// Makes the survey small, and large again. A script shows it, where the page can be used meanwhile;
/// for the element of a site, that is the page's to say.
fn later(compiler: &Compiler<'_>) -> Markup {
    let (smaller, larger) =
        (compiler.pen().say(Message::Later), compiler.pen().say(Message::Resume));
    html! {
        button.later type="button" hidden lang=[compiler.pen().wording_language()] aria-label=(smaller) data-later {
            svg viewBox="0 0 24 24" aria-hidden="true" { path d="M6 12h12" {} }
            span hidden { (larger) }
        }
    }
}

/// All cards that are no question.
pub(super) fn cards(compiler: &Compiler<'_>) -> Cards {
    let template = |markup: &Markup| compiler.pen().slots().template(markup);
    let around = compiler.cards();
    let empty = html! {};
    let is_shared = compiler.questions().iter().any(|asked| asked.is_shared);
    let button = sheet(compiler, Close::Button).into_string();
    Cards {
        // The card's gap is for those who fill the sheet in as well.
        sheet: without_gap(compiler, &button),
        form: template(&form(compiler)),
        asking: template(&asking::surrounding(compiler, &asking::alone(compiler))),
        shared: template(&if is_shared {
            asking::surrounding(compiler, &compiler.pen().slots().gap(Gap::Members))
        } else {
            empty.clone()
        }),
        member: template(&if is_shared { asking::member(compiler) } else { empty.clone() }),
        prompt: template(&prompt(compiler)),
        welcome: template(&welcome(compiler)),
        review: template(&if around.flow.review { review(compiler) } else { empty.clone() }),
        reviewed: template(&if around.flow.review { reviewed(compiler) } else { empty.clone() }),
        time_up: template(&if around.flow.time_limit.is_some() {
            time_up(compiler)
        } else {
            empty
        }),
        closed: template(&closed(compiler, Instead::Closed)),
    }
}

fn without_gap(compiler: &Compiler<'_>, markup: &str) -> String {
    let template = compiler.pen().slots().template(&maud::PreEscaped(markup.to_owned()));
    let html = template.into_iter().filter_map(|piece| match piece {
        sondage_survey::template::Piece::Html(html) => Some(html),
        _ => None,
    });
    html.collect()
}

fn form(compiler: &Compiler<'_>) -> Markup {
    let slots = compiler.pen().slots();
    let has_files = compiler.questions().iter().any(|asked| asked.kind.script() == Some("upload"));
    html! {
        form method="post" action=(slots.gap(Gap::Action)) enctype=[has_files.then_some("multipart/form-data")]
            data-slot=(slots.when_text(When::IsGuest, " target=\"_blank\"")) {
            input type="hidden" name="card" value=(slots.gap(Gap::Card));
            (slots.gap(Gap::Hidden))
            (slots.gap(Gap::Body))
            (languages(compiler))
        }
    }
}

/// The switch, where there are several. Its buttons come last, so that Enter means "Next".
fn languages(compiler: &Compiler<'_>) -> Markup {
    if compiler.locales().len() < 2 || !compiler.flow().languages {
        return html! {};
    }
    let name = |locale: &str| endonym(locale).to_owned();
    html! {
        details.languages {
            summary {
                svg viewBox="0 0 24 24" aria-hidden="true" {
                    circle cx="12" cy="12" r="9" {}
                    path d="M3 12h18M12 3c5 5 5 13 0 18-5-5-5-13 0-18z" {}
                }
                span.unseen lang=[compiler.pen().wording_language()] { (compiler.pen().say(Message::Language)) ": " }
                (name(compiler.pen().locale()))
            }
            div {
                @for locale in compiler.locales().iter().filter(|locale| **locale != compiler.pen().locale()) {
                    button type="submit" name=(Action::FIELD) value=(Action::Locale(locale).to_value()) formnovalidate
                        lang=(locale) dir=(direction(locale)) { (name(locale)) }
                }
            }
        }
    }
}

/// The names of languages in themselves.
const ENDONYMS: &[(&str, &str)] = &[
    ("en", "English"),
    ("fr", "Français"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("pt", "Português"),
    ("it", "Italiano"),
    ("nl", "Nederlands"),
    ("sv", "Svenska"),
    ("da", "Dansk"),
    ("nb", "Norsk bokmål"),
    ("no", "Norsk"),
    ("nn", "Nynorsk"),
    ("fi", "Suomi"),
    ("pl", "Polski"),
    ("cs", "Čeština"),
    ("sk", "Slovenčina"),
    ("hu", "Magyar"),
    ("ro", "Română"),
    ("ca", "Català"),
    ("el", "Ελληνικά"),
    ("tr", "Türkçe"),
    ("ru", "Русский"),
    ("uk", "Українська"),
    ("bg", "Български"),
    ("ar", "العربية"),
    ("he", "עברית"),
    ("fa", "فارسی"),
    ("hi", "हिन्दी"),
    ("th", "ไทย"),
    ("vi", "Tiếng Việt"),
    ("id", "Indonesia"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("zh", "中文"),
    ("zh-Hant", "繁體中文"),
    ("zh-TW", "繁體中文"),
    ("hr", "Hrvatski"),
    ("sr", "Српски"),
    ("sl", "Slovenščina"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("et", "Eesti"),
    ("eu", "Euskara"),
    ("gl", "Galego"),
    ("cy", "Cymraeg"),
    ("ga", "Gaeilge"),
    ("is", "Íslenska"),
    ("ms", "Bahasa Melayu"),
    ("ur", "اردو"),
    ("bn", "বাংলা"),
    ("my", "မြန်မာ"),
    ("ka", "ქართული"),
    ("ht", "Kreyòl ayisyen"),
    ("kk", "Қазақша"),
    ("mk", "Македонски"),
    ("fil", "Filipino"),
    ("tl", "Filipino"),
    ("sr-Latn", "Srpski"),
    ("sw", "Kiswahili"),
    ("tg", "Тоҷикӣ"),
    ("te", "తెలుగు"),
    ("pt-PT", "Português (Portugal)"),
    ("nl-BE", "Nederlands (België)"),
    ("pt-BR", "Português (Brasil)"),
    ("en-GB", "English (UK)"),
    ("fr-CA", "Français (Canada)"),
];

/// The name of a language in itself; the tag where it is not known.
fn endonym(locale: &str) -> &str {
    let find = |tag: &str| ENDONYMS.iter().find(|(known, _)| *known == tag).map(|(_, name)| *name);
    find(locale).or_else(|| find(crate::locales::language(locale))).unwrap_or(locale)
}

/// "Next" comes first in the document, so that Enter in a text field means it; the style sheet
/// puts "Back" in front of it.
fn actions(compiler: &Compiler<'_>) -> Markup {
    let slots = compiler.pen().slots();
    html! {
        div.actions lang=[compiler.pen().wording_language()] {
            button type="submit" name=(Action::FIELD) value=(Action::Next.to_value()) {
                (slots.when(When::IsLast, &html! { (compiler.pen().say(Message::Finish)) }))
                (slots.unless(When::IsLast, &html! { (compiler.pen().say(Message::Next)) }))
            }
            (back(compiler))
        }
    }
}

fn back(compiler: &Compiler<'_>) -> Markup {
    let back = html! {
        button.quiet type="submit" name=(Action::FIELD) value=(Action::Back.to_value()) formnovalidate { (compiler.pen().say(Message::Back)) }
    };
    compiler.pen().slots().when(When::CanGoBack, &back)
}

/// A question's description, pictures and controls.
pub(super) fn question(pen: &Pen<'_>, field: &Field<'_>, controls: &Markup) -> Markup {
    let (asked, slots) = (field.asked, pen.slots());
    html! {
        @if let Some(description) = &asked.description {
            (pen.description(description, Some(&field.own_id("sondage-description"))))
        }
        @if let Some(picture) = &asked.image { div.media { (image(slots, picture)) } }
        @if let Some(video) = &asked.video { div.media { (film(pen, video)) } }
        @if field.is_tapped() {
            p.unseen { (pen.built_in(Message::GoesOn)) }
        }
        (controls)
    }
}

fn prompt(compiler: &Compiler<'_>) -> Markup {
    let Some(prompt) = &compiler.cards().prompt else { return html! {} };
    let words = |text: &Option<Text>, message| {
        let built_in = || compiler.pen().built_in(message);
        text.as_ref().map_or_else(built_in, |text| compiler.pen().plain(text))
    };
    html! {
        h2 #sondage-title tabindex="-1" { (compiler.pen().rich(&prompt.text)) }
        div.actions {
            button.quiet type="submit" name=(Action::FIELD) value=(Action::Decline.to_value()) { (words(&prompt.decline, Message::Decline)) }
            button type="submit" name=(Action::FIELD) value=(Action::Accept.to_value()) { (words(&prompt.accept, Message::Accept)) }
        }
    }
}

fn welcome(compiler: &Compiler<'_>) -> Markup {
    let Some(welcome) = &compiler.cards().welcome else { return html! {} };
    let minutes = |n: u32| fill(compiler.pen().say(Message::Minutes), "{n}", &n.to_string());
    html! {
        @if let Some(picture) = &welcome.image { div.media { (image(compiler.pen().slots(), picture)) } }
        h2 #sondage-title tabindex="-1" { (compiler.pen().rich(&welcome.title)) }
        @if let Some(text) = &welcome.text { (compiler.pen().description(text, None)) }
        @if let Some(n) = welcome.minutes { p.hint lang=[compiler.pen().wording_language()] { (minutes(n)) } }
        div.actions {
            button type="submit" name=(Action::FIELD) value=(Action::Start.to_value()) {
                @match &welcome.button {
                    Some(button) => (compiler.pen().plain(button)),
                    None => (compiler.pen().built_in(Message::Start)),
                }
            }
        }
    }
}

fn review(compiler: &Compiler<'_>) -> Markup {
    html! {
        h2 #sondage-title tabindex="-1" lang=[compiler.pen().wording_language()] { (compiler.pen().say(Message::ReviewTitle)) }
        ul.review { (compiler.pen().slots().gap(Gap::Answers)) }
        div.actions lang=[compiler.pen().wording_language()] {
            button type="submit" name=(Action::FIELD) value=(Action::Send.to_value()) { (compiler.pen().say(Message::ReviewSend)) }
            (back(compiler))
        }
    }
}

fn reviewed(compiler: &Compiler<'_>) -> Markup {
    let slots = compiler.pen().slots();
    let none = html! { em lang=[compiler.pen().wording_language()] { (compiler.pen().say(Message::NoAnswer)) } };
    let change = html! { (compiler.pen().say(Message::ReviewChange)) }.into_string();
    // The question's title is in the button's name, and hidden there, as it stands beside it.
    let title = html! { span.unseen { (slots.gap(Gap::Title)) } };
    let (before, after) = change.split_once("{item}").unwrap_or((&change, ""));
    let before = before.trim_end().trim_end_matches([':', '：']).trim_end();
    html! {
        li {
            strong { (slots.gap(Gap::Title)) }
            span { (slots.when(When::IsAnswered, &slots.gap(Gap::Words))) (slots.unless(When::IsAnswered, &none)) }
            button.quiet type="submit" name=(Action::FIELD) value=(Action::GoTo(&slots.gap(Gap::Id).0).to_value()) formnovalidate {
                span lang=[compiler.pen().wording_language()] { (maud::PreEscaped(before)) (maud::PreEscaped(after)) }
                " " (title)
            }
        }
    }
}

fn time_up(compiler: &Compiler<'_>) -> Markup {
    html! {
        h2 #sondage-title tabindex="-1" lang=[compiler.pen().wording_language()] { (compiler.pen().say(Message::TimeUp)) }
        div.actions lang=[compiler.pen().wording_language()] {
            button.quiet type="submit" name=(Action::FIELD) value=(Action::Finish.to_value()) { (compiler.pen().say(Message::Finish)) }
            button type="submit" name=(Action::FIELD) value=(Action::More.to_value()) { (compiler.pen().say(Message::MoreTime)) }
        }
    }
}

/// What is said instead of the survey.
pub(super) fn closed(compiler: &Compiler<'_>, instead: Instead) -> Markup {
    let message = match instead {
        Instead::Closed => Message::Closed,
        Instead::NotOpen => Message::NotOpen,
        Instead::Answered => Message::PageAnsweredTitle,
    };
    html! {
        div.ending lang=[compiler.pen().wording_language()] {
            h2 #sondage-title tabindex="-1" { (compiler.pen().say(message)) }
        }
        (close_button(compiler))
    }
}

/// What closes the last card, where it does not lie on the survey's own page.
fn close_button(compiler: &Compiler<'_>) -> Markup {
    let button = html! {
        div.actions lang=[compiler.pen().wording_language()] {
            button type="submit" name=(Action::FIELD) value=(Action::Close.to_value()) { (compiler.pen().say(Message::Close)) }
        }
    };
    compiler.pen().slots().when(When::IsGuest, &button)
}

/// The endings.
pub(super) fn endings(compiler: &Compiler<'_>) -> Vec<Compiled> {
    let ending = |ending: &EndCard| Compiled {
        id: ending.id.clone(),
        condition: ending.condition.clone(),
        redirect: ending
            .redirect
            .as_ref()
            .map(|url| compiler.pen().address(url))
            .unwrap_or_default(),
        body: compiler.pen().slots().template(&end(compiler, ending)),
    };
    compiler.cards().endings.iter().map(ending).collect()
}

fn end(compiler: &Compiler<'_>, ending: &EndCard) -> Markup {
    html! {
        div.ending {
            @match &ending.image {
                Some(picture) => div.media { (image(compiler.pen().slots(), picture)) },
                None => svg.done viewBox="0 0 24 24" aria-hidden="true" { circle cx="12" cy="12" r="10" {} path d="M7.5 12.5l3 3 6-6.5" {} },
            }
            h2 #sondage-title tabindex="-1" {
                @match &ending.text {
                    Some(text) => (compiler.pen().rich(text)),
                    None => span lang=[compiler.pen().wording_language()] { (compiler.pen().say(Message::Saved)) },
                }
            }
            @if let Some(description) = &ending.description { (compiler.pen().description(description, None)) }
            @if let Some(button) = &ending.button {
                p.link { a.button href=(button.url) target=[target_of(&button.url)] rel="noopener" {
                    (compiler.pen().plain(&button.label))
                    @if is_page(&button.url) { span.unseen lang=[compiler.pen().wording_language()] { " (" (compiler.pen().say(Message::NewTab)) ")" } }
                } }
            }
        }
        (close_button(compiler))
    }
}

#[cfg(test)]
mod tests {
    use super::endonym;
    use crate::locales::wording_tags;

    #[test]
    fn every_language_of_the_wording_has_a_name_in_itself() {
        for tag in wording_tags() {
            assert!(endonym(tag) != tag, "{tag}");
        }
    }
}
