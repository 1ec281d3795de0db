//! Behaviour of the library as its users see it.

mod pairing;
mod pairing_vectors;
