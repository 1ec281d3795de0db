//! An item document becomes a belonging.

use super::{
    pruned::Tree,
    sheet::{ItemPaths, Sheet},
    stats::system_of,
};
use crate::{
    model::{InventoryItem, Number, SystemId},
    vtt::{RawMessage, VttError},
};

/// Reads one item document.
///
/// Its name is the true one; whether the players know it is in
/// [`identified`](InventoryItem::identified).
///
/// # Errors
///
/// `vtt.malformed` for what is no JSON object with an `_id` or `id`; `vtt.oversized`,
/// `vtt.too_deep` for what is beyond the limits.
///
/// ```
/// use tumulte_core::vtt::foundry::parse_item;
///
/// let ring = r#"{"_id": "i1", "name": "Ring of Embers", "type": "equipment",
///     "system": {"quantity": 1, "identified": false, "unidentified": {"name": "Odd ring"}}}"#;
/// let ring = parse_item(ring, &"dnd5e".into()).unwrap();
/// assert!(!ring.identified);
/// assert_eq!(ring.unidentified_name.as_deref(), Some("Odd ring"));
/// ```
pub fn parse_item<'a>(
    raw: impl Into<RawMessage<'a>>,
    system: &SystemId,
) -> Result<InventoryItem, VttError> {
    let sheet = Sheet::of(system);
    let document = sheet.item_mask().read(raw.into())?;
    identified(item(&sheet.items, &document))
}

fn identified(item: InventoryItem) -> Result<InventoryItem, VttError> {
    if item.vtt_item_id.is_empty() {
        return Err(VttError::Malformed {
            expected: "an item with _id or id",
            found: "none".to_owned(),
        });
    }
    Ok(item)
}

/// Reads one item document as [`parse_item`] does; none for what is no belonging, such as a feat or a spell.
///
/// # Errors
///
/// As [`parse_item`].
pub fn parse_belonging<'a>(
    raw: impl Into<RawMessage<'a>>,
    system: &SystemId,
) -> Result<Option<InventoryItem>, VttError> {
    let sheet = Sheet::of(system);
    let document = sheet.item_mask().read(raw.into())?;
    let item = identified(item(&sheet.items, &document))?;
    Ok(Some(item).filter(|_| is_belonging(&sheet.items, &document)))
}

/// The items of an actor that are belongings; feats, spells and classes are not.
pub(super) fn belongings(sheet: &Sheet, items: &[Tree<'_>]) -> Vec<InventoryItem> {
    let paths = &sheet.items;
    let owned = items.iter().filter(|item| is_belonging(paths, item));
    owned.map(|document| item(paths, document)).collect()
}

fn is_belonging(paths: &ItemPaths, item: &Tree<'_>) -> bool {
    let is_listed = |kind| paths.kinds.iter().any(|listed| listed == kind);
    item.text_at("type").is_some_and(is_listed) || quantity(paths, item).is_some()
}

fn item(paths: &ItemPaths, document: &Tree<'_>) -> InventoryItem {
    let marks = |list: &[String]| -> Vec<Mark> {
        list.iter().filter_map(|path| mark(at(document, path)?)).collect()
    };
    let equipped = marks(&paths.equipped);
    let is_equipped = |mark: &Mark| match mark {
        Mark::Switch(switch) => *switch,
        Mark::Word(word) => paths.equipped_words.contains(word),
    };
    let is_unknown = |mark: &Mark| match mark {
        Mark::Switch(is_identified) => !is_identified,
        Mark::Word(word) => paths.unidentified_words.contains(word),
    };
    let unidentified_name =
        paths.unidentified_name.iter().find_map(|path| at(document, path)?.text());
    InventoryItem {
        kind: document.text_at("type").map(str::to_owned),
        quantity: Number::new(quantity(paths, document).unwrap_or(1.0)),
        equipped: (!equipped.is_empty()).then(|| equipped.iter().any(is_equipped)),
        identified: !marks(&paths.identified).iter().any(is_unknown),
        unidentified_name: unidentified_name.map(str::to_owned),
        // Any word in a mark that hides is taken for a yes.
        hidden: marks(&paths.hidden).iter().any(|mark| *mark != Mark::Switch(false)),
        img: document.first_text(&["img"]),
        ..InventoryItem::new(
            document.first_text(&["_id", "id"]).unwrap_or_default(),
            document.first_text(&["name"]).unwrap_or_default(),
        )
    }
}

fn quantity(paths: &ItemPaths, document: &Tree<'_>) -> Option<f64> {
    paths.quantity.iter().find_map(|path| at(document, path)?.number())
}

fn at<'t, 'a>(document: &'t Tree<'a>, path: &str) -> Option<&'t Tree<'a>> {
    match path.strip_prefix('/') {
        Some(path) => document.at(path),
        None => system_of(document).at(path),
    }
}

#[derive(Debug, PartialEq)]
enum Mark {
    Switch(bool),
    Word(String),
}

fn mark(tree: &Tree<'_>) -> Option<Mark> {
    match tree {
        Tree::Flag(_) | Tree::Number(_) => Some(Mark::Switch(tree.is_on())),
        _ => tree.text().map(|word| Mark::Word(word.to_lowercase())),
    }
}
