//! Style sheets, modules and pictures, compiled in.

use std::{collections::HashMap, fmt::Write as _, sync::LazyLock};

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

// Folder by folder: the tests beside them are not for visitors.
static CONSOLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/console");
static OVERLAY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/overlay");
// What the build brought; empty where it could not.
static FONTS: Dir<'_> = include_dir!("$OUT_DIR/fonts");
static VOTE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/vote");
static SHARED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/shared");
static SINGLE: [(&str, &[u8]); 2] = [
    ("tokens.css", include_bytes!("../../assets/tokens.css")),
    ("favicon.svg", include_bytes!("../../assets/favicon.svg")),
];

/// The `Content-Security-Policy` of the console's pages.
pub const CONSOLE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data: http: https:; connect-src 'self'; frame-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

/// The `Content-Security-Policy` of the overlay page; the console shows it in a frame.
pub const OVERLAY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    font-src 'self'; img-src 'self' data: http: https:; connect-src 'self'; base-uri 'none'; \
    frame-ancestors 'self'";

/// One static file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asset {
    /// Its content.
    pub bytes: &'static [u8],
    /// Its `Content-Type`.
    pub content_type: &'static str,
    /// Its `ETag`, quotes included. It changes with the content, so `Cache-Control: no-cache` does.
    pub etag: &'static str,
}

struct Entry {
    bytes: &'static [u8],
    content_type: &'static str,
    etag: String,
}

static ASSETS: LazyLock<HashMap<String, Entry>> = LazyLock::new(|| {
    let folders = [
        ("console", &CONSOLE),
        ("overlay", &OVERLAY),
        ("fonts", &FONTS),
        ("shared", &SHARED),
        ("vote", &VOTE),
    ];
    let in_folders = folders.into_iter().flat_map(|(folder, dir)| {
        dir.files()
            .map(move |file| (format!("{folder}/{}", file.path().display()), file.contents()))
    });
    let single = SINGLE.iter().map(|(path, bytes)| ((*path).to_owned(), *bytes));
    in_folders
        .chain(single)
        .filter_map(|(path, bytes)| {
            let content_type = content_type(&path)?;
            Some((path, Entry { bytes, content_type, etag: etag(bytes) }))
        })
        .collect()
});

/// The static file at a path below `/assets/`, such as `overlay/main.mjs`.
#[must_use]
pub fn asset(path: &str) -> Option<Asset> {
    let entry = ASSETS.get(path)?;
    Some(Asset { bytes: entry.bytes, content_type: entry.content_type, etag: &entry.etag })
}

/// The page behind `/overlay/{overlayKey}/…`; it reads key and view from its own address.
#[must_use]
pub fn overlay_page() -> Option<Asset> {
    asset("overlay/overlay.html")
}

fn content_type(path: &str) -> Option<&'static str> {
    match path.rsplit_once('.')?.1 {
        "css" => Some("text/css; charset=utf-8"),
        "html" => Some("text/html; charset=utf-8"),
        "mjs" => Some("text/javascript; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        "woff2" => Some("font/woff2"),
        _ => None,
    }
}

fn etag(bytes: &[u8]) -> String {
    let mut tag = String::from("\"");
    for byte in Sha256::digest(bytes).iter().take(12) {
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(path: &str) -> &'static str {
        std::str::from_utf8(asset(path).unwrap().bytes).unwrap()
    }

    #[test]
    fn files_have_the_type_a_browser_insists_on() {
        assert_eq!(
            asset("overlay/main.mjs").unwrap().content_type,
            "text/javascript; charset=utf-8"
        );
        assert_eq!(asset("tokens.css").unwrap().content_type, "text/css; charset=utf-8");
        assert_eq!(asset("overlay/smoke.svg").unwrap().content_type, "image/svg+xml");
    }

    #[test]
    fn nothing_outside_the_shown_folders_is_served() {
        for path in ["", "../Cargo.toml", "test/queue.test.mjs", "overlay", "overlay/../tokens.css"]
        {
            assert_eq!(asset(path), None, "{path}");
        }
    }

    #[test]
    fn tags_differ_with_the_content() {
        assert_ne!(asset("tokens.css").unwrap().etag, asset("favicon.svg").unwrap().etag);
    }

    #[test]
    fn every_module_that_is_imported_is_served() {
        for path in ASSETS.keys().filter(|path| path.ends_with("mjs")) {
            let (folder, _) = path.rsplit_once('/').unwrap();
            for import in
                text(path).split("from '").skip(1).filter_map(|rest| rest.split('\'').next())
            {
                let target = match import.strip_prefix("../") {
                    Some(elsewhere) => elsewhere.to_owned(),
                    None => format!("{folder}/{}", import.trim_start_matches("./")),
                };
                assert!(asset(&target).is_some(), "{path} imports {import}");
            }
        }
    }

    #[test]
    fn no_page_or_module_needs_an_exception_from_the_policy() {
        for path in ASSETS.keys().filter(|path| path.ends_with("html") || path.ends_with("mjs")) {
            for banned in [
                "innerHTML",
                "insertAdjacentHTML",
                "eval(",
                " style=",
                "<style",
                "onclick",
                "//cdn",
            ] {
                assert!(!text(path).contains(banned), "{path} has {banned}");
            }
        }
    }

    #[test]
    fn the_overlay_needs_nothing_younger_than_chromium_103() {
        let too_young = [
            ":has(",
            "@container",
            "@scope",
            "@starting-style",
            "color-mix(",
            "oklch(",
            "dvh",
            "\n  &",
            "text-wrap",
            "popover",
            "startViewTransition",
            ".toSorted(",
            ".findLast(",
            "structuredClone",
            "Object.groupBy",
            "withResolvers",
            "AbortSignal.any",
        ];
        let is_theirs =
            |path: &&String| !path.starts_with("console/") && !path.starts_with("fonts/");
        for path in ASSETS.keys().filter(is_theirs) {
            for feature in too_young {
                assert!(!text(path).contains(feature), "{path} uses {feature}");
            }
        }
    }

    #[test]
    fn the_light_twin_is_the_same_by_machine_and_by_hand() {
        let block = |selector: &str| -> Vec<&str> {
            let rest = text("tokens.css").split_once(selector).unwrap().1;
            rest.split('}')
                .next()
                .unwrap()
                .lines()
                .map(str::trim)
                .filter(|line| line.contains(':'))
                .collect()
        };
        let by_machine = block(":root:not([data-theme=\"dark\"]) {");
        assert!(by_machine.len() > 20);
        assert_eq!(by_machine, block(":root[data-theme=\"light\"] {"));
    }
}
