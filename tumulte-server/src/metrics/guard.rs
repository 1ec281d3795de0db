//! Counts what is there by what goes.

use prometheus_client::metrics::gauge::Gauge;

/// Somebody or something that is counted for as long as this lives.
#[derive(Debug)]
pub(crate) struct Gone(Gauge);

impl Gone {
    /// Counts one more.
    pub(super) fn of(gauge: Gauge) -> Self {
        gauge.inc();
        Self(gauge)
    }
}

impl Drop for Gone {
    fn drop(&mut self) {
        self.0.dec();
    }
}
