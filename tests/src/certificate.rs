//! A certificate authority of the tests' own, made by `openssl` at run time, and what it vouches for: `localhost`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::keeper::program;

/// For how many days anything is good.
const DAYS: &str = "2";

/// Whether this machine has what makes them.
#[must_use]
pub fn can_be_made() -> bool {
    program("openssl").is_some()
}

/// The files of an authority and of the server it vouches for.
#[derive(Debug, Clone)]
pub struct Certificates {
    /// What clients trust.
    pub authority: PathBuf,
    /// What the server shows.
    pub server: PathBuf,
    /// The server's key.
    pub server_key: PathBuf,
}

impl Certificates {
    /// Makes all of them in a folder.
    ///
    /// # Errors
    ///
    /// `openssl` is not installed, or fails; the text says why.
    pub fn make(folder: &Path) -> Result<Self, String> {
        let file = |name: &str| folder.join(name);
        let certificates = Self {
            authority: file("authority.pem"),
            server: file("server.pem"),
            server_key: file("server.key"),
        };
        let (authority_key, request, names) =
            (file("authority.key"), file("server.csr"), file("names.cnf"));
        let vouched = "subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\n";
        fs::write(&names, vouched).map_err(|error| format!("{}: {error}", names.display()))?;
        let Self { authority, server, server_key } = &certificates;
        openssl(&[
            &["req", "-x509", "-days", DAYS, "-subj", "/CN=Tumulte tests"],
            &["-addext", "keyUsage=critical,keyCertSign"],
            &NEW_KEY,
            &["-keyout", &path(&authority_key), "-out", &path(authority)],
        ])?;
        openssl(&[
            &["req", "-new", "-subj", "/CN=localhost"],
            &NEW_KEY,
            &["-keyout", &path(server_key), "-out", &path(&request)],
        ])?;
        openssl(&[
            &["x509", "-req", "-days", DAYS, "-in", &path(&request), "-extfile", &path(&names)],
            &["-CA", &path(authority), "-CAkey", &path(&authority_key), "-CAcreateserial"],
            &["-out", &path(server)],
        ])?;
        Ok(certificates)
    }
}

const NEW_KEY: [&str; 5] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

fn openssl(arguments: &[&[&str]]) -> Result<(), String> {
    let openssl = program("openssl").ok_or_else(|| {
        "openssl is not installed: `cargo xtask setup` does it, or `apt-get install openssl`"
            .to_owned()
    })?;
    let made = Command::new(openssl).args(arguments.concat()).output();
    let made = made.map_err(|error| format!("openssl does not start: {error}"))?;
    if made.status.success() {
        Ok(())
    } else {
        Err(format!("openssl failed: {}", String::from_utf8_lossy(&made.stderr)))
    }
}

fn path(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
