//! What a server that is alone keeps in its own memory.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;

use super::{Cache, Found};

/// How many answers are kept at most.
const MOST: usize = 4096;

/// How many bytes they have together at most.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// The cache of a server without others.
#[derive(Debug, Default)]
pub(crate) struct Local(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    answers: HashMap<String, Answer>,
    bytes: usize,
    /// How often anything was forgotten: what was read before the last time is not kept.
    turn: u64,
}

#[derive(Debug)]
struct Answer {
    text: Vec<u8>,
    ends: Instant,
}

impl Local {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn remove(&mut self, topic: &str) {
        if let Some(answer) = self.answers.remove(topic) {
            self.bytes -= answer.text.len();
        }
    }

    /// Makes room: what is over goes first, and then everything.
    fn make_room(&mut self, needed: usize) {
        if self.answers.len() < MOST && self.bytes + needed <= MOST_BYTES {
            return;
        }
        let now = Instant::now();
        self.answers.retain(|_, answer| answer.ends > now);
        self.bytes = self.answers.values().map(|answer| answer.text.len()).sum();
        if self.answers.len() >= MOST || self.bytes + needed > MOST_BYTES {
            self.answers.clear();
            self.bytes = 0;
        }
    }
}

#[async_trait]
impl Cache for Local {
    async fn find(&self, topic: &str) -> Found {
        let kept = self.kept();
        match kept.answers.get(topic) {
            Some(answer) if answer.ends > Instant::now() => Found::Kept(answer.text.clone()),
            _ => Found::Missing { turn: kept.turn },
        }
    }

    async fn keep(&self, topic: &str, turn: u64, text: Vec<u8>, lifetime: Duration) {
        let mut kept = self.kept();
        if kept.turn != turn {
            return;
        }
        kept.remove(topic);
        kept.make_room(text.len());
        kept.bytes += text.len();
        kept.answers.insert(topic.to_owned(), Answer { text, ends: Instant::now() + lifetime });
    }

    async fn forget(&self, topic: &str) {
        let mut kept = self.kept();
        kept.turn += 1;
        kept.remove(topic);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_mins(1);

    #[tokio::test]
    async fn an_answer_lives_as_long_as_was_said() {
        let local = Local::default();
        local.keep("a", 0, b"1".to_vec(), LONG).await;
        local.keep("b", 0, b"2".to_vec(), Duration::ZERO).await;
        assert_eq!(local.find("a").await, Found::Kept(b"1".to_vec()));
        assert_eq!(local.find("b").await, Found::Missing { turn: 0 });
        local.forget("a").await;
        assert_eq!(local.find("a").await, Found::Missing { turn: 1 });
    }

    #[tokio::test]
    async fn there_is_an_end_to_what_is_kept() {
        let local = Local::default();
        for number in 0..=MOST {
            local.keep(&number.to_string(), 0, vec![0; 16], LONG).await;
        }
        assert!(local.kept().answers.len() <= MOST);
        for number in 0..40 {
            local.keep(&format!("large {number}"), 0, vec![0; 1024 * 1024], LONG).await;
        }
        let kept = local.kept();
        assert!(kept.bytes <= MOST_BYTES, "{} bytes", kept.bytes);
        assert_eq!(
            kept.bytes,
            kept.answers.values().map(|answer| answer.text.len()).sum::<usize>()
        );
    }
}
