//! A small Socket.IO client, so that the rehearsal enters the server by the module's own door.
//!
//! Written here because the one published client for Rust is unmaintained and brings a TLS library
//! of the platform along. It speaks the WebSocket transport only, with TLS where the address says
//! `https://`: the same bytes a Foundry module sends. Certificates are checked against the machine's
//! own authorities, or those of `SSL_CERT_FILE`.

use std::{collections::HashMap, time::Duration};

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::{
    net::TcpStream,
    sync::{mpsc, oneshot},
    time::{Instant, sleep_until, timeout},
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async_with_config,
    tungstenite::{Message, protocol::WebSocketConfig},
};

use super::{
    RehearsalError,
    socket_packet::{Packet, PacketKind},
};
use crate::platform::prepare_tls;

/// How long opening a connection may take, handshake of the namespace included.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const LARGEST_MESSAGE: usize = 4 << 20;
const QUEUE: usize = 64;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;
type Waiting = HashMap<u64, oneshot::Sender<Value>>;

/// A server's event, in the order it came.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerEvent {
    /// Its name, such as `config:update`.
    pub name: String,
    /// Its first argument, null when it has none.
    pub payload: Value,
    /// What to pass to [`SocketClient::answer`] when the server waits for an answer.
    pub acknowledgement: Option<u64>,
}

/// A connected namespace. Clones share the connection; it closes when the last one is dropped.
///
/// Events that nobody takes from the channel are kept up to a bound; beyond it the connection is
/// given up, so that a stuck reader can't hide behind a live heartbeat.
#[derive(Debug, Clone)]
pub struct SocketClient {
    orders: mpsc::Sender<Order>,
}

#[derive(Debug)]
enum Order {
    Emit { name: String, payload: Value, reply: oneshot::Sender<Value> },
    Answer { id: u64, payload: Value },
    Tell { name: String, payload: Value },
    Close,
}

impl SocketClient {
    /// Opens a WebSocket to `base_url` and joins `namespace` with `auth`.
    ///
    /// # Errors
    ///
    /// `rehearsal.address` for anything but `https://` and `http://`, `rehearsal.unreachable`, `rehearsal.timeout`,
    /// `rehearsal.protocol`, and `rehearsal.refused` with the server's code when it says
    /// `connect_error`.
    pub async fn connect(
        base_url: &str,
        namespace: &str,
        auth: Value,
    ) -> Result<(Self, mpsc::Receiver<ServerEvent>), RehearsalError> {
        let url = socket_address(base_url)?;
        let opening = timeout(CONNECT_TIMEOUT, open(&url, namespace, auth)).await;
        let (socket, silence) = opening.map_err(|_| RehearsalError::Timeout {
            what: format!("the handshake of {namespace}"),
            waited: CONNECT_TIMEOUT,
        })??;
        let (orders, todo) = mpsc::channel(QUEUE);
        let (events, inbox) = mpsc::channel(QUEUE);
        tokio::spawn(drive(socket, namespace.to_owned(), silence, todo, events));
        Ok((Self { orders }, inbox))
    }

    /// Sends an event and waits for its acknowledgement.
    ///
    /// # Errors
    ///
    /// `rehearsal.timeout` when none comes within `patience`, `rehearsal.disconnected` when the
    /// connection ends first.
    pub async fn emit(
        &self,
        name: &str,
        payload: Value,
        patience: Duration,
    ) -> Result<Value, RehearsalError> {
        let (reply, answer) = oneshot::channel();
        let order = Order::Emit { name: name.to_owned(), payload, reply };
        let waiting = async {
            self.order(order).await?;
            answer
                .await
                .map_err(|_| RehearsalError::Disconnected(format!("{name} was not acknowledged")))
        };
        timeout(patience, waiting).await.unwrap_or_else(|_| {
            Err(RehearsalError::Timeout {
                what: format!("the acknowledgement of {name}"),
                waited: patience,
            })
        })
    }

    /// Sends an event that needs no acknowledgement.
    ///
    /// # Errors
    ///
    /// `rehearsal.disconnected` when the connection has ended.
    pub async fn tell(&self, name: &str, payload: Value) -> Result<(), RehearsalError> {
        self.order(Order::Tell { name: name.to_owned(), payload }).await
    }

    /// Answers an event the server waits for.
    ///
    /// # Errors
    ///
    /// `rehearsal.disconnected` when the connection has ended.
    pub async fn answer(&self, id: u64, payload: Value) -> Result<(), RehearsalError> {
        self.order(Order::Answer { id, payload }).await
    }

    /// Ends the connection for every clone; what was not acknowledged yet never will be.
    pub fn close(&self) {
        // A full queue or an ended connection: the drop of the last clone does the rest.
        drop(self.orders.try_send(Order::Close));
    }

    async fn order(&self, order: Order) -> Result<(), RehearsalError> {
        let sent = self.orders.send(order).await;
        sent.map_err(|_| RehearsalError::Disconnected("the server closed it".to_owned()))
    }
}

/// Where a server's socket is: its own address, by `ws://` or `wss://`.
fn socket_address(base_url: &str) -> Result<String, RehearsalError> {
    let schemes = [("https://", "wss://"), ("http://", "ws://")];
    let found =
        schemes.iter().find_map(|(scheme, socket)| Some((socket, base_url.strip_prefix(scheme)?)));
    let (socket, host) = found.ok_or_else(|| RehearsalError::Address(base_url.to_owned()))?;
    let host = host.trim_end_matches('/');
    Ok(format!("{socket}{host}/socket.io/?EIO=4&transport=websocket"))
}

/// Opens transport and namespace; returns how long the server may stay silent.
async fn open(
    url: &str,
    namespace: &str,
    auth: Value,
) -> Result<(Socket, Duration), RehearsalError> {
    let unreachable = |error: tokio_tungstenite::tungstenite::Error| RehearsalError::Unreachable {
        url: url.to_owned(),
        reason: error.to_string(),
    };
    prepare_tls();
    let limits = WebSocketConfig::default()
        .max_message_size(Some(LARGEST_MESSAGE))
        .max_frame_size(Some(LARGEST_MESSAGE));
    let (mut socket, _) =
        connect_async_with_config(url, Some(limits), true).await.map_err(unreachable)?;
    let mut silence = Duration::from_secs(45);
    loop {
        let text = match socket.next().await {
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(Message::Close(_))) | None => {
                return Err(RehearsalError::Disconnected("closed during the handshake".to_owned()));
            }
            Some(Ok(_)) => continue,
            Some(Err(error)) => return Err(unreachable(error)),
        };
        if let Some(json) = text.strip_prefix('0') {
            silence = heartbeat(json)?;
            let hello =
                Packet { namespace: namespace.to_owned(), kind: PacketKind::Connect(auth.clone()) };
            socket.send(Message::text(hello.to_text())).await.map_err(unreachable)?;
        } else if text.as_str() == "2" {
            socket.send(Message::text("3")).await.map_err(unreachable)?;
        } else if let Some(packet) = text.strip_prefix('4').and_then(Packet::from_text) {
            match packet.kind {
                PacketKind::Connect(_) if packet.namespace == namespace => {
                    return Ok((socket, silence));
                }
                PacketKind::ConnectError(reason) => return Err(refusal(&reason)),
                _ => {}
            }
        }
    }
}

/// Reads the Engine.IO opening: a ping every `pingInterval`, at most `pingTimeout` late.
fn heartbeat(json: &str) -> Result<Duration, RehearsalError> {
    let broken = || RehearsalError::Protocol("an Engine.IO opening without its times".to_owned());
    let opening: Value = serde_json::from_str(json).map_err(|_| broken())?;
    let millis = |key: &str| opening.get(key).and_then(Value::as_u64).ok_or_else(broken);
    Ok(Duration::from_millis(millis("pingInterval")?.saturating_add(millis("pingTimeout")?)))
}

/// A `connect_error`: its message is the code, and some codes mean "come back later".
fn refusal(reason: &Value) -> RehearsalError {
    let code = reason.get("message").and_then(Value::as_str).unwrap_or("unknown");
    RehearsalError::Refused {
        code: code.to_owned(),
        message: format!("the namespace is closed to this token ({code})"),
        retry: matches!(code, "connection.duplicate" | "storage.unavailable" | "limit.rate"),
    }
}

/// Owns the socket until either side is done. Dropping `waiting` tells whoever still waits.
async fn drive(
    mut socket: Socket,
    namespace: String,
    silence: Duration,
    mut orders: mpsc::Receiver<Order>,
    events: mpsc::Sender<ServerEvent>,
) {
    let mut waiting = Waiting::new();
    let mut next_id = 0_u64;
    let mut deadline = Instant::now() + silence;
    loop {
        let outgoing = tokio::select! {
            order = orders.recv() => match order {
                None | Some(Order::Close) => break,
                Some(order) => packet_of(order, &mut next_id, &mut waiting),
            },
            message = socket.next() => {
                deadline = Instant::now() + silence;
                match message {
                    Some(Ok(Message::Text(text))) if text.as_str() == "2" => None,
                    Some(Ok(Message::Text(text))) => {
                        let packet = text.strip_prefix('4').and_then(Packet::from_text);
                        if packet.is_some_and(|packet| !receive(packet, &namespace, &mut waiting, &events)) {
                            break;
                        }
                        continue;
                    }
                    Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                    Some(Ok(_)) => continue,
                }
            }
            () = sleep_until(deadline) => break,
        };
        let text = outgoing.map_or_else(
            || "3".to_owned(),
            |kind| Packet { namespace: namespace.clone(), kind }.to_text(),
        );
        if socket.send(Message::text(text)).await.is_err() {
            return;
        }
    }
    let farewell = Packet { namespace, kind: PacketKind::Disconnect };
    if socket.send(Message::text(farewell.to_text())).await.is_ok() {
        // The other side may be gone already; either way this one is done.
        drop(socket.close(None).await);
    }
}

/// The packet an order becomes; closing is no packet.
fn packet_of(order: Order, next_id: &mut u64, waiting: &mut Waiting) -> Option<PacketKind> {
    Some(match order {
        Order::Close => return None,
        Order::Emit { name, payload, reply } => {
            waiting.retain(|_, reply| !reply.is_closed());
            let id = *next_id;
            *next_id = next_id.wrapping_add(1);
            waiting.insert(id, reply);
            PacketKind::Event { name, arguments: vec![payload], acknowledgement: Some(id) }
        }
        Order::Tell { name, payload } => {
            PacketKind::Event { name, arguments: vec![payload], acknowledgement: None }
        }
        Order::Answer { id, payload } => PacketKind::Acknowledge { id, arguments: vec![payload] },
    })
}

/// Hands a packet to whoever waits for it; false ends the connection.
fn receive(
    packet: Packet,
    namespace: &str,
    waiting: &mut Waiting,
    events: &mpsc::Sender<ServerEvent>,
) -> bool {
    let first = |arguments: Vec<Value>| arguments.into_iter().next().unwrap_or(Value::Null);
    match packet.kind {
        _ if packet.namespace != namespace => true,
        PacketKind::Event { name, arguments, acknowledgement } => {
            let event = ServerEvent { name, payload: first(arguments), acknowledgement };
            !matches!(events.try_send(event), Err(mpsc::error::TrySendError::Full(_)))
        }
        PacketKind::Acknowledge { id, arguments } => {
            if let Some(reply) = waiting.remove(&id) {
                // Whoever asked may have lost patience meanwhile.
                drop(reply.send(first(arguments)));
            }
            true
        }
        PacketKind::Disconnect => false,
        PacketKind::Connect(_) | PacketKind::ConnectError(_) => true,
    }
}

#[cfg(test)]
mod tests;
