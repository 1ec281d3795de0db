use tokio::{
    io::AsyncReadExt as _,
    net::{TcpListener, TcpStream},
};
use tumulte_core::model::Timestamp;

use super::*;
use crate::realtime::socket::{Socket, Stir};

fn publication(campaign_id: CampaignId, cursor: Cursor, event: &str) -> Publication {
    Publication {
        cursor,
        campaign_id,
        audience: Audience::Stream,
        topic: Topic::Dice,
        event: event.to_owned(),
        payload: "{}".to_owned(),
    }
}

fn campaign(seed: u8) -> CampaignId {
    CampaignId::from_parts(Timestamp::from_millis(1), [seed; 10])
}

/// A viewer of a hub, and the page it shows on.
struct Watched {
    subscriber: Subscriber,
    page: TcpStream,
    socket: Socket,
}

impl Watched {
    async fn of(hub: &Hub) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (page, stream) = tokio::join!(TcpStream::connect(address), listener.accept());
        let stream = stream.unwrap().0;
        stream.writable().await.unwrap();
        let socket = Socket::new(stream, &[]);
        let subscriber = hub.subscriber(Arc::clone(socket.outlet()));
        Self { subscriber, page: page.unwrap(), socket }
    }

    fn join(&mut self, campaigns: &[CampaignId], wants_rolls: bool) {
        let channel = "streamer:k:dice".into();
        self.subscriber.join(&channel, campaigns, Audience::Stream, Topic::Dice, wants_rolls);
    }

    /// The cursors of the next events.
    async fn cursors(&mut self, count: usize) -> Vec<Cursor> {
        let mut cursors = Vec::new();
        while cursors.len() < count {
            let mut head = [0; 2];
            self.page.read_exact(&mut head).await.unwrap();
            let mut payload = vec![0; usize::from(head[1])];
            self.page.read_exact(&mut payload).await.unwrap();
            let event: serde_json::Value = serde_json::from_slice(&payload).unwrap();
            cursors.push(event["id"].as_str().unwrap().parse().unwrap());
        }
        cursors
    }
}

#[test]
fn a_frame_tells_what_happened_where() {
    let told = frame("streamer:k:dice", &publication(campaign(1), 3, "dice:critical"));
    let text = r#"{"type":"dice:critical","channel":"streamer:k:dice","id":"3","payload":{}}"#;
    assert_eq!(told, text_frame(&[text]));
}

#[tokio::test]
async fn a_viewer_hears_its_rooms_and_no_other() {
    let hub = Hub::default();
    let (mut criticals, mut rolls) = (Watched::of(&hub).await, Watched::of(&hub).await);
    criticals.join(&[campaign(1)], false);
    rolls.join(&[campaign(1), campaign(3)], true);
    criticals.subscriber.go_live("streamer:k:dice", 0);
    rolls.subscriber.go_live("streamer:k:dice", 0);
    hub.publish(&[
        publication(campaign(2), 1, "dice:critical"),
        publication(campaign(1), 2, "dice:roll"),
        publication(campaign(1), 3, "dice:critical"),
        publication(campaign(3), 4, "dice:critical"),
        publication(campaign(1), 5, "dice:critical"),
    ]);
    assert_eq!(criticals.cursors(2).await, [3, 5]);
    assert_eq!(rolls.cursors(4).await, [2, 3, 4, 5]);
}

#[tokio::test]
async fn what_happens_while_a_viewer_catches_up_comes_after_it_and_once() {
    let hub = Hub::default();
    let mut viewer = Watched::of(&hub).await;
    viewer.join(&[campaign(1)], false);
    let told = |cursor| publication(campaign(1), cursor, "dice:critical");
    hub.publish(&[told(1), told(2)]);
    tokio::task::yield_now().await;
    hub.publish(&[told(3)]);
    // It has looked back as far as the second.
    viewer.subscriber.go_live("streamer:k:dice", 2);
    hub.publish(&[told(4)]);
    assert_eq!(viewer.cursors(2).await, [3, 4]);
}

#[tokio::test]
async fn who_may_hear_something_else_now_is_told_to_come_again() {
    let hub = Hub::default();
    let mut viewer = Watched::of(&hub).await;
    viewer.join(&[], false);
    hub.reopen("streamer:k:");
    assert!(matches!(viewer.socket.stir().await, Ok(Stir::Lagged)));
}

#[tokio::test]
async fn who_leaves_hears_no_more_and_leaves_no_room_behind() {
    let hub = Hub::default();
    let (mut leaver, mut stayer) = (Watched::of(&hub).await, Watched::of(&hub).await);
    for viewer in [&mut leaver, &mut stayer] {
        viewer.join(&[campaign(1)], false);
        viewer.subscriber.go_live("streamer:k:dice", 0);
    }
    leaver.subscriber.leave("streamer:k:dice");
    hub.publish(&[publication(campaign(1), 1, "dice:critical")]);
    assert_eq!(stayer.cursors(1).await, [1]);
    leaver.join(&[campaign(1)], false);
    leaver.subscriber.go_live("streamer:k:dice", 1);
    hub.publish(&[publication(campaign(1), 2, "dice:critical")]);
    assert_eq!(leaver.cursors(1).await, [2]);
    drop((leaver, stayer));
    while !hub.with_rooms(|rooms| rooms.broadcasts.is_empty() && rooms.by_room.is_empty()) {
        tokio::task::yield_now().await;
    }
}
