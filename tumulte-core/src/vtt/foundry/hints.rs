//! The tables of one game system, ready to be walked.

use super::{
    json::Scanner,
    limit::MESSAGE,
    paths::{ANY, Answers, PathTree, Values, word},
};
use crate::model::{
    CardDice, CardTable, DieKinds, HintPath, HintPaths, HintPlace, HintValue, Hints, MessageTables,
    SystemId,
};

/// The step that stands for the roll's own place among the message's rolls.
const OWN_PLACE: &str = "{roll}";

/// Where a hint's alternative is looked for: the number of its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    Message(usize),
    Roll(usize),
    /// A list with a place for each of the message's rolls: the number of the capture, the way on.
    Each(usize, Vec<String>),
    /// An attribute, and the way into the JSON it may hold.
    Html(usize, Vec<String>),
    Card(usize),
}

#[derive(Debug, Clone)]
struct Alternative {
    place: Place,
    /// What is taken instead of the value found.
    word: Option<HintValue>,
}

type HintList<'t> = Vec<(&'t str, Vec<Alternative>)>;

/// Everything a rule file wants to know of a message.
#[derive(Debug, Clone)]
pub(super) struct HintPlan<'t> {
    tables: &'t MessageTables,
    hints: HintList<'t>,
    message: PathTree,
    roll: PathTree,
    html: Vec<String>,
    cards: Vec<CardGroup<'t>>,
}

/// Where the results of a card stand.
#[derive(Debug, Clone)]
pub(super) enum CardPlace {
    /// Inside the message: the number of the capture, and the way on from there.
    Message(usize, Vec<String>),
    /// Inside the JSON of an attribute.
    Html(usize, Vec<String>),
    /// As a browser shows them.
    Rendered,
}

/// Tables of results that stand in the same places.
#[derive(Debug, Clone)]
pub(super) struct CardGroup<'t> {
    pub(super) place: CardPlace,
    pub(super) beside: bool,
    at: &'t str,
    pub(super) cards: Vec<CardPlan<'t>>,
}

/// One table of results outside the message's rolls.
#[derive(Debug, Clone)]
pub(super) struct CardPlan<'t> {
    pub(super) table: &'t CardTable,
    pub(super) roll: Option<Vec<String>>,
    pub(super) dice: Vec<(Vec<String>, &'t CardDice)>,
    pub(super) total: Option<Vec<String>>,
    pub(super) formula: Option<Vec<String>>,
    /// The card's own facts.
    pub(super) tree: PathTree,
    hints: HintList<'t>,
}

/// What was found of one roll and around it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found<'f> {
    pub(super) message: &'f Answers<'f>,
    /// The roll's place among the message's own.
    pub(super) index: Option<usize>,
    pub(super) roll: &'f Values,
    pub(super) html: &'f [Option<String>],
    pub(super) card: Option<(&'f CardPlan<'f>, &'f Values)>,
}

impl<'t> HintPlan<'t> {
    /// Prepares tables for a game system. Paths that start nowhere find nothing. `also` are further
    /// paths of the message, for facts the reader itself needs; their answers are numbered from 0.
    pub(super) fn new(tables: &'t MessageTables, system: &SystemId, also: &[&str]) -> Self {
        let mut plan = Self {
            tables,
            hints: Vec::new(),
            message: PathTree::default(),
            roll: PathTree::default(),
            html: Vec::new(),
            cards: Vec::new(),
        };
        for path in also {
            plan.message.insert(path.split('.'), false);
        }
        plan.hints = plan.list(&tables.hints, system, &mut PathTree::default());
        for table in &tables.cards {
            let known = plan
                .cards
                .iter()
                .position(|group| group.at == table.at && group.beside == table.beside);
            let known = known.or_else(|| {
                let place = plan.card_place(&table.at, system)?;
                let (at, beside, cards) = (table.at.as_str(), table.beside, Vec::new());
                plan.cards.push(CardGroup { place, beside, at, cards });
                Some(plan.cards.len() - 1)
            });
            let card = plan.card(table, system);
            if let Some(group) = known.and_then(|known| plan.cards.get_mut(known)) {
                group.cards.push(card);
            }
        }
        plan.message.spread();
        plan.roll.spread();
        plan
    }

    fn list(
        &mut self,
        hints: &'t HintPaths,
        system: &SystemId,
        card: &mut PathTree,
    ) -> HintList<'t> {
        let mut list = Vec::with_capacity(hints.len());
        for (name, alternatives) in hints {
            let paths = alternatives.iter().filter_map(|path| HintPath::parse(path, system));
            let places = paths.filter_map(|path| self.alternative(path, card)).collect();
            list.push((name.as_str(), places));
        }
        list
    }

    fn alternative(&mut self, path: HintPath, card: &mut PathTree) -> Option<Alternative> {
        let asks = path.word.is_some();
        if path.place == HintPlace::Message
            && let Some(place) = path.steps.iter().position(|step| step == OWN_PLACE)
        {
            let (list, rest) = path.steps.split_at(place);
            let capture = self.message.capture(list.iter().map(String::as_str));
            let rest = rest.iter().skip(1).cloned().collect();
            return Some(Alternative { place: Place::Each(capture, rest), word: path.word });
        }
        let steps = path.steps.iter().map(String::as_str);
        let place = match path.place {
            HintPlace::Message => Place::Message(self.message.insert(steps, asks)),
            HintPlace::Roll => Place::Roll(self.roll.insert(steps, asks)),
            HintPlace::Card => Place::Card(card.insert(steps, asks)),
            HintPlace::Html => {
                let mut steps = path.steps.into_iter();
                Place::Html(self.attribute(steps.next()), steps.collect())
            }
            HintPlace::Template => return None,
        };
        Some(Alternative { place, word: path.word })
    }

    fn attribute(&mut self, name: Option<String>) -> usize {
        let name = name.unwrap_or_default().to_ascii_lowercase();
        self.html.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.html.push(name);
            self.html.len() - 1
        })
    }

    fn card_place(&mut self, at: &str, system: &SystemId) -> Option<CardPlace> {
        if at == "html" {
            return Some(CardPlace::Rendered);
        }
        let path = HintPath::parse(at, system)?;
        Some(match path.place {
            HintPlace::Message => {
                // Up to the first place that stands for many, the message is walked once.
                let fixed = path.steps.iter().take_while(|step| *step != ANY);
                let capture = self.message.capture(fixed.clone().map(String::as_str));
                CardPlace::Message(
                    capture,
                    path.steps.iter().skip(fixed.count()).cloned().collect(),
                )
            }
            HintPlace::Html => {
                let mut steps = path.steps.into_iter();
                CardPlace::Html(self.attribute(steps.next()), steps.collect())
            }
            HintPlace::Roll | HintPlace::Template | HintPlace::Card => return None,
        })
    }

    fn card(&mut self, table: &'t CardTable, system: &SystemId) -> CardPlan<'t> {
        let way = |way: &Option<String>| way.as_deref().map(|way| HintPath::steps(way, system));
        let mut tree = PathTree::default();
        let hints = self.list(&table.hints, system, &mut tree);
        tree.spread();
        CardPlan {
            table,
            roll: way(&table.roll),
            dice: table.dice.iter().map(|dice| (HintPath::steps(&dice.at, system), dice)).collect(),
            total: way(&table.total),
            formula: way(&table.formula),
            tree,
            hints,
        }
    }

    pub(super) const fn message(&self) -> &PathTree {
        &self.message
    }

    pub(super) const fn roll(&self) -> &PathTree {
        &self.roll
    }

    pub(super) fn cards(&self) -> &[CardGroup<'t>] {
        &self.cards
    }

    /// Whether rolls as a browser shows them are looked for.
    pub(super) fn renders(&self) -> bool {
        self.cards.iter().any(|card| matches!(card.place, CardPlace::Rendered))
    }

    /// Whether the message's rolls are one pool.
    pub(super) const fn is_pooled(&self) -> bool {
        self.tables.pooled
    }

    /// What dice stand for.
    pub(super) const fn kinds(&self) -> &DieKinds {
        &self.tables.kinds
    }

    /// The attributes to look for in the message's content.
    pub(super) fn attributes(&self) -> &[String] {
        &self.html
    }

    /// The hints of one roll: of each, the first alternative that was found; what the card says
    /// comes before what the message says.
    pub(super) fn hints(&self, found: &Found<'_>) -> Hints {
        let mut hints = Hints::new();
        self.collect(&self.hints, found, &mut hints);
        if let Some((card, _)) = found.card {
            self.collect(&card.hints, found, &mut hints);
        }
        hints
    }

    fn collect(&self, list: &HintList<'_>, found: &Found<'_>, hints: &mut Hints) {
        for (name, alternatives) in list {
            if let Some(value) = alternatives.iter().find_map(|one| one.value(found)) {
                hints.insert((*name).to_owned(), self.tables.word(name, value));
            }
        }
    }
}

impl Alternative {
    fn value(&self, found: &Found<'_>) -> Option<HintValue> {
        let read;
        let value = match &self.place {
            Place::Message(answer) => found.message.values.get(*answer)?,
            Place::Each(capture, steps) => {
                let list = found.message.captured(*capture)?;
                read = item(list, found.index?, steps)?;
                &read
            }
            Place::Roll(answer) => found.roll.get(*answer)?,
            Place::Card(answer) => found.card?.1.get(*answer)?,
            Place::Html(answer, steps) => {
                read = within(found.html.get(*answer)?.as_deref()?, steps)?;
                &read
            }
        };
        match &self.word {
            Some(word) => value.is_set().then(|| word.clone()),
            None => Some(value.clone()),
        }
    }
}

/// What stands in one place of a list.
fn item(list: &str, index: usize, steps: &[String]) -> Option<HintValue> {
    let mut tree = PathTree::default();
    let index = index.to_string();
    tree.insert(core::iter::once(&index).chain(steps).map(String::as_str), false);
    let mut answers = Answers::default();
    tree.root().pick(&mut Scanner::<false>::new(list, MESSAGE), &mut answers).ok()?;
    answers.values.get(0).cloned()
}

/// An attribute's value, or what stands in the JSON it holds.
fn within(text: &str, steps: &[String]) -> Option<HintValue> {
    if steps.is_empty() {
        return word(text);
    }
    let mut tree = PathTree::default();
    tree.insert(steps.iter().map(String::as_str), false);
    let mut answers = Answers::default();
    let mut json = Scanner::<false>::new(text, MESSAGE);
    tree.root().pick(&mut json, &mut answers).ok()?;
    json.end().ok()?;
    answers.values.get(0).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hints(paths: &[(&str, &[&str])], message: &str) -> Hints {
        let paths = paths
            .iter()
            .map(|(name, list)| ((*name).to_owned(), list.iter().map(|&p| p.to_owned()).collect()))
            .collect();
        let tables = MessageTables {
            hints: paths,
            ..serde_json::from_str(
                r#"{
            "words": {"mapped": {"hit": true, "*": "other"}}
        }"#,
            )
            .unwrap()
        };
        let plan = HintPlan::new(&tables, &SystemId::new("gurps"), &[]);
        let mut answers = Answers::default();
        let mut json = Scanner::<false>::new(message, MESSAGE);
        plan.message().root().pick(&mut json, &mut answers).unwrap();
        json.end().unwrap();
        let none = Values::default();
        plan.hints(&Found { message: &answers, index: Some(1), roll: &none, html: &[], card: None })
    }

    #[test]
    fn the_first_alternative_found_wins() {
        let message = r#"{"system":{"dc":15},"flags":{"gurps":{"dc":"18","list":[1,{"x":true}]}}}"#;
        let found = hints(
            &[
                ("dc", &["message.flags.{system}.dc", "message.system.dc"]),
                ("other", &["message.flags.nothing", "message.system.dc"]),
                ("deep", &["message.flags.gurps.list.1.x"]),
                ("missing", &["message.flags.gurps.list.7"]),
            ],
            message,
        );
        assert_eq!(found.get("dc"), Some(&HintValue::from(18.0)));
        assert_eq!(found.get("other"), Some(&HintValue::from(15.0)));
        assert_eq!(found.get("deep"), Some(&HintValue::from(true)));
        assert_eq!(found.get("missing"), None);
    }

    #[test]
    fn any_place_dotted_keys_and_words_are_understood() {
        let message = r#"{"parts":{"a":{"type":""},"b":{"type":"hit","n":[{"x":7}]}},
            "options":{"dcc.isAttack":true,"dcc":{"isCrit":false}},"empty":{},"full":{"k":null}}"#;
        let found = hints(
            &[
                ("mapped", &["message.parts.*.type"]),
                (
                    "type",
                    &[
                        "message.options.dcc.isCrit -> crit",
                        "message.options.dcc.isAttack -> attack",
                    ],
                ),
                ("deep", &["message.parts.b.n[0].x"]),
                ("exact", &["message.parts.b.type"]),
                ("present", &["message.empty -> 1", "message.full -> 2"]),
            ],
            message,
        );
        assert_eq!(found.get("mapped"), Some(&HintValue::from(true)));
        assert_eq!(found.get("type"), Some(&HintValue::from("attack")));
        assert_eq!(found.get("deep"), Some(&HintValue::from(7.0)));
        assert_eq!(found.get("exact"), Some(&HintValue::from("hit")));
        assert_eq!(found.get("present"), Some(&HintValue::from(2.0)));
    }

    #[test]
    fn a_list_may_have_a_place_for_each_roll() {
        let message = r#"{"flags":{"targets":[{"crit":false},{"crit":true}]}}"#;
        let found = hints(
            &[
                ("crit", &["message.flags.targets.{roll}.crit"]),
                ("word", &["message.flags.targets.{roll}.crit -> yes"]),
            ],
            message,
        );
        assert_eq!(found.get("crit"), Some(&HintValue::from(true)));
        assert_eq!(found.get("word"), Some(&HintValue::from("yes")));
    }

    #[test]
    fn an_attribute_may_hold_json() {
        let steps = |path: &str| path.split('.').map(str::to_owned).collect::<Vec<_>>();
        let json = r#"{"raw":{"dice":[3,9]}}"#;
        assert_eq!(within(json, &steps("raw.dice.1")), Some(HintValue::from(9.0)));
        assert_eq!(within(json, &steps("raw.none")), None);
        assert_eq!(within("no json", &steps("raw")), None);
    }

    #[test]
    fn null_and_containers_are_no_facts() {
        let message = r#"{"flags":{"a":null,"b":{"c":1},"d":"word"}}"#;
        let found =
            hints(&[("a", &["message.flags.a", "message.flags.b", "message.flags.d"])], message);
        assert_eq!(found.get("a"), Some(&HintValue::from("word")));
    }

    #[test]
    fn a_path_may_be_the_beginning_of_another() {
        let found =
            hints(&[("whole", &["message.x"]), ("part", &["message.x.y"])], r#"{"x":{"y":3}}"#);
        assert_eq!(found.get("whole"), None);
        assert_eq!(found.get("part"), Some(&HintValue::from(3.0)));
    }
}
