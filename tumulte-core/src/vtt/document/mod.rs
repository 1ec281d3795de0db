//! Splits what people really have into single messages: an export, a log, a growing file.
//!
//! A [`Splitter`] takes chunks as they come and gives back the messages that are complete, each
//! with its line. It keeps no more than one message in memory (a saved page of Roll20 is kept whole),
//! and a few bytes for each message of tables whose messages have no id.
//!
//! | tabletop | form |
//! |---|---|
//! | all that speak JSON | values one after the other, on one line or over many; the items of a list |
//! | Foundry | beside that what carries messages: a relay's record, an event of a module |
//! | Roll20 | beside that an archive: a list of pages `{id: message}`, also in base64; a saved page as a whole |
//! | Fantasy Grounds | lines of `chatlog.html`; an attack stays together with the line that answers it |
//! | Pixels | beside that a line for each request |
//!
//! What breaks off costs its own message alone: the next line that can begin one does.

mod count;
mod encoded;
mod hash;
mod json;
mod line;
mod page;
mod splitter;

pub use splitter::{Piece, Splitter};
