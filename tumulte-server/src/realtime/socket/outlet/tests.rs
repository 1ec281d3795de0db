use tokio::{
    io::AsyncReadExt as _,
    net::{TcpListener, TcpStream},
};

use super::*;
use crate::realtime::socket::text_frame;

/// Both ends of a connection.
async fn pair() -> (Socket, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (client, server) = tokio::join!(TcpStream::connect(address), listener.accept());
    let server = server.unwrap().0;
    server.writable().await.unwrap();
    (Socket::new(server, &[]), client.unwrap())
}

#[tokio::test]
async fn who_reads_nothing_loses_whole_frames_and_learns_of_it() {
    let (mut socket, mut client) = pair().await;
    let outlet = Arc::clone(socket.outlet());
    let text = "x".repeat(65_000);
    let frame = text_frame(&[&text]);
    let mut offered = 0;
    while !outlet.with(|waiting| waiting.has_lagged) {
        outlet.offer(&frame);
        offered += 1;
    }
    assert!(matches!(socket.stir().await, Ok(Stir::Lagged)));
    let last = text_frame(&["resync"]);
    outlet.say(&last);
    let writing = tokio::spawn(async move { socket.flush().await });

    // Every frame that began is ended before the last one.
    let mut whole = 0;
    let mut head = [0; 2];
    loop {
        client.read_exact(&mut head).await.unwrap();
        if head[1] == 6 {
            break;
        }
        let mut rest = vec![0; frame.len() - 2];
        client.read_exact(&mut rest).await.unwrap();
        assert_eq!(rest, frame[2..]);
        whole += 1;
    }
    assert!(whole > 0 && whole < offered, "{whole} of {offered}");
    writing.await.unwrap().unwrap();
}

#[tokio::test]
async fn what_was_asked_for_is_said_however_much_it_is() {
    let (mut socket, mut client) = pair().await;
    let frame = text_frame(&[&"y".repeat(60_000)]);
    for _ in 0..200 {
        socket.outlet().say(&frame);
    }
    let length = frame.len() * 200;
    let reading = tokio::spawn(async move {
        let mut all = vec![0; length];
        client.read_exact(&mut all).await.unwrap();
        all
    });
    while socket.outlet().is_behind() {
        assert!(matches!(socket.stir().await, Ok(Stir::Took)));
    }
    assert_eq!(reading.await.unwrap(), frame.repeat(200));
}
