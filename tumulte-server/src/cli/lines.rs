//! The pumps behind the commands that read: one line or message in, one line out, whatever the length of the file.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Read, Write},
    path::Path,
    process::ExitCode,
};

use serde::Serialize;
use tumulte_core::{
    dice::DiceError,
    model::VttKind,
    vtt::{
        MAX_MESSAGE_BYTES, VttError,
        document::{Piece, Splitter},
    },
};

/// How much is read at once.
const CHUNK_BYTES: usize = 64 * 1024;

/// The exit code when a line could not be read.
const SOME_LINES_FAILED: u8 = 2;

/// What is wrong with one line, as every binding says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct LineError {
    code: &'static str,
    message: String,
    /// Where in a formula, in bytes from its beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<[usize; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'static str>,
}

impl LineError {
    pub(super) fn new(error: impl Into<tumulte_core::Error>) -> Self {
        let error = error.into();
        Self { code: error.code(), message: error.to_string(), span: None, hint: None }
    }

    pub(super) fn in_formula(error: DiceError) -> Self {
        let (span, hint) = (error.span(), error.hint());
        Self { span: Some([span.start, span.end]), hint, ..Self::new(error) }
    }
}

/// One line of the answer.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Answer<T> {
    Good {
        line: u64,
        #[serde(flatten)]
        good: T,
    },
    Bad {
        line: u64,
        error: LineError,
    },
}

/// What lines come from.
pub(super) type Input = BufReader<Box<dyn Read>>;

/// The file, or standard input where none or `-` is named.
pub(super) fn open(file: Option<&Path>) -> io::Result<Input> {
    let input: Box<dyn Read> = match file {
        Some(path) if path != Path::new("-") => Box::new(File::open(path).map_err(|error| {
            io::Error::new(error.kind(), format!("{}: {error}", path.display()))
        })?),
        _ => Box::new(io::stdin()),
    };
    Ok(BufReader::with_capacity(CHUNK_BYTES, input))
}

/// Answers in JSON lines.
pub(super) struct Answers<W: Write> {
    out: BufWriter<W>,
    failed: bool,
}

impl Answers<io::StdoutLock<'static>> {
    pub(super) fn to_stdout() -> Self {
        Self::new(io::stdout().lock())
    }
}

impl<W: Write> Answers<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out: BufWriter::with_capacity(CHUNK_BYTES, out), failed: false }
    }

    /// Writes what came of one line.
    pub(super) fn tell<T: Serialize>(
        &mut self,
        line: u64,
        result: Result<T, LineError>,
    ) -> io::Result<()> {
        self.failed |= result.is_err();
        let answer = match result {
            Ok(good) => Answer::Good { line, good },
            Err(error) => Answer::Bad { line, error },
        };
        serde_json::to_writer(&mut self.out, &answer)?;
        self.out.write_all(b"\n")
    }

    /// Success, or the code that says some lines failed.
    pub(super) fn finish(mut self) -> io::Result<ExitCode> {
        self.out.flush()?;
        Ok(if self.failed { ExitCode::from(SOME_LINES_FAILED) } else { ExitCode::SUCCESS })
    }
}

/// Answers every line that is not blank. One line is held at a time; one longer than any message may be is refused and
/// skipped.
///
/// Answers go out whenever the input pauses, so that a bot at the other end of a pipe waits for nothing.
pub(super) fn each_line<R: Read, W: Write, T: Serialize>(
    mut input: BufReader<R>,
    answers: &mut Answers<W>,
    mut answer: impl FnMut(&[u8]) -> Result<T, LineError>,
) -> io::Result<()> {
    let limit = MAX_MESSAGE_BYTES;
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if input.by_ref().take(limit as u64 + 1).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let text = line.trim_ascii();
        if line.len() > limit && !line.ends_with(b"\n") {
            let found = line.len() + input.skip_until(b'\n')?;
            answers.tell::<T>(number, Err(LineError::new(VttError::Oversized { found, limit })))?;
        } else if !text.is_empty() {
            answers.tell(number, answer(text))?;
        }
        if input.buffer().is_empty() {
            answers.out.flush()?;
        }
    }
    Ok(())
}

/// Answers every message of a tabletop's document, as [`each_line`] does every line.
pub(super) fn each_message<R: Read, W: Write, T: Serialize>(
    mut input: BufReader<R>,
    vtt: &VttKind,
    answers: &mut Answers<W>,
    mut answer: impl FnMut(&[u8], u32) -> Result<T, LineError>,
) -> io::Result<()> {
    let mut splitter = Splitter::new(vtt);
    let mut tell = |pieces: Vec<Piece>| {
        for Piece { line, content, occurrence } in pieces {
            let answered = content.map_err(LineError::new);
            answers.tell(line, answered.and_then(|message| answer(&message, occurrence)))?;
        }
        answers.out.flush()
    };
    loop {
        let chunk = input.fill_buf()?;
        if chunk.is_empty() {
            return tell(splitter.finish());
        }
        let length = chunk.len();
        let pieces = splitter.push(chunk);
        input.consume(length);
        tell(pieces)?;
    }
}
