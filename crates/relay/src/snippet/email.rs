//! In an e-mail: the first question, with its answers as links.

use sondage_author::mail::Mail;

use super::{Made, Material, Reader, first, liquid, personal, steps};

/// The part of a mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MailPart {
    /// The mail as it is seen
    #[default]
    Html,
    /// The same in plain text
    Text,
}

/// Where Gmail cuts a mail off, in bytes of its HTML.
const CLIPPED: usize = 102_000;
/// What a survey may take of that: the rest is for the mail around it.
const MOST: usize = 50_000;

/// Stands for the link while braces are made harmless. No text of a survey holds it.
const LINK: &str = "\u{f0000}";

/// The first question in a mail, or in its plain text.
#[must_use]
pub fn email(material: Material<'_>, part: MailPart) -> Made {
    let definition = &material.published.definition;
    let mails: Vec<Mail> =
        definition.locales().map(|locale| definition.mail(locale, LINK)).collect();
    let bodies: Vec<(&str, String)> =
        mails.iter().map(|mail| (mail.locale.as_str(), body(material, mail, part))).collect();
    let liquid = personal::prelude(material, true);
    let css = mails.first().map(|mail| mail.css.as_str()).filter(|css| !css.is_empty());
    let style = css.map(|css| format!("<style>{}</style>\n", liquid::in_code(css)));
    let chosen = liquid::by_locale(&bodies);
    let snippet = match part {
        MailPart::Html => format!("{liquid}{}{chosen}\n", style.as_deref().unwrap_or_default()),
        // In plain text each line counts.
        MailPart::Text => liquid.replace('\n', "") + &chosen,
    };
    let largest = bodies.iter().map(|(_, body)| delivered(body)).max().unwrap_or_default();
    let size = largest + style.map_or(0, |style| style.len());
    Made { snippet, steps: steps(material, &mails, part, size) }
}

/// A mail as somebody gets it who reads this locale, with nothing around it.
pub(crate) fn email_for(
    material: Material<'_>,
    part: MailPart,
    locale: &str,
    reader: &Reader,
) -> String {
    let definition = &material.published.definition;
    let mail = definition.mail(locale, LINK);
    let style = match part {
        MailPart::Html if !mail.css.is_empty() => {
            format!("<style>{}</style>\n", liquid::in_code(&mail.css))
        }
        _ => String::new(),
    };
    style + &reader.filled(definition, &body(material, &mail, part))
}

fn body(material: Material<'_>, mail: &Mail, part: MailPart) -> String {
    let link = personal::link(material, Some("email"), Some(&mail.locale));
    match part {
        MailPart::Html => liquid::in_html(&mail.html).replace(LINK, &link.replace('&', "&amp;")),
        MailPart::Text => liquid::in_code(&mail.text).replace(LINK, &link),
    }
}

/// The length of a body once Braze has filled it in: an id has 24 characters there, or 36 as a
/// UUID, and a token 67.
fn delivered(body: &str) -> usize {
    body.replace(liquid::BRAZE_ID, &"0".repeat(36)).replace(liquid::TOKEN, &"0".repeat(67)).len()
}

fn steps(material: Material<'_>, mails: &[Mail], part: MailPart, size: usize) -> String {
    let paste = match part {
        MailPart::Html => "2. Paste the snippet where the question is to stand: in the HTML editor anywhere in the body, in the drag-and-drop editor into an HTML block.
  3. Sending Settings, Advanced: inline CSS may be on or off, since the styles that matter are on the elements already.
  4. The Plaintext tab: paste there what sondage snippet SURVEY --channel email --format text prints. Braze's own version of the HTML has no words beside its links.",
        MailPart::Text => "2. In the Plaintext tab, paste the snippet where the question is to stand. From then on Braze does not make this part of the HTML any more, and \"Regenerate from HTML\" would undo it.
  3. What most people see: sondage snippet SURVEY --channel email, for the HTML.
  4. It is the same question with the same links, for programs that show no HTML.",
    }
    .replace("SURVEY", material.published.definition.id());
    let secret = steps::secret(material);
    let address = steps::address(
        material.relay,
        "Mail programs warn of http:// links, and a token must not travel in the open",
    );
    let size = match part {
        MailPart::Html if size > MOST => format!(
            "\n\nIn a mail it has {size} bytes. Gmail cuts mails off at about {CLIPPED}, so leave little else in this one."
        ),
        MailPart::Html => {
            format!("\n\nIn a mail it has {size} bytes, of the {CLIPPED} or so that Gmail shows.")
        }
        MailPart::Text => String::new(),
    };
    format!(
        "In Braze:
  1. New e-mail, in a campaign or a Canvas step.
  {paste}
  5. Preview and Test: preview it as a user that exists, and send it to yourself. Without a user there is nobody to answer.

A link proposes its answer: the page that it opens goes on from there, and nothing counts before the respondent does. So programs that open links to check them answer nothing.

{secret}{address}{}{size}",
        notes(material, mails)
    )
}

/// What somebody should know about the mail of a survey before they paste it; a paragraph each.
fn notes(material: Material<'_>, mails: &[Mail]) -> String {
    let survey = material.published.own_survey();
    let given = personal::given(&material.published.definition);
    let Some(mail) = mails.first() else { return String::new() };
    let mut notes = Vec::new();
    if !mail.has_answers {
        notes.push(format!(
            "The answers to \"{}\" cannot be links, so the mail has its text and one button. A first question with few answers is answered more often.",
            mail.question
        ));
    }
    if first::is_provisional_without_cards(survey, &given) {
        notes.push("Which question comes first depends on a hidden field or on a shuffle: the mail shows the one that comes first without them.".to_owned());
    }
    let question = survey.question(&mail.question).map(|(_, question)| question);
    if mail.has_answers && question.is_some_and(|question| first::is_shuffled(&question.ask)) {
        notes.push(
            "The options stand in the order in which you wrote them: a mail cannot shuffle."
                .to_owned(),
        );
    }
    notes.iter().flat_map(|note| ["\n\n", note]).collect()
}
