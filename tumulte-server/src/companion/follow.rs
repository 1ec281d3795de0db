//! The log of Fantasy Grounds, as it grows.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
};

/// How much is read at once.
const PIECE: u64 = 256 * 1024;

/// A longer line is no line of a chat.
const MAX_LINE: usize = 64 * 1024;

/// Something rolled in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where its line begins, in bytes.
    pub begins: u64,
    /// Where its line ends: from here on nothing of it is found again.
    pub ends: u64,
    /// The line, with the lines that answer it.
    pub text: String,
    /// Whether it fell in the tower, where only the game master sees it.
    pub is_secret: bool,
}

/// Reads a file that grows, from where it stopped the last time.
#[derive(Debug)]
pub struct LogFollower {
    path: PathBuf,
    /// Up to where lines were cut.
    offset: u64,
    /// The roll whose answers may still come.
    open: Option<Found>,
}

impl LogFollower {
    /// Follows the file from this place on.
    #[must_use]
    pub fn new(path: &Path, offset: u64) -> Self {
        Self { path: path.to_owned(), offset, open: None }
    }

    /// Up to where everything was given away: what begins before this is not found again.
    #[must_use]
    pub fn settled(&self) -> u64 {
        self.open.as_ref().map_or(self.offset, |open| open.begins)
    }

    /// Whether the file was begun anew: it is shorter than what was read of it.
    ///
    /// # Errors
    ///
    /// When the file can't be looked at.
    pub fn was_begun_anew(&mut self) -> io::Result<bool> {
        let is_shorter = std::fs::metadata(&self.path)?.len() < self.offset;
        if is_shorter {
            (self.offset, self.open) = (0, None);
        }
        Ok(is_shorter)
    }

    /// What was rolled since the last time. A roll waits for the line after it, since that may tell whether it hit;
    /// when nothing more was written, it waits no longer.
    ///
    /// # Errors
    ///
    /// When the file can't be read.
    pub fn next(&mut self) -> io::Result<Vec<Found>> {
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(self.offset))?;
        let mut bytes = Vec::new();
        file.take(PIECE).read_to_end(&mut bytes)?;
        let mut found = Vec::new();
        let mut is_quiet = true;
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let is_whole = line.ends_with(b"\n");
            if !is_whole && line.len() < MAX_LINE {
                // The rest of it is being written.
                break;
            }
            is_quiet = false;
            let begins = self.offset;
            self.offset += line.len() as u64;
            self.line(begins, self.offset, &String::from_utf8_lossy(line), &mut found);
        }
        if is_quiet {
            found.extend(self.open.take());
        }
        Ok(found)
    }

    fn line(&mut self, begins: u64, ends: u64, line: &str, found: &mut Vec<Found>) {
        let line = line.trim_end();
        if is_roll(line) {
            found.extend(self.open.take());
            let is_secret = line.contains("TOWER]");
            self.open = Some(Found { begins, ends, text: line.to_owned(), is_secret });
        } else if let Some(open) = self.open.as_mut().filter(|_| is_answer(line)) {
            open.is_secret |= line.contains("TOWER]");
            open.text.push('\n');
            open.text.push_str(line);
        } else {
            found.extend(self.open.take());
        }
    }
}

/// Whether a line ends in dice and their total: `[d20+4 = 18]`. Words stay where they are.
fn is_roll(line: &str) -> bool {
    let Some((_, dice)) = line.rsplit_once('[') else { return false };
    let Some((dice, _)) = dice.split_once(']') else { return false };
    let Some((dice, total)) = dice.rsplit_once('=') else { return false };
    let is_number = |text: &str| text.trim().trim_start_matches('-').parse::<u64>().is_ok();
    let has_dice = dice.split(|letter: char| !letter.is_ascii_alphanumeric()).any(|word| {
        let number = word.trim_start_matches(|letter: char| letter.is_ascii_digit());
        number.len() > 1 && number.chars().skip(1).all(|letter| letter.is_ascii_digit())
    });
    is_number(total) && has_dice
}

/// Whether a line tells what became of the roll before it.
fn is_answer(line: &str) -> bool {
    line.contains("-&#62;") || line.contains("-&gt;") || line.contains("->")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_roll_ends_in_dice_and_a_total() {
        for line in [
            "<font color=\"#261A12\">Mira: [ATTACK (M)] Longsword</font> [d20+7 = 27]<br />",
            "Mira: [SAVE] Wisdom [ADV] [DROPPED 3] [g20+4 = 18]<br />",
            "Mira: [DAMAGE (M)] Axe [TYPE: slashing (1d12+3=9)] [d12+3 = 9]<br />",
            "a: [2d6-4 = -1]<br />",
        ] {
            assert!(is_roll(line), "{line}");
        }
        for line in [
            "Mira: [we meet at 7]<br />",
            "Attack [25] -&#62; [at Goblin] [HIT]<br />",
            "",
            "[=]",
            "]=[",
            "Mira: a = b<br />",
            "[x = 5]",
        ] {
            assert!(!is_roll(line), "{line}");
        }
    }
}
