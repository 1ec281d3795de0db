mod foundry;
mod house_rules;
mod judging;
mod recorded;
mod vectors;
mod vocabulary;
