//! Behaviour of the library as its users see it.

// `cfg(test)` is what tells the lints that helpers between the tests are tests as well.
#[cfg(test)]
mod dice;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod odds;
#[cfg(test)]
mod pairing;
#[cfg(test)]
mod recordings;
#[cfg(test)]
mod roll20_corpus;
#[cfg(test)]
mod roll20_properties;
#[cfg(test)]
mod roll20_vectors;
#[cfg(test)]
mod roll_limits;
#[cfg(test)]
mod sync;
#[cfg(test)]
mod systems;
#[cfg(test)]
mod tables;
#[cfg(test)]
mod vectors;
#[cfg(test)]
mod vtt_adapter;
#[cfg(test)]
mod vtt_agreement;
#[cfg(test)]
mod vtt_cards;
#[cfg(test)]
mod vtt_corpus;
#[cfg(test)]
mod vtt_properties;
#[cfg(test)]
mod vtt_vectors;
