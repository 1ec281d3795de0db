//! `/ws`: overlays, consoles and bots listen here.

use std::{sync::Arc, time::Duration};

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};
use tumulte_core::{
    model::UserId,
    sync::{Audience, Cursor, Draft, Publication, Topic, snapshot},
};

use super::{
    Channel, Stay, Subscriber,
    hub::frame,
    overlay_channel::{OverlayChannel, next_signal},
    socket::{Gone, Heard, Socket, Stir, close_frame, ping_frame, pong_frame, text_frame},
};
use crate::{
    actions,
    error::ApiError,
    metrics::metrics,
    overlay::Signal,
    platform, polls,
    state::AppState,
    storage::{Feed, Storage},
};

/// How many channels one viewer may listen to.
const MAX_CHANNELS: usize = 16;
/// How many missed events a viewer gets at most, and how far back, in seconds.
const MAX_REPLAY: u32 = 500;
const REPLAY_SECONDS: i64 = 600;
/// How often a silent viewer is asked whether it is there.
const PING: Duration = Duration::from_secs(20);
/// A viewer that does not answer for this long is gone.
const SILENCE: Duration = Duration::from_mins(1);
/// How long a viewer may take to hear that it is over.
const FAREWELL: Duration = Duration::from_secs(1);
/// The code of an end after which to come back.
const RESTART: u16 = 1012;
/// The code of an end after which to sign in again.
const SIGNED_OUT: u16 = 4401;

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
enum Request {
    Subscribe {
        channel: String,
        #[serde(default)]
        after: Option<String>,
        #[serde(default)]
        rolls: bool,
    },
    Unsubscribe {
        channel: String,
    },
}

/// One viewer's connection.
struct Viewer {
    state: AppState,
    socket: Socket,
    user: Option<UserId>,
    /// Where somebody is signed in: until when.
    stay: Option<Stay>,
    subscriber: Subscriber,
    /// Where the viewer is an overlay: what it goes by.
    overlay: Option<OverlayChannel>,
}

/// Serves one viewer until it leaves. `signed_in` is who is, if anybody, and the hash of the session's id.
pub(crate) async fn serve(state: AppState, socket: Socket, signed_in: Option<(UserId, String)>) {
    let subscriber = state.hub.subscriber(Arc::clone(socket.outlet()));
    let user = signed_in.as_ref().map(|(user_id, _)| *user_id);
    let stay = signed_in.map(|(user_id, session)| state.sign_ins.stay(user_id, session));
    let mut viewer = Viewer { state, socket, user, stay, subscriber, overlay: None };
    let (code, reason) = match viewer.run().await {
        Ok(code) if code == RESTART => (code, "restart".to_owned()),
        Ok(code) if code == SIGNED_OUT => (code, "session.ended".to_owned()),
        Ok(code) => (code, String::new()),
        Err(Gone::Rude(violation)) => (violation.code(), violation.to_string()),
        // There is nobody left to tell.
        Err(Gone::Lost) => return,
    };
    viewer.socket.outlet().say(&close_frame(code, &reason));
    let _gone = timeout(FAREWELL, viewer.socket.flush()).await;
}

impl Viewer {
    /// Listens and answers until somebody ends it; gives the code of the end.
    async fn run(&mut self) -> Result<u16, Gone> {
        // Looked up here, where its end can't be missed any more.
        if !is_signed_in(&self.state, self.stay.as_ref()).await {
            return Ok(SIGNED_OUT);
        }
        let mut ping = interval_at(Instant::now() + PING, PING);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard = Instant::now();
        let stopping = self.state.stopping.clone();
        loop {
            tokio::select! {
                () = stopping.cancelled() => return Ok(RESTART),
                () = signed_out(self.stay.as_ref()) => return Ok(SIGNED_OUT),
                stir = self.socket.stir() => {
                    heard = Instant::now();
                    match stir? {
                        Stir::Heard(Heard::Text(text)) => self.answer(&text).await,
                        Stir::Heard(Heard::Ping(payload)) => {
                            self.socket.outlet().say(&pong_frame(&payload));
                        }
                        Stir::Heard(Heard::Close(code)) => return Ok(code),
                        Stir::Heard(Heard::Binary | Heard::Pong) | Stir::Took => {}
                        Stir::Lagged => self.resync(),
                    }
                }
                signal = next_signal(&mut self.overlay) => self.tell_overlay(signal).await,
                _ = ping.tick() => {
                    if heard.elapsed() > SILENCE {
                        return Err(Gone::Lost);
                    }
                    self.socket.outlet().say(&ping_frame());
                }
            }
        }
    }

    async fn answer(&mut self, text: &str) {
        match serde_json::from_str::<Request>(text) {
            Ok(Request::Subscribe { channel, after, rolls }) => {
                // In a place of its own: looking things up needs room that listening does not.
                let subscribed = Box::pin(self.subscribe(&channel, after.as_deref(), rolls)).await;
                if let Err(error) = subscribed {
                    self.refuse(&channel, &error);
                }
            }
            Ok(Request::Unsubscribe { channel }) => {
                self.subscriber.leave(&channel);
                self.overlay.take_if(|overlay| overlay.is_called(&channel));
            }
            Err(error) => self.refuse("", &ApiError::invalid(error.to_string())),
        }
    }

    async fn subscribe(
        &mut self,
        name: &str,
        after: Option<&str>,
        rolls: bool,
    ) -> Result<(), ApiError> {
        let is_new = !self.subscriber.listens_to(name);
        if is_new && self.subscriber.channels().len() >= MAX_CHANNELS {
            return Err(ApiError::invalid(format!("at most {MAX_CHANNELS} channels at once")));
        }
        let after = after.map(str::parse::<Cursor>).transpose();
        let after = after.map_err(|_| ApiError::invalid("`after` is a cursor"))?;
        let feed = loop {
            let known = self.state.hub.times_reopened();
            let feed = match open(&self.state, self.user, name).await? {
                Opened::Feed(feed) => feed,
                Opened::Overlay(overlay, state) => {
                    self.overlay = Some(overlay);
                    self.say(&json!({ "type": "subscribed", "channel": name }));
                    self.socket.outlet().say(&text_frame(&[&state]));
                    return Ok(());
                }
            };
            self.subscriber.leave(name);
            // First listen, then look back: what happens in between comes twice and is dropped by cursor.
            self.subscriber.join(&name.into(), &feed.campaigns, feed.audience, feed.topic, rolls);
            // What may be heard could have changed while it was looked up.
            if self.state.hub.times_reopened() == known {
                break feed;
            }
            self.subscriber.leave(name);
        };
        let caught_up = catch_up(&self.state, &feed, after).await;
        let (missed, cursor) = caught_up.inspect_err(|_| self.subscriber.leave(name))?;
        self.say(&json!({ "type": "subscribed", "channel": name, "cursor": cursor.to_string() }));
        for publication in missed {
            let asked = rolls || feed.audience == Audience::Gm || publication.event != "dice:roll";
            if asked {
                self.socket.outlet().say(&frame(name, &publication));
            }
        }
        self.subscriber.go_live(name, cursor);
        Ok(())
    }

    /// Tells an overlay what changed about it.
    async fn tell_overlay(&mut self, signal: Signal) {
        let Some(overlay) = &self.overlay else { return };
        match overlay.frame(&self.state, signal).await {
            Ok(frame) => self.socket.outlet().say(&text_frame(&[&frame])),
            Err(error) => {
                self.refuse(&overlay.name(), &error);
                if error.code() == ApiError::UNKNOWN_CHANNEL {
                    self.overlay = None;
                }
            }
        }
    }

    /// Tells the viewer on every channel that events were dropped: it subscribes again with its last cursor.
    fn resync(&mut self) {
        metrics().lagged.inc();
        let channels: Vec<_> = self.subscriber.channels().cloned().collect();
        for channel in channels {
            self.subscriber.leave(&channel);
            self.say(&json!({ "type": "resync", "channel": &*channel }));
        }
    }

    fn refuse(&self, channel: &str, error: &ApiError) {
        self.say(&json!({
            "type": "error",
            "channel": channel,
            "error": { "code": error.code(), "message": error.message() },
        }));
    }

    fn say(&self, message: &Value) {
        self.socket.outlet().say(&text_frame(&[&message.to_string()]));
    }
}

/// Whether somebody who was signed in still is; who never was is fine. A database that does not answer has nobody come in.
pub(crate) async fn is_signed_in(state: &AppState, stay: Option<&Stay>) -> bool {
    let Some(stay) = stay else { return true };
    let session = [stay.session().to_owned()];
    let going_on = state.storage.sessions_going_on(&session, platform::now()).await;
    going_on.is_ok_and(|going_on| !going_on.is_empty())
}

/// Waits until a sign-in is over; for ever, where nobody is signed in.
async fn signed_out(stay: Option<&Stay>) {
    match stay {
        Some(stay) => stay.ended().await,
        None => std::future::pending().await,
    }
}

/// What a channel's name stands for.
enum Opened {
    /// Events of the outbox.
    Feed(Feed),
    /// What an overlay goes by, with the frame that says how things are now.
    Overlay(OverlayChannel, String),
}

/// Finds what a channel's name stands for, if this viewer may listen to it.
async fn open(state: &AppState, user: Option<UserId>, name: &str) -> Result<Opened, ApiError> {
    let unknown = ApiError::unknown_channel;
    let storage = &state.storage;
    match name.parse().map_err(|()| unknown())? {
        Channel::Streamer { overlay_key, topic } => {
            let streamer = storage.streamer_by_key(&overlay_key).await?.ok_or_else(unknown)?;
            let campaigns = storage.campaigns_of_streamer(streamer.streamer_id).await?;
            Ok(Opened::Feed(Feed { campaigns, audience: Audience::Stream, topic }))
        }
        Channel::Overlay { overlay_key } => {
            let streamer = storage.streamer_by_key(&overlay_key).await?.ok_or_else(unknown)?;
            let (overlay, frame) =
                OverlayChannel::open(state, name, overlay_key, streamer.streamer_id).await?;
            Ok(Opened::Overlay(overlay, frame))
        }
        Channel::Vote { vote_key } => {
            let poll = storage.poll_by_key(&vote_key).await?.ok_or_else(unknown)?;
            let campaigns = vec![poll.campaign_id];
            Ok(Opened::Feed(Feed { campaigns, audience: Audience::Stream, topic: Topic::Polls }))
        }
        // Nothing of a poll is secret: whoever may ask hears what everybody does.
        Channel::Campaign { campaign_id, topic: Topic::Polls } => {
            let user = user.ok_or_else(ApiError::unauthenticated)?;
            let asked = actions::asked_campaign(state, user, campaign_id).await;
            let is_missing = |error: &ApiError| error.status() == StatusCode::NOT_FOUND;
            asked.map_err(|error| if is_missing(&error) { unknown() } else { error })?;
            let campaigns = vec![campaign_id];
            Ok(Opened::Feed(Feed { campaigns, audience: Audience::Stream, topic: Topic::Polls }))
        }
        Channel::Campaign { campaign_id, topic } => {
            let user = user.ok_or_else(ApiError::unauthenticated)?;
            let campaign = storage.campaign_by_id(campaign_id).await?;
            campaign.filter(|row| row.owner_id == user).ok_or_else(unknown)?;
            Ok(Opened::Feed(Feed { campaigns: vec![campaign_id], audience: Audience::Gm, topic }))
        }
    }
}

/// What a viewer is told first, and the cursor from which it hears everything live.
async fn catch_up(
    state: &AppState,
    feed: &Feed,
    after: Option<Cursor>,
) -> Result<(Vec<Publication>, Cursor), ApiError> {
    if feed.topic == Topic::Polls {
        return Ok(polls::present(state, &feed.campaigns).await?);
    }
    match present_state(&state.storage, feed).await? {
        Some(present) => Ok(present),
        None => look_back(&state.storage, feed, after).await,
    }
}

/// What goes on right now in each campaign, where the topic is one that has a state: it is worth more than what was
/// missed. What happens while it is read may be in it and come again.
async fn present_state(
    storage: &Storage,
    feed: &Feed,
) -> Result<Option<(Vec<Publication>, Cursor)>, ApiError> {
    let has_state = matches!(
        (feed.topic, feed.audience),
        (Topic::Combat, _) | (Topic::Characters, Audience::Stream)
    );
    if !has_state {
        return Ok(None);
    }
    let cursor = storage.newest_cursor().await?;
    let mut states = Vec::with_capacity(feed.campaigns.len());
    for campaign_id in &feed.campaigns {
        let state = snapshot(storage, *campaign_id, feed.audience, feed.topic).await?;
        states.extend(state.map(|Draft { audience, topic, event, payload }| Publication {
            cursor,
            campaign_id: *campaign_id,
            audience,
            topic,
            event: event.to_owned(),
            payload,
        }));
    }
    Ok(Some((states, cursor)))
}

/// What a viewer missed since its cursor, and the cursor from which it hears everything live.
async fn look_back(
    storage: &Storage,
    feed: &Feed,
    after: Option<Cursor>,
) -> Result<(Vec<Publication>, Cursor), ApiError> {
    let Some(after) = after else { return Ok((Vec::new(), storage.newest_cursor().await?)) };
    let since = platform::now().plus_seconds(-REPLAY_SECONDS);
    let missed = storage.events_after(feed, after, since, MAX_REPLAY).await?;
    let cursor = missed.last().map_or(after, |last| last.cursor);
    Ok((missed, cursor))
}
