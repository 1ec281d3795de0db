//! What the server counts: `/metrics` shows it. A process has one such page, so there is one set of counters.

mod guard;

use std::sync::{LazyLock, atomic::AtomicU64};

use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

pub(crate) use self::guard::Gone;

/// Bounds of the time until an acknowledgement, in seconds.
const SECONDS: [f64; 14] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Everything that is counted.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    /// Rolls that were stored, without those that were known.
    pub rolls: Counter,
    /// How long events took from the socket to their acknowledgement.
    pub acknowledgement: Histogram,
    /// Events between their socket and their acknowledgement.
    pub queued: Gauge,
    /// Events handed to this server's viewers' rooms.
    pub published: Counter,
    /// Times that a viewer was too slow and had to catch up by cursor.
    pub lagged: Counter,
    /// Events that came from the database because they did not come by themselves.
    pub caught_up: Counter,
    /// Events heard from other servers.
    pub heard: Counter,
    /// Messages to other servers that found no way.
    pub unsaid: Counter,
    /// Whether Redis answers.
    pub redis_up: Gauge,
    /// Connections to the database that are open.
    pub pool_open: Gauge,
    /// Connections to the database that nobody uses.
    pub pool_idle: Gauge,
    cache: Family<Looked, Counter>,
    sockets: Family<Kind, Gauge>,
    errors: Family<Code, Counter>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Kind {
    kind: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Looked {
    topic: &'static str,
    found: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Code {
    code: &'static str,
}

/// The counters of this process.
pub(crate) fn metrics() -> &'static Metrics {
    static METRICS: LazyLock<Metrics> = LazyLock::new(Metrics::new);
    &METRICS
}

impl Metrics {
    fn new() -> Self {
        let mut registry = Registry::with_prefix("tumulte");
        let acknowledgement = Histogram::new(SECONDS);
        registry.register_with_unit(
            "acknowledgement",
            "How long events of tables took from the socket to their acknowledgement",
            Unit::Seconds,
            acknowledgement.clone(),
        );
        let counter = |registry: &mut Registry, name: &str, help: &str| {
            let counter = Counter::<u64, AtomicU64>::default();
            registry.register(name, help, counter.clone());
            counter
        };
        let gauge = |registry: &mut Registry, name: &str, help: &str| {
            let gauge = Gauge::default();
            registry.register(name, help, gauge.clone());
            gauge
        };
        let cache = Family::<Looked, Counter>::default();
        registry.register(
            "cache_looks",
            "Answers that were looked for in the cache",
            cache.clone(),
        );
        let sockets = Family::<Kind, Gauge>::default();
        registry.register("sockets", "Tables and viewers that are connected", sockets.clone());
        let errors = Family::<Code, Counter>::default();
        registry.register("errors", "Refused requests and events, by code", errors.clone());
        Self {
            rolls: counter(&mut registry, "rolls", "Rolls that were stored"),
            acknowledgement,
            queued: gauge(&mut registry, "queued_events", "Events on their way to the database"),
            published: counter(
                &mut registry,
                "published_events",
                "Events handed to viewers' rooms",
            ),
            lagged: counter(&mut registry, "lagged_viewers", "Times that a viewer was too slow"),
            caught_up: counter(
                &mut registry,
                "caught_up_events",
                "Events that were read from the database because they did not come by themselves",
            ),
            heard: counter(&mut registry, "heard_events", "Events heard from other servers"),
            unsaid: counter(
                &mut registry,
                "unsaid_messages",
                "Messages to other servers that found no way",
            ),
            redis_up: gauge(&mut registry, "redis_up", "Whether Redis answers"),
            pool_open: gauge(&mut registry, "database_connections", "Open database connections"),
            pool_idle: gauge(
                &mut registry,
                "database_connections_idle",
                "Database connections that nobody uses",
            ),
            cache,
            sockets,
            errors,
            registry,
        }
    }

    /// Counts a table until what is given back is dropped.
    pub(crate) fn table_came(&self) -> Gone {
        Gone::of(self.sockets.get_or_create(&Kind { kind: "table" }).clone())
    }

    /// Counts a viewer until what is given back is dropped.
    pub(crate) fn viewer_came(&self) -> Gone {
        Gone::of(self.sockets.get_or_create(&Kind { kind: "viewer" }).clone())
    }

    /// Counts a look into the cache.
    pub(crate) fn found_in_cache(&self, topic: &'static str, is_found: bool) {
        let found = if is_found { "yes" } else { "no" };
        self.cache.get_or_create(&Looked { topic, found }).inc();
    }

    /// Counts a refusal.
    pub(crate) fn refused(&self, code: &'static str) {
        self.errors.get_or_create(&Code { code }).inc();
    }

    /// Everything in Prometheus' text format.
    pub(crate) fn page(&self) -> String {
        let mut page = String::new();
        // Writing to a text can't fail.
        let _written = encode(&mut page, &self.registry);
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_counted_has_its_line() {
        let metrics = Metrics::new();
        metrics.rolls.inc_by(3);
        metrics.refused("limit.rate");
        metrics.acknowledgement.observe(0.002);
        let viewer = metrics.viewer_came();
        let page = metrics.page();
        for line in [
            "tumulte_rolls_total 3",
            "tumulte_errors_total{code=\"limit.rate\"} 1",
            "tumulte_acknowledgement_seconds_count 1",
            "tumulte_acknowledgement_seconds_bucket{le=\"0.0025\"} 1",
            "tumulte_sockets{kind=\"viewer\"} 1",
            "tumulte_queued_events 0",
            "tumulte_redis_up 0",
        ] {
            assert!(page.lines().any(|found| found == line), "{line} in {page}");
        }
        drop(viewer);
        assert!(metrics.page().contains("tumulte_sockets{kind=\"viewer\"} 0"));
    }
}
