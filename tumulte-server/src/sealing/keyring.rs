//! The keys a server has, and the file they lie in.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use super::{KeyId, MasterKey, MasterKeys, Sealed, SealingError};
use crate::platform;

const HEAD: &str = "# The keys that open the secrets in Tumulte's database, one a line; the first one seals.\n\
                    # Keep this file apart from backups of the database, and never without one of its own.\n";

/// Keys to seal and open with. The first seals, all of them open.
#[derive(Debug, Clone)]
pub struct Keyring {
    current: MasterKey,
    earlier: Vec<MasterKey>,
    file: Option<PathBuf>,
}

impl Keyring {
    /// A ring of keys that lie nowhere.
    ///
    /// # Errors
    ///
    /// There are none.
    pub fn given(keys: MasterKeys) -> Option<Self> {
        let mut keys = keys.0.into_iter();
        Some(Self { current: keys.next()?, earlier: keys.collect(), file: None })
    }

    /// A ring that is gone with the process, for a database that is gone with it too.
    #[must_use]
    pub fn fresh() -> Self {
        let current = MasterKey::from_random(platform::random());
        Self { current, earlier: Vec::new(), file: None }
    }

    /// The ring in a file, which is made with a new key, readable by nobody else, when it is not there.
    ///
    /// # Errors
    ///
    /// `sealing.file`, `sealing.invalid_file`, `sealing.empty_file`.
    pub fn in_file(path: &Path) -> Result<Self, SealingError> {
        match fs::read_to_string(path) {
            Ok(text) => Self::read(path, &Zeroizing::new(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let made = Self { file: Some(path.to_owned()), ..Self::fresh() };
                match made.write_new() {
                    // Another server was faster.
                    Err(SealingError::File { source, .. })
                        if source.kind() == io::ErrorKind::AlreadyExists =>
                    {
                        let text = fs::read_to_string(path).map_err(at(path))?;
                        Self::read(path, &Zeroizing::new(text))
                    }
                    written => written.map(|()| made),
                }
            }
            Err(error) => Err(at(path)(error)),
        }
    }

    /// Where the keys lie, if they lie in a file.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// The key that seals.
    #[must_use]
    pub const fn current(&self) -> &KeyId {
        self.current.id()
    }

    /// Every key's id, the one that seals first.
    pub fn ids(&self) -> impl Iterator<Item = &KeyId> {
        std::iter::once(&self.current).chain(&self.earlier).map(MasterKey::id)
    }

    /// Puts a new key first and writes the file, if there is one.
    ///
    /// # Errors
    ///
    /// `sealing.file`: nothing has changed then.
    pub fn turn(self) -> Result<Self, SealingError> {
        let Self { current, mut earlier, file } = self;
        earlier.insert(0, current);
        let turned = Self { current: MasterKey::from_random(platform::random()), earlier, file };
        if let Some(path) = &turned.file {
            let fresh = beside(path);
            turned.write(&fresh)?;
            fs::rename(&fresh, path).map_err(at(path))?;
        }
        Ok(turned)
    }

    /// Seals a secret for one purpose.
    ///
    /// # Errors
    ///
    /// `sealing.broken` for a secret of more bytes than a seal holds, which is many.
    pub fn seal(&self, purpose: &str, secret: &[u8]) -> Result<Sealed, SealingError> {
        let sealed = self.current.seal(purpose, secret);
        sealed.ok_or_else(|| SealingError::Broken(purpose.to_owned()))
    }

    /// Opens what was sealed for this purpose.
    ///
    /// # Errors
    ///
    /// `sealing.unknown_key`, `sealing.broken`.
    pub fn open(
        &self,
        purpose: &str,
        key_id: &str,
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealingError> {
        let mut keys = std::iter::once(&self.current).chain(&self.earlier);
        let key = keys.find(|key| key.id().as_str() == key_id);
        let key = key.ok_or_else(|| SealingError::UnknownKey(key_id.to_owned()))?;
        key.open(purpose, sealed).ok_or_else(|| SealingError::Broken(purpose.to_owned()))
    }

    fn read(path: &Path, text: &str) -> Result<Self, SealingError> {
        let mut keys = Vec::new();
        for (index, line) in text.lines().map(str::trim).enumerate() {
            if !line.is_empty() && !line.starts_with('#') {
                let invalid = |source| SealingError::InvalidFile {
                    path: path.to_owned(),
                    line: index + 1,
                    source,
                };
                keys.push(line.parse().map_err(invalid)?);
            }
        }
        let ring = Self::given(MasterKeys(keys));
        let ring = ring.ok_or_else(|| SealingError::EmptyFile(path.to_owned()))?;
        Ok(Self { file: Some(path.to_owned()), ..ring })
    }

    /// Writes the file unless it is there: whoever finds it finds all of it.
    fn write_new(&self) -> Result<(), SealingError> {
        let Some(path) = &self.file else { return Ok(()) };
        let fresh = beside(path);
        self.write(&fresh)?;
        let linked = fs::hard_link(&fresh, path);
        let _stays = fs::remove_file(&fresh);
        linked.map_err(at(path))
    }

    fn write(&self, path: &Path) -> Result<(), SealingError> {
        let mut text = Zeroizing::new(HEAD.to_owned());
        for key in std::iter::once(&self.current).chain(&self.earlier) {
            text.push_str(&key.reveal());
            text.push('\n');
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options.open(path).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
        written.map_err(at(path))
    }
}

/// A name beside a file that nobody else uses.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{:016x}", u64::from_ne_bytes(platform::random())));
    name.into()
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> SealingError {
    let path = path.to_owned();
    |source| SealingError::File { path, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn new() -> Self {
            let name = format!("tumulte-keys-{:016x}", u64::from_ne_bytes(platform::random()));
            let path = std::env::temp_dir().join(name);
            fs::create_dir(&path).unwrap();
            Self(path)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _stays = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_file_is_made_once_for_its_owner_alone() {
        let folder = Folder::new();
        let path = folder.0.join("tumulte.sqlite.key");
        let made = Keyring::in_file(&path).unwrap();
        let sealed = made.seal("session", b"secret").unwrap();
        let read = Keyring::in_file(&path).unwrap();
        let opened = read.open("session", sealed.key_id.as_str(), &sealed.bytes).unwrap();
        assert_eq!(opened.as_slice(), b"secret");
        assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1, "nothing else is left there");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_ring_that_was_turned_opens_what_was_sealed_before() {
        let folder = Folder::new();
        let path = folder.0.join("key");
        let ring = Keyring::in_file(&path).unwrap();
        let before = ring.seal("session", b"secret").unwrap();
        let turned = ring.turn().unwrap();
        assert_ne!(turned.current(), &before.key_id);
        let read = Keyring::in_file(&path).unwrap();
        assert_eq!(read.ids().collect::<Vec<_>>(), turned.ids().collect::<Vec<_>>());
        assert!(read.open("session", before.key_id.as_str(), &before.bytes).is_ok());
        assert_eq!(&read.seal("session", b"secret").unwrap().key_id, turned.current());
    }

    #[test]
    fn what_does_not_fit_is_said_by_its_code() {
        let ring = Keyring::fresh();
        let sealed = ring.seal("session", b"secret").unwrap();
        let id = sealed.key_id.as_str();
        let code =
            |key_id: &str, bytes: &[u8]| ring.open("session", key_id, bytes).unwrap_err().code();
        assert_eq!(code("0123456789abcdef", &sealed.bytes), "sealing.unknown_key");
        assert_eq!(code(id, &sealed.bytes[1..]), "sealing.broken");
        let folder = Folder::new();
        let path = folder.0.join("key");
        fs::write(&path, "# nothing\n").unwrap();
        assert_eq!(Keyring::in_file(&path).unwrap_err().code(), "sealing.empty_file");
        fs::write(&path, "\nnonsense\n").unwrap();
        let error = Keyring::in_file(&path).unwrap_err();
        assert_eq!(error.code(), "sealing.invalid_file");
        assert!(error.to_string().contains("line 2") && !error.to_string().contains("nonsense"));
        assert_eq!(Keyring::in_file(&folder.0).unwrap_err().code(), "sealing.file");
    }
}
