//! `/ws`: overlays, consoles and bots listen here.

use std::{collections::HashMap, sync::Arc, time::Duration};

use axum::{
    extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, close_code},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::json;
use tokio::time::{Instant, MissedTickBehavior, interval};
use tumulte_core::{
    model::UserId,
    sync::{Audience, Cursor, Draft, Publication, Topic, snapshot},
};

use super::{
    Channel, Outgoing, Subscriber,
    hub::frame,
    overlay_channel::{OverlayChannel, next_signal},
};
use crate::{
    error::ApiError,
    overlay::Signal,
    platform,
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
    socket: WebSocket,
    user: Option<UserId>,
    subscriber: Subscriber,
    /// Per channel the last cursor a replay has sent: what the hub delivers up to there is known.
    channels: HashMap<Arc<str>, Cursor>,
    /// Where the viewer is an overlay: what it goes by.
    overlay: Option<OverlayChannel>,
}

/// Serves one viewer until it leaves. `user` is who is signed in, if anybody.
pub(crate) async fn serve(state: AppState, socket: WebSocket, user: Option<UserId>) {
    let subscriber = state.hub.subscriber();
    let mut viewer =
        Viewer { state, socket, user, subscriber, channels: HashMap::new(), overlay: None };
    // An error here means that the viewer is gone; there is nobody left to tell.
    let _gone = viewer.run().await;
}

impl Viewer {
    async fn run(&mut self) -> Result<(), axum::Error> {
        let mut ping = interval(PING);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard = Instant::now();
        let stopping = self.state.stopping.clone();
        loop {
            tokio::select! {
                () = stopping.cancelled() => {
                    let reason = CloseFrame { code: close_code::RESTART, reason: Utf8Bytes::from_static("restart") };
                    return self.socket.send(Message::Close(Some(reason))).await;
                }
                incoming = self.socket.recv() => {
                    heard = Instant::now();
                    match incoming {
                        None | Some(Ok(Message::Close(_))) => return Ok(()),
                        Some(Ok(Message::Text(text))) => self.answer(&text).await?,
                        Some(Ok(_)) => {}
                        Some(Err(error)) => return Err(error),
                    }
                }
                Some(outgoing) = self.subscriber.next() => self.deliver(outgoing).await?,
                signal = next_signal(&mut self.overlay) => self.tell_overlay(signal).await?,
                _ = ping.tick() => {
                    if heard.elapsed() > SILENCE {
                        return Ok(());
                    }
                    self.socket.send(Message::Ping(bytes::Bytes::new())).await?;
                }
            }
            if self.subscriber.take_lagged() {
                self.resync().await?;
            }
        }
    }

    async fn answer(&mut self, text: &str) -> Result<(), axum::Error> {
        match serde_json::from_str::<Request>(text) {
            Ok(Request::Subscribe { channel, after, rolls }) => {
                match self.subscribe(&channel, after.as_deref(), rolls).await? {
                    Ok(()) => Ok(()),
                    Err(error) => self.refuse(&channel, &error).await,
                }
            }
            Ok(Request::Unsubscribe { channel }) => {
                self.subscriber.leave(&channel);
                self.channels.remove(channel.as_str());
                self.overlay.take_if(|overlay| overlay.is_called(&channel));
                Ok(())
            }
            Err(error) => self.refuse("", &ApiError::invalid(error.to_string())).await,
        }
    }

    async fn subscribe(
        &mut self,
        name: &str,
        after: Option<&str>,
        rolls: bool,
    ) -> Result<Result<(), ApiError>, axum::Error> {
        if self.channels.len() >= MAX_CHANNELS && !self.channels.contains_key(name) {
            let words = format!("at most {MAX_CHANNELS} channels at once");
            return Ok(Err(ApiError::invalid(words)));
        }
        let feed = match open(&self.state, self.user, name).await {
            Ok(Opened::Feed(feed)) => feed,
            Ok(Opened::Overlay(overlay, state)) => {
                self.overlay = Some(overlay);
                let hello = json!({ "type": "subscribed", "channel": name });
                self.socket.send(Message::Text(hello.to_string().into())).await?;
                self.socket.send(Message::Text(state.into())).await?;
                return Ok(Ok(()));
            }
            Err(error) => return Ok(Err(error)),
        };
        let Ok(after) = after.map(str::parse::<Cursor>).transpose() else {
            return Ok(Err(ApiError::invalid("`after` is a cursor")));
        };
        let channel: Arc<str> = name.into();
        self.subscriber.leave(name);
        // First listen, then look back: what happens in between comes twice and is dropped by cursor.
        self.subscriber.join(&channel, &feed.campaigns, feed.audience, feed.topic, rolls);
        let (missed, cursor) = match catch_up(&self.state.storage, &feed, after).await {
            Ok(found) => found,
            Err(error) => return Ok(Err(error)),
        };
        self.channels.insert(Arc::clone(&channel), cursor);
        let hello = json!({ "type": "subscribed", "channel": name, "cursor": cursor.to_string() });
        self.socket.send(Message::Text(hello.to_string().into())).await?;
        for publication in missed {
            let asked = rolls || feed.audience == Audience::Gm || publication.event != "dice:roll";
            if asked {
                self.socket.send(Message::Text(frame(name, &publication))).await?;
            }
        }
        Ok(Ok(()))
    }

    async fn deliver(&mut self, outgoing: Outgoing) -> Result<(), axum::Error> {
        let known = self.channels.get(&outgoing.channel).copied();
        if known.is_some_and(|known| outgoing.cursor > known) {
            self.socket.send(Message::Text(outgoing.frame)).await?;
        }
        Ok(())
    }

    /// Tells an overlay what changed about it.
    async fn tell_overlay(&mut self, signal: Signal) -> Result<(), axum::Error> {
        let Some(overlay) = &self.overlay else { return Ok(()) };
        match overlay.frame(&self.state, signal).await {
            Ok(frame) => self.socket.send(Message::Text(frame.into())).await,
            Err(error) => {
                let name = overlay.name();
                self.refuse(&name, &error).await
            }
        }
    }

    /// Tells the viewer on every channel that events were dropped: it subscribes again with its last cursor.
    async fn resync(&mut self) -> Result<(), axum::Error> {
        let channels: Vec<_> = self.channels.drain().map(|(channel, _)| channel).collect();
        for channel in channels {
            self.subscriber.leave(&channel);
            let frame = json!({ "type": "resync", "channel": &*channel });
            self.socket.send(Message::Text(frame.to_string().into())).await?;
        }
        Ok(())
    }

    async fn refuse(&mut self, channel: &str, error: &ApiError) -> Result<(), axum::Error> {
        let frame = json!({
            "type": "error",
            "channel": channel,
            "error": { "code": error.code(), "message": error.message() },
        });
        self.socket.send(Message::Text(frame.to_string().into())).await
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
    let unknown = || {
        ApiError::new(StatusCode::NOT_FOUND, "channel.unknown", "there is no such channel for you")
    };
    let storage = &state.storage;
    match name.parse().map_err(|()| unknown())? {
        Channel::Streamer { overlay_key, topic } => {
            let streamer = storage.streamer_by_key(&overlay_key).await?.ok_or_else(unknown)?;
            let campaigns = storage.campaigns_of_streamer(streamer.streamer_id).await?;
            Ok(Opened::Feed(Feed { campaigns, audience: Audience::Stream, topic }))
        }
        Channel::Overlay { overlay_key } => {
            let streamer = storage.streamer_by_key(&overlay_key).await?.ok_or_else(unknown)?;
            let (overlay, frame) = OverlayChannel::open(state, name, streamer.streamer_id).await?;
            Ok(Opened::Overlay(overlay, frame))
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
    storage: &Storage,
    feed: &Feed,
    after: Option<Cursor>,
) -> Result<(Vec<Publication>, Cursor), ApiError> {
    match present_state(storage, feed).await? {
        Some(state) => Ok(state),
        None => look_back(storage, feed, after).await,
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
