//! The text of Socket.IO protocol 5 packets inside Engine.IO protocol 4 messages.

use serde_json::Value;

/// One packet of one namespace.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Packet {
    pub(super) namespace: String,
    pub(super) kind: PacketKind,
}

/// What the packet says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum PacketKind {
    Connect(Value),
    Disconnect,
    Event { name: String, arguments: Vec<Value>, acknowledgement: Option<u64> },
    Acknowledge { id: u64, arguments: Vec<Value> },
    ConnectError(Value),
}

impl Packet {
    /// The packet as an Engine.IO `message`.
    pub(super) fn to_text(&self) -> String {
        let (digit, id, data) = match &self.kind {
            PacketKind::Connect(auth) => (0, None, Some(auth.to_string())),
            PacketKind::Disconnect => (1, None, None),
            PacketKind::Event { name, arguments, acknowledgement } => {
                let mut all = vec![Value::from(name.as_str())];
                all.extend(arguments.iter().cloned());
                (2, *acknowledgement, Some(Value::from(all).to_string()))
            }
            PacketKind::Acknowledge { id, arguments } => {
                (3, Some(*id), Some(Value::from(arguments.clone()).to_string()))
            }
            PacketKind::ConnectError(reason) => (4, None, Some(reason.to_string())),
        };
        let namespace = match self.namespace.as_str() {
            "/" => String::new(),
            other => format!("{other},"),
        };
        let id = id.map_or_else(String::new, |id| id.to_string());
        format!("4{digit}{namespace}{id}{}", data.unwrap_or_default())
    }

    /// Reads what follows the Engine.IO `4`; `None` for binary packets and anything else unknown.
    pub(super) fn from_text(text: &str) -> Option<Self> {
        let mut rest = text.chars();
        let digit = rest.next()?;
        let rest = rest.as_str();
        let (namespace, rest) = if rest.starts_with('/') {
            rest.split_once(',').unwrap_or((rest, ""))
        } else {
            ("/", rest)
        };
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (id, data) = rest.split_at(digits);
        let id = id.parse::<u64>().ok();
        let data = match data {
            "" => Value::Null,
            json => serde_json::from_str(json).ok()?,
        };
        let kind = match (digit, id, data) {
            ('0', _, data) => PacketKind::Connect(data),
            ('1', ..) => PacketKind::Disconnect,
            ('2', acknowledgement, Value::Array(mut all)) if !all.is_empty() => {
                let name = all.remove(0).as_str()?.to_owned();
                PacketKind::Event { name, arguments: all, acknowledgement }
            }
            ('3', Some(id), Value::Array(arguments)) => PacketKind::Acknowledge { id, arguments },
            ('4', _, data) => PacketKind::ConnectError(data),
            _ => return None,
        };
        Some(Self { namespace: namespace.to_owned(), kind })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn round_trip(text: &str) -> Packet {
        let packet = Packet::from_text(text.strip_prefix('4').unwrap()).unwrap();
        assert_eq!(packet.to_text(), text);
        packet
    }

    #[test]
    fn packets_print_as_they_were_read() {
        round_trip(r#"40/vtt,{"token":"t"}"#);
        round_trip("41/vtt,");
        round_trip(r#"42["hello",1]"#);
        round_trip(r#"42/vtt,17["dice:roll",{"seq":1}]"#);
        round_trip(r#"43/vtt,17[{"ok":true}]"#);
        round_trip(r#"44/vtt,{"message":"token.expired"}"#);
    }

    #[test]
    fn event_carries_name_arguments_and_acknowledgement() {
        let packet = round_trip(r#"42/vtt,3["query:characters",{}]"#);
        assert_eq!(packet.namespace, "/vtt");
        assert_eq!(
            packet.kind,
            PacketKind::Event {
                name: "query:characters".to_owned(),
                arguments: vec![json!({})],
                acknowledgement: Some(3),
            }
        );
    }

    #[test]
    fn text_that_is_no_packet_is_none() {
        for text in ["", "9", "2", "2[]", "2[1]", "2{}", "3[]", r#"51-["binary"]"#, "2[\"cut", "é"]
        {
            assert_eq!(Packet::from_text(text), None, "{text}");
        }
    }
}
