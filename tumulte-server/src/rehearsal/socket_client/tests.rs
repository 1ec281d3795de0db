use std::time::Duration;

use serde_json::{Value, json};
use socketioxide::{
    SocketIo,
    extract::{AckSender, Data, SocketRef},
    handler::ConnectHandler,
};
use tokio::net::TcpListener;

use super::*;

const PATIENCE: Duration = Duration::from_secs(5);

/// A real Socket.IO server on a port of its own: it lets `token: good` in and greets it.
async fn server() -> String {
    let (layer, io) = SocketIo::new_layer();
    let greet = async |socket: SocketRef, Data(auth): Data<Value>| {
        socket.emit("connected", &json!({ "auth": auth })).unwrap();
        socket.on("echo", async |Data(payload): Data<Value>, ack: AckSender| {
            ack.send(&json!({ "ok": true, "payload": payload })).unwrap();
        });
        socket.on("silence", async || {});
        socket.on("leave", async |socket: SocketRef| drop(socket.disconnect()));
        socket.on("ask", async |socket: SocketRef, ack: AckSender| {
            let answer = socket.emit_with_ack::<_, Value>("query:characters", &json!({})).unwrap();
            ack.send(&answer.await.unwrap()).unwrap();
        });
    };
    let check = async |Data(auth): Data<Value>| match auth.get("token").and_then(Value::as_str) {
        Some("good") => Ok(()),
        _ => Err("token.expired"),
    };
    io.ns("/vtt", greet.with(check));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = axum::Router::new().layer(layer);
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

async fn connected() -> (SocketClient, mpsc::Receiver<ServerEvent>) {
    SocketClient::connect(&server().await, "/vtt", json!({ "token": "good" })).await.unwrap()
}

#[tokio::test]
async fn joins_a_namespace_with_its_auth_and_hears_the_greeting() {
    let (_client, mut events) = connected().await;
    let greeting = events.recv().await.unwrap();
    assert_eq!(greeting.name, "connected");
    assert_eq!(greeting.payload, json!({ "auth": { "token": "good" } }));
    assert_eq!(greeting.acknowledgement, None);
}

#[tokio::test]
async fn every_emit_gets_its_own_acknowledgement() {
    let (client, _events) = connected().await;
    for payload in [json!({ "n": 1 }), json!("é\n"), json!(null)] {
        let answer = client.emit("echo", payload.clone(), PATIENCE).await.unwrap();
        assert_eq!(answer, json!({ "ok": true, "payload": payload }));
    }
    let (one, two) = tokio::join!(
        client.emit("echo", json!(1), PATIENCE),
        client.emit("echo", json!(2), PATIENCE)
    );
    assert_eq!((&one.unwrap()["payload"], &two.unwrap()["payload"]), (&json!(1), &json!(2)));
}

#[tokio::test]
async fn a_refused_handshake_carries_the_code() {
    let base = server().await;
    let refused =
        SocketClient::connect(&base, "/vtt", json!({ "token": "old" })).await.unwrap_err();
    assert_eq!(refused.refusal(), Some("token.expired"));
    assert!(!refused.may_retry());
    let unknown = SocketClient::connect(&base, "/nowhere", json!({})).await.unwrap_err();
    assert_eq!(unknown.code(), "rehearsal.refused");
}

#[tokio::test]
async fn a_missing_acknowledgement_is_a_timeout() {
    let (client, _events) = connected().await;
    let error = client.emit("silence", json!({}), Duration::from_millis(30)).await.unwrap_err();
    assert_eq!(error.code(), "rehearsal.timeout");
    assert!(client.emit("echo", json!(1), PATIENCE).await.is_ok(), "the connection goes on");
}

#[tokio::test]
async fn answers_what_the_server_asks() {
    let (client, mut events) = connected().await;
    let asking = client.emit("ask", json!({}), PATIENCE);
    let answering = async {
        loop {
            let event = events.recv().await.unwrap();
            if let Some(id) = event.acknowledgement {
                return client.answer(id, json!({ "characters": ["Maëlle"] })).await;
            }
        }
    };
    let (asked, answered) = tokio::join!(asking, answering);
    answered.unwrap();
    assert!(asked.unwrap().to_string().contains("Maëlle"));
}

#[tokio::test]
async fn whoever_waits_learns_that_the_server_left() {
    let (client, mut events) = connected().await;
    let error = client.emit("leave", json!({}), PATIENCE).await.unwrap_err();
    assert_eq!(error.code(), "rehearsal.disconnected");
    while events.recv().await.is_some() {}
    let error = client.emit("echo", json!(1), PATIENCE).await.unwrap_err();
    assert_eq!(error.code(), "rehearsal.disconnected");
}

#[tokio::test]
async fn closing_ends_the_connection() {
    let (client, mut events) = connected().await;
    client.close();
    while events.recv().await.is_some() {}
    assert_eq!(client.tell("pong", json!({})).await.unwrap_err().code(), "rehearsal.disconnected");
}

#[tokio::test]
async fn nobody_listening_is_unreachable_over_tls_as_well() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let gone = SocketClient::connect(&format!("http://{free}"), "/vtt", json!({})).await;
    assert_eq!(gone.unwrap_err().code(), "rehearsal.unreachable");
    let tls = SocketClient::connect(&format!("https://{free}"), "/vtt", json!({})).await;
    assert_eq!(tls.unwrap_err().code(), "rehearsal.unreachable");
}
