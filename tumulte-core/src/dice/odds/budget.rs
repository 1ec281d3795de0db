//! How much work one distribution may cost.

use super::obstacle::Obstacle;

/// The most multiplications and additions: about a tenth of a second.
const WORK: u64 = 1 << 26;
/// The most distinct outcomes anything on the way may have.
pub(super) const MAX_OUTCOMES: usize = 1 << 18;

/// The most weights that are remembered at a time: some tens of megabytes.
const MAX_CELLS: usize = 1 << 21;

/// What is left of the work one distribution may cost.
#[derive(Debug)]
pub(super) struct Budget {
    left: u64,
}

impl Budget {
    pub(super) const fn new() -> Self {
        Self { left: WORK }
    }

    /// Takes the work of `rows` rows of `columns` steps before it is done.
    pub(super) fn spend(&mut self, rows: usize, columns: usize) -> Result<(), Obstacle> {
        let work = u64::try_from(rows.saturating_mul(columns)).unwrap_or(u64::MAX);
        self.left = self.left.checked_sub(work).ok_or(Obstacle::TooLarge)?;
        Ok(())
    }

    /// Whether so many weights may be remembered at a time.
    pub(super) fn cells(count: usize) -> Result<usize, Obstacle> {
        if count <= MAX_CELLS { Ok(count) } else { Err(Obstacle::TooLarge) }
    }

    /// Whether so many outcomes may stand beside each other.
    pub(super) fn outcomes(count: usize) -> Result<usize, Obstacle> {
        if count <= MAX_OUTCOMES { Ok(count) } else { Err(Obstacle::TooLarge) }
    }
}
