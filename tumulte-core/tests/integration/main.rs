//! Behaviour of the library as its users see it.

// `cfg(test)` is what tells the lints that helpers between the tests are tests as well.
#[cfg(test)]
mod pairing;
#[cfg(test)]
mod pairing_vectors;
