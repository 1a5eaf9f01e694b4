//! Pictures and films beside what is asked.

use maud::{Markup, html};

use crate::question::pen::Pen;
use crate::slot::Slots;
use crate::source::{Film, Image, Video};
use sondage_survey::template::When;

/// A picture that holds back no page of others: a message is not shown before it has loaded.
pub(super) fn image(slots: &Slots, image: &Image) -> Markup {
    let later = slots.when_text(When::IsGuest, " loading=\"lazy\"");
    html! { img src=(image.src) alt=(image.alt.text) data-slot=(later); }
}

/// A film. That of a platform comes with a tap: before, the platform learns nothing. A frame that
/// is lazy is not asked for while it is folded away.
pub(super) fn film(pen: &Pen<'_>, video: &Video) -> Markup {
    let slots = pen.slots();
    match Film::at(&video.src) {
        Film::Frame(frame) => html! {
            details.film {
                summary {
                    svg viewBox="0 0 24 24" aria-hidden="true" { path d="M8 5v14l11-7z" {} }
                    span { (video.title.text) }
                    span.hint { (frame.platform) }
                }
                iframe src=(frame.src) title=(video.title.text) loading="lazy" referrerpolicy="strict-origin"
                    allow="fullscreen; picture-in-picture; encrypted-media" {}
            }
        },
        Film::File { .. } | Film::Page(_) => html! {
            video controls preload={ (slots.when_text(When::IsGuest, "none")) (slots.unless_text(When::IsGuest, "metadata")) } playsinline src=(video.src) aria-label=(video.title.text) {
                @if let Some(captions) = &video.captions {
                    track kind="captions" src=(captions) srclang=(pen.own_locale()) default;
                }
            }
        },
    }
}
