//! A publisher that remembers.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::sync::{Audience, Publication, Publisher};

/// Keeps everything it is handed, in order. Cloning shares it: keep one, give one to the service.
#[derive(Debug, Clone, Default)]
pub struct RecordingPublisher {
    published: Arc<Mutex<Vec<Publication>>>,
}

impl RecordingPublisher {
    /// A publisher that was handed nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Everything so far.
    #[must_use]
    pub fn all(&self) -> Vec<Publication> {
        self.lock().clone()
    }

    /// Everything so far for one audience.
    #[must_use]
    pub fn of(&self, audience: Audience) -> Vec<Publication> {
        self.lock().iter().filter(|one| one.audience == audience).cloned().collect()
    }

    /// Everything since it was last taken.
    #[must_use]
    pub fn take(&self) -> Vec<Publication> {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Publication>> {
        self.published.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Publisher for RecordingPublisher {
    fn publish(&self, publications: &[Publication]) {
        self.lock().extend_from_slice(publications);
    }
}
