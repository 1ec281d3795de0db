//! Behaviour of the server's parts as their users see them.

// `cfg(test)` is what tells the lints that helpers between the tests are tests as well.
#[cfg(test)]
mod command_line;
#[cfg(test)]
mod storage;
#[cfg(test)]
mod web;
