//! The REST interface, to read: its own description, laid out.
#![expect(
    clippy::indexing_slicing,
    reason = "JSON answers every key and place, with null for what is not there"
)]

use askama::Template;
use serde_json::Value;

use super::Chrome;

/// The page at `/docs`.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "docs.html")]
pub struct DocsPage {
    /// The frame.
    pub chrome: Chrome,
    /// What the interface is, in a few sentences.
    pub about: String,
    /// The routes by what they are about.
    pub groups: Vec<DocsGroup>,
    /// The shapes that go in and out, by name.
    pub shapes: Vec<DocsShape>,
}

/// Routes about the same thing.
#[derive(Debug, Clone, Default)]
pub struct DocsGroup {
    /// The tag: `campaigns`.
    pub name: String,
    /// What they are about.
    pub about: String,
    /// The routes.
    pub routes: Vec<DocsRoute>,
}

/// One route.
#[derive(Debug, Clone, Default)]
pub struct DocsRoute {
    /// The method: `POST`.
    pub method: String,
    /// The path, with its places in braces.
    pub path: String,
    /// What it does.
    pub about: String,
    /// Whose token or cookie it wants: `session`, `connection`; nothing for everybody.
    pub wants: Option<String>,
    /// What stands in the path and behind the `?`.
    pub parameters: Vec<DocsField>,
    /// The shape of the body.
    pub body: Option<DocsType>,
    /// Status, sentence and shape of each answer.
    pub answers: Vec<DocsAnswer>,
}

/// One answer of a route.
#[derive(Debug, Clone, Default)]
pub struct DocsAnswer {
    /// The status.
    pub status: String,
    /// What it means.
    pub about: String,
    /// The shape of the body.
    pub body: Option<DocsType>,
}

/// A named shape.
#[derive(Debug, Clone, Default)]
pub struct DocsShape {
    /// Its name.
    pub name: String,
    /// What it is.
    pub about: String,
    /// Its fields; none for what is open.
    pub fields: Vec<DocsField>,
}

/// A field of a shape, or a parameter.
#[derive(Debug, Clone, Default)]
pub struct DocsField {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: DocsType,
    /// Whether it may be left out.
    pub is_optional: bool,
    /// What it is.
    pub about: String,
}

/// The type of a value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocsType {
    /// In words: `list of Campaign`.
    pub words: String,
    /// The named shape it is made of.
    pub shape: Option<String>,
}

impl DocsPage {
    /// Lays out a description; one that can't be read gives an empty page.
    #[must_use]
    pub fn new(chrome: Chrome, document: &str) -> Self {
        let api: Value = serde_json::from_str(document).unwrap_or_default();
        let mut groups: Vec<DocsGroup> = list(&api["tags"])
            .map(|tag| DocsGroup {
                name: text(&tag["name"]),
                about: text(&tag["description"]),
                routes: Vec::new(),
            })
            .collect();
        for (path, item) in fields(&api["paths"]) {
            for (method, operation) in fields(item) {
                let tag = text(&operation["tags"][0]);
                let group = groups.iter_mut().find(|group| group.name == tag);
                if let Some(group) = group {
                    group.routes.push(route(method, path, operation));
                }
            }
        }
        groups.retain(|group| !group.routes.is_empty());
        let shapes = fields(&api["components"]["schemas"]);
        Self {
            chrome,
            about: text(&api["info"]["description"]),
            groups,
            shapes: shapes.map(|(name, schema)| shape(name, schema)).collect(),
        }
    }
}

fn route(method: &str, path: &str, operation: &Value) -> DocsRoute {
    let wants = fields(&operation["security"][0]).next().map(|(name, _)| name.clone());
    DocsRoute {
        method: method.to_uppercase(),
        path: path.to_owned(),
        about: text(&operation["summary"]),
        wants,
        parameters: list(&operation["parameters"])
            .map(|parameter| DocsField {
                name: text(&parameter["name"]),
                kind: kind(&parameter["schema"]),
                is_optional: parameter["required"] != true,
                about: text(&parameter["description"]),
            })
            .collect(),
        body: body(&operation["requestBody"]),
        answers: fields(&operation["responses"])
            .filter(|(status, _)| *status != "default")
            .map(|(status, answer)| DocsAnswer {
                status: status.clone(),
                about: text(&answer["description"]),
                body: body(answer),
            })
            .collect(),
    }
}

fn body(holder: &Value) -> Option<DocsType> {
    let (_, content) = fields(&holder["content"]).next()?;
    Some(kind(&content["schema"]))
}

fn shape(name: &str, schema: &Value) -> DocsShape {
    let parts: Vec<&Value> =
        ["allOf", "oneOf"].iter().flat_map(|key| list(&schema[*key])).collect();
    let parts = if parts.is_empty() { vec![schema] } else { parts };
    let fields = parts.iter().flat_map(|part| {
        let required: Vec<String> = list(&part["required"]).map(text).collect();
        fields(&part["properties"]).map(move |(name, schema)| DocsField {
            name: name.clone(),
            kind: kind(schema),
            is_optional: !required.contains(name),
            about: text(&schema["description"]),
        })
    });
    let fields = fields.collect();
    DocsShape { name: name.to_owned(), about: text(&schema["description"]), fields }
}

fn kind(schema: &Value) -> DocsType {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return DocsType { words: name.to_owned(), shape: Some(name.to_owned()) };
    }
    for key in ["oneOf", "allOf", "anyOf"] {
        let mut parts = list(&schema[key]).filter(|part| part["type"] != "null");
        if let Some(part) = parts.next() {
            return kind(part);
        }
    }
    let types: Vec<String> = match &schema["type"] {
        Value::String(one) => vec![one.clone()],
        several => list(several).map(text).collect(),
    };
    if types.iter().any(|word| word == "array") {
        let inner = kind(&schema["items"]);
        return DocsType { words: format!("[{}]", inner.words), ..inner };
    }
    let words: Vec<String> = types
        .into_iter()
        .map(|word| match schema["format"].as_str() {
            Some(format) if word == "string" => format.to_owned(),
            _ => word,
        })
        .collect();
    let words = if words.is_empty() { "any".to_owned() } else { words.join(" | ") };
    DocsType { words, shape: None }
}

/// Descriptions mark what is code; a page of plain text has no use for the marks.
fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().replace('`', "")
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_laid_out() {
        let document = serde_json::json!({
            "info": { "description": "What it is." },
            "tags": [{ "name": "things", "description": "Things." }, { "name": "unused" }],
            "paths": { "/things/{id}": { "get": {
                "tags": ["things"], "summary": "A thing.", "security": [{ "session": [] }],
                "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } }],
                "responses": {
                    "200": { "description": "It.", "content": { "application/json": { "schema": { "type": "array", "items": { "$ref": "#/components/schemas/Thing" } } } } },
                    "default": { "description": "No." },
                },
            } } },
            "components": { "schemas": { "Thing": {
                "description": "A thing.", "required": ["name"],
                "properties": { "name": { "type": "string" }, "size": { "type": ["integer", "null"] } },
            } } },
        });
        let page = DocsPage::new(Chrome::default(), &document.to_string());
        let [group] = page.groups.as_slice() else { panic!("{:?}", page.groups) };
        let [route] = group.routes.as_slice() else { panic!("{group:?}") };
        assert_eq!((route.method.as_str(), route.wants.as_deref()), ("GET", Some("session")));
        assert_eq!(route.parameters.first().unwrap().kind.words, "uuid");
        let [answer] = route.answers.as_slice() else { panic!("{route:?}") };
        let body = DocsType { words: "[Thing]".to_owned(), shape: Some("Thing".to_owned()) };
        assert_eq!(answer.body, Some(body));
        let [shape] = page.shapes.as_slice() else { panic!("{:?}", page.shapes) };
        let fields: Vec<_> =
            shape.fields.iter().map(|it| (it.kind.words.as_str(), it.is_optional)).collect();
        assert_eq!(fields, [("string", false), ("integer | null", true)]);
    }
}
