//! What people and programs may ask of a running server.

mod accounts;
mod house;
mod interface;
mod invitations;
mod logins;
mod polls;
mod walk;
