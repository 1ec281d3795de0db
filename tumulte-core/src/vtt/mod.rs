//! vtt
