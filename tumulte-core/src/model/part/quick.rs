//! By the standard library.

use super::Parts;

impl Parts for str {
    fn place_of(&self, sought: &str) -> Option<usize> {
        self.find(sought)
    }

    // What is looked for is mostly longer than the text, which only this asks first.
    fn has(&self, sought: &str) -> bool {
        self.contains(sought)
    }

    fn last_parted(&self, by: &str) -> Option<(&str, &str)> {
        self.rsplit_once(by)
    }

    fn parted(&self, by: &str) -> Option<(&str, &str)> {
        self.split_once(by)
    }

    fn replaced(&self, sought: &str, by: &str) -> String {
        self.replace(sought, by)
    }
}
