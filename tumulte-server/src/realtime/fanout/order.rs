//! Whose turn it is: events come from this server, from others, and from the database, and leave in one order.

use std::{borrow::Cow, collections::BTreeMap};

use tumulte_core::sync::{Cursor, Publication};

/// How many events may wait for an earlier one; beyond that they are read from the database in their turn.
const MOST_WAITING: usize = 4096;

/// Every event up to `position` has been handed on. Cursors are committed in their order and hardly ever skip a number: an
/// event that follows the last one directly goes on at once, any other waits until the database has said what lies between.
#[derive(Debug)]
pub(super) struct Order {
    position: Cursor,
    waiting: BTreeMap<Cursor, Publication>,
    has_dropped: bool,
}

/// From where to where the database is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gap {
    /// Events after this one.
    pub after: Cursor,
    /// Everything up to this one is decided: it is stored by now, or never will be.
    pub decided: Cursor,
}

impl Order {
    /// Everything up to `position` is known.
    pub(super) const fn new(position: Cursor) -> Self {
        Self { position, waiting: BTreeMap::new(), has_dropped: false }
    }

    /// Takes events in the order of their cursors; gives those whose turn it is.
    pub(super) fn add<'e>(&mut self, events: &'e [Publication]) -> Cow<'e, [Publication]> {
        let known = events.iter().take_while(|event| event.cursor <= self.position).count();
        let news = events.get(known..).unwrap_or_default();
        if !self.is_behind() && self.follows(news) {
            self.position = news.last().map_or(self.position, |last| last.cursor);
            return Cow::Borrowed(news);
        }
        if self.waiting.len() + news.len() > MOST_WAITING {
            self.has_dropped = true;
            self.waiting.clear();
            return Cow::Borrowed(&[]);
        }
        let waiting = news.iter().map(|event| (event.cursor, event.clone()));
        self.waiting.extend(waiting.filter(|(cursor, _)| *cursor > self.position));
        Cow::Owned(self.ripe())
    }

    /// Whether events wait, or were let go, for want of earlier ones.
    pub(super) fn is_behind(&self) -> bool {
        self.has_dropped || !self.waiting.is_empty()
    }

    /// What the database has to be asked for.
    pub(super) fn gap(&self) -> Gap {
        let decided = self.waiting.last_key_value().map_or(self.position, |(cursor, _)| *cursor);
        Gap { after: self.position, decided }
    }

    /// Takes what the database answered about a gap, with `is_all` when it had no more; gives those whose turn it is.
    pub(super) fn read(
        &mut self,
        gap: Gap,
        events: Vec<Publication>,
        is_all: bool,
    ) -> Vec<Publication> {
        let mut turn: Vec<_> =
            events.into_iter().filter(|event| event.cursor > self.position).collect();
        self.position = turn.last().map_or(self.position, |last| last.cursor);
        if is_all {
            // What waited and is not there any more was taken back since: nobody may see it now.
            self.position = self.position.max(gap.decided);
            self.has_dropped = false;
        }
        self.waiting = self.waiting.split_off(&self.position.saturating_add(1));
        turn.extend(self.ripe());
        turn
    }

    fn follows(&self, news: &[Publication]) -> bool {
        news.iter().zip(self.position.saturating_add(1)..).all(|(event, next)| event.cursor == next)
    }

    fn ripe(&mut self) -> Vec<Publication> {
        let mut ripe = Vec::new();
        while let Some(first) = self.waiting.first_entry() {
            if *first.key() != self.position.saturating_add(1) {
                break;
            }
            self.position = *first.key();
            ripe.push(first.remove());
        }
        ripe
    }
}

#[cfg(test)]
mod tests {
    use tumulte_core::{
        model::{CampaignId, Timestamp},
        sync::{Audience, Topic},
    };

    use super::*;

    fn events(cursors: impl IntoIterator<Item = Cursor>) -> Vec<Publication> {
        let event = |cursor| Publication {
            cursor,
            campaign_id: CampaignId::from_parts(Timestamp::from_millis(1), [1; 10]),
            audience: Audience::Stream,
            topic: Topic::Dice,
            event: "dice:critical".to_owned(),
            payload: "{}".to_owned(),
        };
        cursors.into_iter().map(event).collect()
    }

    fn cursors(events: &[Publication]) -> Vec<Cursor> {
        events.iter().map(|event| event.cursor).collect()
    }

    #[test]
    fn what_follows_goes_on_at_once_and_what_is_known_does_not() {
        let mut order = Order::new(4);
        assert_eq!(cursors(&order.add(&events(3..8))), [5, 6, 7]);
        assert_eq!(cursors(&order.add(&events(5..8))), [0; 0]);
        assert!(!order.is_behind());
    }

    #[test]
    fn what_comes_too_early_waits_for_what_is_missing() {
        let mut order = Order::new(0);
        assert_eq!(cursors(&order.add(&events([3, 4]))), [0; 0]);
        assert!(order.is_behind());
        assert_eq!(cursors(&order.add(&events([6]))), [0; 0]);
        assert_eq!(cursors(&order.add(&events([1, 2]))), [1, 2, 3, 4]);
        assert_eq!(cursors(&order.add(&events([5]))), [5, 6]);
        assert!(!order.is_behind());
    }

    #[test]
    fn the_database_closes_a_gap_and_nothing_is_told_twice() {
        let mut order = Order::new(0);
        order.add(&events([3]));
        let gap = order.gap();
        assert_eq!(gap, Gap { after: 0, decided: 3 });
        assert_eq!(cursors(&order.add(&events([1]))), [1], "it came while the database was read");
        assert_eq!(cursors(&order.read(gap, events([1, 2, 3, 4]), true)), [2, 3, 4]);
        assert_eq!(cursors(&order.add(&events([3, 4, 5]))), [5]);
    }

    #[test]
    fn numbers_that_were_never_stored_hold_nobody_up() {
        let mut order = Order::new(0);
        order.add(&events([10]));
        assert_eq!(cursors(&order.read(order.gap(), events([10]), true)), [10]);
        assert_eq!(cursors(&order.add(&events([11]))), [11]);
    }

    #[test]
    fn what_was_taken_back_while_it_waited_is_not_told() {
        let mut order = Order::new(0);
        order.add(&events([2]));
        assert_eq!(cursors(&order.read(order.gap(), events([1, 3]), true)), [1, 3]);
        assert!(!order.is_behind());
    }

    #[test]
    fn a_page_is_not_all_there_is() {
        let mut order = Order::new(0);
        order.add(&events([9]));
        let gap = order.gap();
        assert_eq!(cursors(&order.read(gap, events([2, 3]), false)), [2, 3]);
        assert!(order.is_behind());
        assert_eq!(cursors(&order.read(order.gap(), events([5, 9]), true)), [5, 9]);
    }

    #[test]
    fn far_too_many_that_wait_are_read_instead() {
        let mut order = Order::new(0);
        let many = Cursor::try_from(MOST_WAITING).unwrap() + 3;
        order.add(&events(2..many));
        assert!(order.is_behind());
        assert_eq!(order.gap(), Gap { after: 0, decided: 0 });
        assert_eq!(order.read(order.gap(), events(1..many), true).len(), MOST_WAITING + 2);
        assert!(!order.is_behind());
    }
}
