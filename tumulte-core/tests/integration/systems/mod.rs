mod judging;
mod recorded;
mod vectors;
mod vocabulary;
