//! Suites run in two lanes side by side: while one works the compiler, the other mostly waits for pages and sockets.

use std::{
    sync::{Mutex, PoisonError},
    thread::{self, ScopedJoinHandle},
    time::Instant,
};

use crate::{
    command::Log,
    failure::{Failure, Result},
    report, run,
    suites::Suite,
    tally::Tally,
    tools::Tools,
    workspace::Workspace,
};

/// Where a suite waits for its turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    Compile,
    Play,
}

impl Lane {
    const ALL: [Self; 2] = [Self::Compile, Self::Play];

    /// Whether a suite that waits in another lane may run in this one, when its own has nothing left. What works the
    /// compiler shares folders, and stays where it is.
    fn helps_with(self, other: Self) -> bool {
        self == Self::Compile && other == Self::Play
    }
}

/// The suites that nobody has begun, in their order.
struct Waiting<'s>(Mutex<Vec<&'s Suite>>);

impl<'s> Waiting<'s> {
    fn next(&self, lane: Lane) -> Option<&'s Suite> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = waiting.iter().position(|suite| suite.lane == lane);
        let place = own.or_else(|| waiting.iter().position(|suite| lane.helps_with(suite.lane)));
        place.map(|place| waiting.remove(place))
    }
}

/// Runs suites in their lanes and adds up how they went.
pub(crate) fn run(workspace: &Workspace, tools: &Tools<'_>, suites: &[&Suite]) -> Result<Tally> {
    let waiting = Waiting(Mutex::new(suites.to_vec()));
    let follow = |lane: Lane| -> Result<Tally> {
        let mut total = Tally::default();
        while let Some(suite) = waiting.next(lane) {
            let mut log = Log::create(workspace, suite.name)?;
            let started = Instant::now();
            let outcome = run::suite(workspace, tools, suite, &mut log);
            report::suite(suite.name, &outcome, started.elapsed(), &log);
            total = total + outcome.total();
        }
        Ok(total)
    };
    let follow = &follow;
    thread::scope(|scope| {
        let lanes = Lane::ALL.map(|lane| scope.spawn(move || follow(lane)));
        lanes.into_iter().map(joined).sum()
    })
}

fn joined(lane: ScopedJoinHandle<'_, Result<Tally>>) -> Result<Tally> {
    lane.join().unwrap_or_else(|_| Err(Failure::new("a lane of suites crashed")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suites::SUITES;

    #[test]
    fn the_compiling_lane_helps_when_it_is_through_and_the_other_does_not() {
        let every = Waiting(Mutex::new(SUITES.iter().collect()));
        let count = |lane| SUITES.iter().filter(|suite| suite.lane == lane).count();
        for _ in 0..count(Lane::Compile) {
            assert_eq!(every.next(Lane::Compile).map(|suite| suite.lane), Some(Lane::Compile));
        }
        assert_eq!(every.next(Lane::Compile).map(|suite| suite.lane), Some(Lane::Play));
        let left = std::iter::from_fn(|| every.next(Lane::Play)).count();
        assert_eq!(left, count(Lane::Play) - 1);

        let alone = Waiting(Mutex::new(
            SUITES.iter().filter(|suite| suite.lane == Lane::Compile).collect(),
        ));
        assert!(alone.next(Lane::Play).is_none());
    }
}
