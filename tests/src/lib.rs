//! Whole-story tests of Tumulte and the chores of its repository (`cargo xtask help`).
