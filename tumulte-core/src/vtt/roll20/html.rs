//! HTML as a list of openings, texts and closings that match.

use crate::vtt::{
    MAX_MESSAGE_DEPTH, VttError,
    markup::{Markup, Piece, Tag, decoded_text},
};

/// Attributes anybody asks for.
const WANTED: &[&str] = &[
    "title",
    "original-title",
    "data-original-title",
    "data-tippy-content",
    "href",
    "data-messageid",
    "data-playerid",
    "data-result",
    "data-rollsubcategory",
];

/// An element's opening tag.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Element {
    pub(super) name: String,
    class: String,
    attributes: Vec<(&'static str, String)>,
}

impl Element {
    pub(super) fn classes(&self) -> impl Iterator<Item = &str> {
        self.class.split_ascii_whitespace()
    }

    pub(super) fn has_class(&self, name: &str) -> bool {
        self.classes().any(|class| class == name)
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

/// One step through a document.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    Open(Element),
    Text(String),
    /// Closes the last element that is open.
    Close,
}

/// Walks through HTML. Every opening gets its closing, in order, whatever the HTML forgot.
///
/// # Errors
///
/// `vtt.too_deep`
pub(super) fn steps(html: &str) -> Result<Vec<Step>, VttError> {
    let mut steps = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut markup = Markup::new(html);
    while let Some(piece) = markup.next() {
        match piece {
            Piece::Open(tag) => {
                let element = element(tag, &markup);
                if repeats(&element.name) && open.last() == Some(&element.name) {
                    open.pop();
                    steps.push(Step::Close);
                }
                let name = element.name.clone();
                steps.push(Step::Open(element));
                if is_void(&name) || tag.is_self_closing {
                    steps.push(Step::Close);
                } else if open.len() >= MAX_MESSAGE_DEPTH {
                    return Err(VttError::TooDeep);
                } else {
                    open.push(name);
                }
            }
            Piece::Close(name) => {
                if let Some(place) = open.iter().rposition(|open| open.eq_ignore_ascii_case(name)) {
                    steps.extend(open.drain(place..).map(|_| Step::Close));
                }
            }
            Piece::Text(text) => {
                let text = decoded_text(text);
                match steps.last_mut() {
                    Some(Step::Text(last)) => last.push_str(&text),
                    _ => steps.push(Step::Text(text.into_owned())),
                }
            }
        }
    }
    steps.extend(open.drain(..).map(|_| Step::Close));
    Ok(steps)
}

fn element(tag: Tag<'_>, markup: &Markup<'_>) -> Element {
    let attribute = |name: &str| markup.attribute(name).map(std::borrow::Cow::into_owned);
    Element {
        name: tag.name.to_ascii_lowercase(),
        class: attribute("class").unwrap_or_default(),
        attributes: WANTED
            .iter()
            .filter_map(|name| attribute(name).map(|value| (*name, value)))
            .collect(),
    }
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area" | "base" | "br" | "col" | "embed" | "hr" | "img" | "input" | "link" | "meta" | "wbr"
    )
}

/// Elements that end where the next of them begins.
fn repeats(name: &str) -> bool {
    matches!(name, "p" | "li" | "tr" | "td" | "th" | "option")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_opening_has_its_closing() {
        for html in ["<div><p>a<p>b</div>", "<b><i>x</b></i>", "<br><img/><div>", "</div><td><td>"]
        {
            let steps = steps(html).unwrap();
            let opened = steps.iter().filter(|step| matches!(step, Step::Open(_))).count();
            let closed = steps.iter().filter(|step| matches!(step, Step::Close)).count();
            assert_eq!(opened, closed, "{html}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        assert_eq!(steps(&"<div>".repeat(1000)), Err(VttError::TooDeep));
        assert!(steps(&"<div></div>".repeat(1000)).is_ok());
    }
}
