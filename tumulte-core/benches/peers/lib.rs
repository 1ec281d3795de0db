//! Benchmarks of `tumulte-core` against its peers: `cargo bench` in this folder.
