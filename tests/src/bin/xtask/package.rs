use std::{
    env,
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
};

use serde_json::Value;
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use crate::{
    command::{self, Log},
    failure::{Failure, Result},
    workspace::{self, Workspace},
};

const MODULE: &str = "foundry-module";
const MANIFEST: &str = "module.json";
const RELAY: &str = "bindings-wasm/relay";
/// What a developer of the module needs and a game master does not.
const LEFT_OUT: [&str; 6] =
    ["dev", "test", "types", "package.json", "package-lock.json", "tsconfig.json"];

/// Where a release will be found: the address of its folder, without a slash at the end.
const RELEASES: &str = "TUMULTE_RELEASES";

/// Writes the archive that Foundry installs the module from; the same files always make the same bytes.
///
/// With `TUMULTE_RELEASES` the manifest inside names the addresses it is updated from, and `releases` holds what has to lie there: Foundry asks
/// for `manifest` (the newest) and loads `download` (this one).
pub(crate) fn module(workspace: &Workspace) -> Result<PathBuf> {
    let source = workspace.path(MODULE);
    let archive = archive(workspace)?;
    let folder = archive.parent().unwrap_or(&archive);
    fs::create_dir_all(folder).map_err(Failure::at(folder))?;
    let manifest = folder.join(MANIFEST);
    let own = source.join(MANIFEST);
    let text = fs::read(&own).map_err(Failure::at(&own))?;
    let releases = env::var(RELEASES).ok();
    let text = match &releases {
        Some(releases) => released(&text, releases, &archive)?,
        None => text,
    };
    fs::write(&manifest, &text).map_err(Failure::at(&manifest))?;
    let mut entries: Vec<(String, PathBuf)> = shipped(&source)?;
    entries.retain(|(name, _)| name != MANIFEST);
    entries.push((MANIFEST.to_owned(), manifest.clone()));
    entries.push(("LICENSE".to_owned(), workspace.path("LICENSE")));
    entries.sort();
    let changelog = source.join("CHANGELOG.md");
    let changelog = fs::read_to_string(&changelog).map_err(Failure::at(&changelog))?;
    let names: Vec<&str> = entries.iter().map(|(name, _)| name.as_str()).collect();
    check(&serde_json::from_slice(&text)?, &names, &changelog)?;
    write(&archive, &entries)?;
    if releases.is_some() {
        publish(&folder.join("releases"), &manifest, &archive)?;
    }
    Ok(archive)
}

/// Whether everything the manifest names is there, and people are told what is new.
fn check(manifest: &Value, packed: &[&str], changelog: &str) -> Result<()> {
    let text = |key: &str| manifest.get(key).and_then(Value::as_str);
    let list = |key: &str| manifest.get(key).and_then(Value::as_array).into_iter().flatten();
    let languages = list("languages").filter_map(|language| language.get("path"));
    let named = list("esmodules").chain(list("styles")).chain(languages).filter_map(Value::as_str);
    let pages = ["readme", "changelog"].map(|key| text(key).unwrap_or(key));
    let always = ["LICENSE", "vendor/socket.io-client/LICENSE"];
    for name in named.chain(pages).chain(always) {
        if !packed.contains(&name) {
            return Err(Failure::new(format!("{name} is not in the archive")));
        }
    }
    let version = text("version").unwrap_or_default();
    let latest = changelog.lines().find_map(|line| line.strip_prefix("## ")).unwrap_or_default();
    if latest.split_whitespace().next() != Some(version) {
        return Err(Failure::new(format!("the changelog begins with {latest}, not {version}")));
    }
    Ok(())
}

/// Lays out what `TUMULTE_RELEASES` has to serve: the newest manifest, and this version with its own.
fn publish(folder: &Path, manifest: &Path, archive: &Path) -> Result<()> {
    let json: Value = serde_json::from_slice(&fs::read(manifest).map_err(Failure::at(manifest))?)?;
    let version = json.get("version").and_then(Value::as_str).unwrap_or_default();
    let own = folder.join(version);
    fs::create_dir_all(&own).map_err(Failure::at(&own))?;
    let name = archive.file_name().unwrap_or_default();
    let copies = [
        (manifest, folder.join(MANIFEST)),
        (manifest, own.join(MANIFEST)),
        (archive, own.join(name)),
    ];
    for (from, to) in copies {
        fs::copy(from, &to).map_err(Failure::at(&to))?;
    }
    Ok(())
}

/// A manifest that names where it is updated from and where this version lies.
fn released(manifest: &[u8], releases: &str, archive: &Path) -> Result<Vec<u8>> {
    let mut json: Value = serde_json::from_slice(manifest)?;
    let folder = releases.trim_end_matches('/');
    if !folder.starts_with("https://") && !folder.starts_with("http://") {
        return Err(Failure::new(format!(
            "{RELEASES} is {releases}, expected an https:// address"
        )));
    }
    let name = archive.file_name().unwrap_or_default().to_string_lossy();
    let version = json.get("version").and_then(Value::as_str).unwrap_or_default().to_owned();
    if let Some(fields) = json.as_object_mut() {
        fields.insert("manifest".to_owned(), format!("{folder}/{MANIFEST}").into());
        fields.insert("download".to_owned(), format!("{folder}/{version}/{name}").into());
    }
    let mut text = serde_json::to_vec_pretty(&json)?;
    text.push(b'\n');
    Ok(text)
}

/// Where the archive lies once it is written.
pub(crate) fn archive(workspace: &Workspace) -> Result<PathBuf> {
    let manifest = workspace.path(MODULE).join(MANIFEST);
    let json: Value =
        serde_json::from_slice(&fs::read(&manifest).map_err(Failure::at(&manifest))?)?;
    let text = |key: &str| json.get(key).and_then(Value::as_str);
    let (Some(id), Some(version)) = (text("id"), text("version")) else {
        return Err(Failure::new("module.json names no id or no version"));
    };
    Ok(workspace.target().join("package").join(format!("{id}-{version}.zip")))
}

/// Builds the browser relay and writes its archives: the extension, the symbiote; the userscript lies beside them.
pub(crate) fn relay(workspace: &Workspace, log: &mut Log) -> Result<Vec<PathBuf>> {
    let folder = workspace.target().join("package");
    let built = folder.join("relay");
    fs::create_dir_all(&folder).map_err(Failure::at(&folder))?;
    let source = workspace.path(RELAY);
    let mut node = command::command(workspace, "node");
    log.must(node.arg("build.mjs").arg(&built).current_dir(&source))?;
    let mut made = Vec::new();
    for part in ["extension", "symbiote"] {
        let root = built.join(part);
        let entry = |path: PathBuf| {
            let relative = path.strip_prefix(&root).unwrap_or(&path);
            let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
            (parts.join("/"), path)
        };
        let files = workspace::files(&root, &|_: &Path| true)?;
        let mut entries: Vec<(String, PathBuf)> = files.into_iter().map(entry).collect();
        entries.sort();
        let archive = folder.join(format!("tumulte-relay-{part}.zip"));
        write(&archive, &entries)?;
        made.push(archive);
    }
    made.push(built.join("tumulte-relay.user.js"));
    Ok(made)
}

/// Names in the archive with the files they come from.
fn shipped(source: &Path) -> Result<Vec<(String, PathBuf)>> {
    let is_shipped = |path: &Path| {
        let relative = path.strip_prefix(source).unwrap_or(path);
        let first = relative.iter().next().unwrap_or_default().to_string_lossy();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        !LEFT_OUT.contains(&&*first) && !name.starts_with('.') && relative != Path::new("LICENSE")
    };
    let named = |path: PathBuf| {
        let relative = path.strip_prefix(source).unwrap_or(&path);
        let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
        (parts.join("/"), path)
    };
    Ok(workspace::files(source, &is_shipped)?.into_iter().map(named).collect())
}

fn write(archive: &Path, entries: &[(String, PathBuf)]) -> Result<()> {
    let failed =
        |error: zip::result::ZipError| Failure::new(format!("{}: {error}", archive.display()));
    let mut zip = ZipWriter::new(File::create(archive).map_err(Failure::at(archive))?);
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (name, path) in entries {
        let bytes = fs::read(path).map_err(Failure::at(path))?;
        zip.start_file(name.as_str(), options).map_err(failed)?;
        zip.write_all(&bytes).map_err(Failure::at(archive))?;
    }
    zip.finish().map_err(failed)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_names_the_newest_manifest_and_its_own_archive() {
        let manifest = br#"{"id":"m","version":"1.2.3"}"#;
        let text =
            released(manifest, "https://x.example/r/", Path::new("out/m-1.2.3.zip")).unwrap();
        let json: Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(json["manifest"], "https://x.example/r/module.json");
        assert_eq!(json["download"], "https://x.example/r/1.2.3/m-1.2.3.zip");
    }

    #[test]
    fn a_release_lies_at_an_address() {
        assert!(released(b"{}", "releases.example", Path::new("m.zip")).is_err());
    }

    #[test]
    fn what_the_manifest_names_is_in_the_archive() {
        let manifest = serde_json::json!({
            "version": "1.2.3", "esmodules": ["a.mjs"], "languages": [{ "path": "lang/en.json" }],
            "readme": "README.md", "changelog": "CHANGELOG.md",
        });
        let all = [
            "a.mjs",
            "lang/en.json",
            "README.md",
            "CHANGELOG.md",
            "LICENSE",
            "vendor/socket.io-client/LICENSE",
        ];
        let news = "# Changelog\n\n## 1.2.3 (today)\n";
        check(&manifest, &all, news).unwrap();
        assert!(check(&manifest, &all, "## 1.2.2\n## 1.2.3\n").is_err());
        for left_out in 0..all.len() {
            let mut names = all.to_vec();
            names.remove(left_out);
            assert!(check(&manifest, &names, news).is_err(), "{left_out}");
        }
    }

    #[test]
    fn a_release_lies_where_its_manifest_says() {
        let folder = std::env::temp_dir().join(format!("tumulte-release-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let (manifest, archive) = (folder.join(MANIFEST), folder.join("m-1.2.3.zip"));
        let text = released(br#"{"version":"1.2.3"}"#, "https://x.example", &archive).unwrap();
        fs::write(&manifest, &text).unwrap();
        fs::write(&archive, "zip").unwrap();
        let releases = folder.join("releases");
        publish(&releases, &manifest, &archive).unwrap();
        let json: Value = serde_json::from_slice(&text).unwrap();
        for key in ["manifest", "download"] {
            let path = json[key].as_str().unwrap().strip_prefix("https://x.example/").unwrap();
            assert!(releases.join(path).is_file(), "{path}");
        }
        assert!(releases.join("1.2.3").join(MANIFEST).is_file());
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_same_files_make_the_same_bytes() {
        let folder = std::env::temp_dir().join(format!("tumulte-package-{}", std::process::id()));
        fs::create_dir_all(folder.join("scripts")).unwrap();
        fs::create_dir_all(folder.join("test")).unwrap();
        fs::write(folder.join("module.json"), "{}").unwrap();
        fs::write(folder.join("scripts/main.mjs"), "export {};\n").unwrap();
        fs::write(folder.join("test/main.test.mjs"), "left out").unwrap();
        let entries = shipped(&folder).unwrap();
        let names: Vec<&str> = entries.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["module.json", "scripts/main.mjs"]);
        let bytes = |name: &str| {
            let archive = folder.join(name);
            write(&archive, &entries).unwrap();
            fs::read(archive).unwrap()
        };
        assert_eq!(bytes("first.zip"), bytes("second.zip"));
        fs::remove_dir_all(folder).unwrap();
    }
}
