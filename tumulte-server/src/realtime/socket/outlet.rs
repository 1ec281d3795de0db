//! A socket and what waits to be written to it.

use std::{
    collections::VecDeque,
    io,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use tokio::{net::TcpStream, sync::Notify};

use super::decoder::{Decoder, Heard, Violation};

/// What may wait for one viewer, in bytes; beyond that it has to catch up by cursor.
const MOST_WAITING: usize = 1024 * 1024;

/// How much is read at once; most of what listeners say is shorter.
const READ_BYTES: usize = 2048;

/// The writing end of a socket, shared by everyone who has something to say to its viewer.
///
/// What the kernel takes at once goes out at once, whoever says it. The rest waits here; the viewer's own task writes it
/// when the kernel has room again, so that a slow viewer slows nobody.
#[derive(Debug)]
pub(crate) struct Outlet {
    stream: TcpStream,
    waiting: Mutex<Waiting>,
    has_work: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    frames: VecDeque<Bytes>,
    bytes: usize,
    /// Whether the first of the frames is out in part: it has to be ended.
    is_begun: bool,
    has_lagged: bool,
}

impl Outlet {
    /// Says something that the viewer asked for: it is never left out.
    pub(crate) fn say(&self, frame: &Bytes) {
        self.with(|waiting| self.put(waiting, frame));
    }

    /// Says whole frames, unless too much waits already; the viewer is told then that it has to catch up.
    pub(crate) fn offer(&self, frames: &Bytes) {
        self.with(|waiting| {
            if waiting.has_lagged {
                return;
            }
            if waiting.bytes > 0 && waiting.bytes + frames.len() > MOST_WAITING {
                self.lose(waiting);
            } else {
                self.put(waiting, frames);
            }
        });
    }

    /// Drops what waits: the viewer has to catch up by cursor.
    pub(crate) fn lag(&self) {
        self.with(|waiting| self.lose(waiting));
    }

    fn lose(&self, waiting: &mut Waiting) {
        waiting.frames.truncate(usize::from(waiting.is_begun));
        waiting.bytes = waiting.frames.iter().map(Bytes::len).sum();
        waiting.has_lagged = true;
        self.has_work.notify_one();
    }

    fn put(&self, waiting: &mut Waiting, frames: &Bytes) {
        let written = if waiting.frames.is_empty() {
            // A broken socket takes nothing; who reads from it learns why.
            self.stream.try_write(frames).unwrap_or(0)
        } else {
            0
        };
        if written < frames.len() {
            waiting.is_begun |= written > 0;
            waiting.bytes += frames.len() - written;
            waiting.frames.push_back(frames.slice(written..));
            self.has_work.notify_one();
        }
    }

    /// Whether something could not be written yet.
    fn is_behind(&self) -> bool {
        self.with(|waiting| !waiting.frames.is_empty())
    }

    /// Writes what waits until the kernel is full again; whether it took anything.
    fn write_waiting(&self) -> io::Result<bool> {
        self.with(|waiting| {
            let mut has_written = false;
            while let Some(first) = waiting.frames.front_mut() {
                match self.stream.try_write(first) {
                    Ok(written) => {
                        has_written |= written > 0;
                        waiting.bytes -= written;
                        if written < first.len() {
                            let _out = first.split_to(written);
                            waiting.is_begun |= written > 0;
                            continue;
                        }
                        waiting.frames.pop_front();
                        waiting.is_begun = false;
                    }
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                        return Ok(has_written);
                    }
                    Err(error) => return Err(error),
                }
            }
            waiting.frames = VecDeque::new();
            Ok(has_written)
        })
    }

    fn take_lagged(&self) -> bool {
        self.with(|waiting| std::mem::take(&mut waiting.has_lagged))
    }

    fn with<T>(&self, act: impl FnOnce(&mut Waiting) -> T) -> T {
        act(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Why a connection is over.
#[derive(Debug)]
pub(crate) enum Gone {
    /// The other side is not there any more.
    Lost,
    /// It broke the rules, and is told so.
    Rude(Violation),
}

impl From<io::Error> for Gone {
    fn from(_: io::Error) -> Self {
        Self::Lost
    }
}

/// What there is to do for a viewer.
#[derive(Debug)]
pub(crate) enum Stir {
    /// It said something.
    Heard(Heard),
    /// It took what waited for it.
    Took,
    /// Events were dropped: it has to catch up by cursor.
    Lagged,
}

/// One viewer's socket. The reading end is here; the writing end may be shared.
#[derive(Debug)]
pub(crate) struct Socket {
    outlet: Arc<Outlet>,
    decoder: Decoder,
}

impl Socket {
    /// Takes a socket over with what was read from it already.
    pub(in crate::realtime) fn new(stream: TcpStream, read: &[u8]) -> Self {
        let outlet = Outlet { stream, waiting: Mutex::default(), has_work: Notify::new() };
        let mut decoder = Decoder::default();
        decoder.feed(read);
        Self { outlet: Arc::new(outlet), decoder }
    }

    /// The writing end.
    pub(crate) const fn outlet(&self) -> &Arc<Outlet> {
        &self.outlet
    }

    /// Waits until there is something to do. Who does not take what waits for it is not listened to: it has asked for
    /// enough. Nothing is lost when the waiting is given up.
    pub(crate) async fn stir(&mut self) -> Result<Stir, Gone> {
        let outlet = &*self.outlet;
        loop {
            if outlet.take_lagged() {
                return Ok(Stir::Lagged);
            }
            if outlet.is_behind() {
                outlet.stream.writable().await?;
                if outlet.write_waiting()? {
                    return Ok(Stir::Took);
                }
                continue;
            }
            if let Some(heard) = self.decoder.next().map_err(Gone::Rude)? {
                return Ok(Stir::Heard(heard));
            }
            tokio::select! {
                readable = outlet.stream.readable() => {
                    readable?;
                    read(&outlet.stream, &mut self.decoder)?;
                }
                () = outlet.has_work.notified() => {}
            }
        }
    }

    /// Writes what waits, to the end.
    pub(crate) async fn flush(&self) -> io::Result<()> {
        while self.outlet.is_behind() {
            self.outlet.stream.writable().await?;
            self.outlet.write_waiting()?;
        }
        Ok(())
    }
}

fn read(stream: &TcpStream, decoder: &mut Decoder) -> Result<(), Gone> {
    let mut buffer = [0; READ_BYTES];
    match stream.try_read(&mut buffer) {
        Ok(0) => Err(Gone::Lost),
        Ok(read) => {
            decoder.feed(buffer.get(..read).unwrap_or_default());
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
        Err(_) => Err(Gone::Lost),
    }
}

#[cfg(test)]
mod tests;
