//! Hears what the other servers say, shows them that this one lives, and comes back after every cut.

use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use redis::RedisResult;
use tokio::time::{MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;

use super::{
    Redis,
    link::{LEASE, gone},
    message::{Answer, Envelope, Message},
};
use crate::{metrics::metrics, realtime::fanout::Word};

/// How often a server shows that it lives: a lease outlasts two signs that were missed.
const BEAT: Duration = Duration::from_secs(3);

/// Every so many signs, what was said before is said and looked up again: a word may have been lost.
const REPEAT: u32 = 20;

/// How soon a change of the open overlays is told again.
const PAUSE: Duration = Duration::from_millis(100);

/// How soon after a cut Redis is tried again, at first and at most.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Listens until the server stops.
pub(super) async fn run(redis: Redis, stopping: CancellationToken) {
    let mut pause = FIRST_PAUSE;
    let mut is_told = false;
    let mut checked = Instant::now();
    loop {
        let began = Instant::now();
        let ended = tokio::select! {
            () = stopping.cancelled() => return,
            ended = listen(&redis, &mut is_told) => ended,
        };
        redis.0.link.disconnect();
        redis.0.sequencer.set_cut_off(true);
        metrics().redis_up.set(0);
        if let Err(error) = ended
            && !is_told
        {
            let error: &dyn std::error::Error = &error;
            tracing::warn!(
                error,
                "Redis is not there: viewers of other servers' tables see what happens a little later"
            );
            is_told = true;
        }
        if began.elapsed() > LONGEST_PAUSE {
            pause = FIRST_PAUSE;
        }
        if checked.elapsed() > BEAT {
            catch_up(&redis).await;
            forget_silent_servers(&redis);
            checked = Instant::now();
        }
        tokio::select! {
            () = stopping.cancelled() => return,
            () = sleep(pause) => pause = (pause * 2).min(LONGEST_PAUSE),
        }
    }
}

/// Listens until Redis is gone.
async fn listen(redis: &Redis, is_told: &mut bool) -> RedisResult<()> {
    let mut heard = redis.0.link.connect().await?;
    metrics().redis_up.set(1);
    if std::mem::take(is_told) {
        tracing::info!("Redis is there again");
    }
    // What was stored before anybody listened is read from the database.
    redis.0.sequencer.set_cut_off(false);
    catch_up(redis).await;
    redis.say(Message::Hello);
    redis.say_open();
    let mut beat = interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut signs = 0;
    loop {
        tokio::select! {
            message = heard.next() => hear(redis, message.ok_or_else(gone)?.get_payload_bytes()),
            _ = beat.tick() => {
                show_life(redis).await?;
                signs += 1;
                if signs % REPEAT == 0 {
                    redis.say_open();
                    let redis = redis.clone();
                    tokio::spawn(async move { catch_up(&redis).await });
                }
            }
        }
    }
}

/// Tells the other servers how many overlays are open, whenever that changes.
pub(super) async fn tell_open(redis: Redis, stopping: CancellationToken) {
    loop {
        let overlays = tokio::select! {
            () = stopping.cancelled() => return,
            overlays = redis.0.here.overlays.changed_here() => overlays,
        };
        redis.say(Message::Open { overlays, is_all: false });
        // Many come at once: they are told of together.
        sleep(PAUSE).await;
    }
}

/// Holds the seats of this server's tables, and says which they are.
async fn show_life(redis: &Redis) -> RedisResult<()> {
    let (link, server) = (&redis.0.link, redis.0.server.as_str());
    link.ping().await?;
    link.forget_late().await?;
    let mut tables = Vec::new();
    for (table, tab) in redis.0.here.presence.tables() {
        if link.renew(table, server, tab.as_deref()).await? {
            tables.push(table);
        } else {
            redis.0.here.presence.displace(table);
        }
    }
    redis.say(Message::Seats { tables });
    forget_silent_servers(redis);
    Ok(())
}

fn forget_silent_servers(redis: &Redis) {
    redis.0.here.presence.forget_silent_servers(LEASE);
    redis.0.here.overlays.forget_silent_servers(LEASE);
}

/// A table may have been revoked, a sign-in ended, a streamer sent away or the panic key pressed while nobody could tell.
async fn catch_up(redis: &Redis) {
    if let Err(error) = redis.0.here.catch_up(&redis.0.storage).await {
        let error: &dyn std::error::Error = &error;
        tracing::warn!(error, "what the other servers may have said could not be looked up");
    }
    for (table, _) in redis.0.here.presence.tables() {
        let known = redis.0.storage.connection(table).await;
        if known.is_ok_and(|row| row.is_none_or(|row| row.is_revoked)) {
            let reason = "revoked by the game master".to_owned();
            redis.say_here(table, &Word::Revoked { reason });
        }
    }
}

fn hear(redis: &Redis, bytes: &[u8]) {
    let Ok(Envelope { from, message }) = serde_json::from_slice(bytes) else {
        tracing::warn!(
            "another server said what this one does not understand: is it of another version?"
        );
        return;
    };
    if from == redis.0.server {
        return;
    }
    let (presence, overlays) = (&redis.0.here.presence, &redis.0.here.overlays);
    match message {
        Message::Events { events } => {
            metrics().heard.inc_by(events.len() as u64);
            redis.0.sequencer.take(&events);
        }
        Message::Seats { tables } => {
            presence.set_elsewhere(&from, tables);
            overlays.see_server(&from);
        }
        Message::Hello => redis.say_open(),
        Message::Open { overlays: counts, is_all } => {
            overlays.note_elsewhere(&from, counts, is_all);
        }
        Message::Seat { table, is_taken } => presence.note_elsewhere(&from, table, is_taken),
        Message::Displaced { server, table } if server == redis.0.server => {
            presence.displace(table);
        }
        Message::Notice(notice) => redis.0.here.act(&notice),
        Message::Overlays { streamers, signal } => overlays.tell(streamers, signal),
        Message::Told { table, word } => redis.say_here(table, &word.into()),
        Message::Asked { question, table, event, payload } => {
            if let Some(asked) = presence.ask(table, &event, &payload) {
                let redis = redis.clone();
                tokio::spawn(async move {
                    let answer = Answer::from(asked.await);
                    redis.say(Message::Answered { server: from, question, answer });
                });
            }
        }
        Message::Answered { server, question, answer } if server == redis.0.server => {
            if let Some(asker) = redis.questions().remove(&question) {
                let _gone = asker.send(answer);
            }
        }
        // Meant for somebody else.
        Message::Displaced { .. } | Message::Answered { .. } => {}
    }
}
