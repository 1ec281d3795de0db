//! The handshake between a world and a server, both sides in one process.

#![expect(clippy::print_stdout, reason = "showing is what an example is for")]

use std::error::Error;

use tumulte_core::{
    model::{ConnectionId, Timestamp},
    pairing::{
        KeyPair, OfferDetails, OpenOffer, PairingClaim, RefreshToken, ReplayMemory, SessionKey,
        VerifiedOffer,
    },
};

fn main() -> Result<(), Box<dyn Error>> {
    // Clock and random bytes are the caller's: here they stand still, so that every run looks alike.
    let now = Timestamp::from_millis(1_790_000_000_000);

    // The world makes a key pair, signs an offer, and shows its code.
    let details = OfferDetails::new("embers", "Embers of the Fall", "gm0000000000000a", "0.1.0");
    let random = [7; OpenOffer::RANDOM_BYTES];
    let offer = OpenOffer::create(details, Some("https://tumulte.example"), &random, now);
    println!("the world shows    {}", offer.code());
    println!("or a link          {}", offer.pair_url().unwrap_or_default());

    // The server checks the offer and remembers that it was made. Its game master confirms it.
    let seen = VerifiedOffer::verify(offer.token(), None, now.plus_seconds(1))?;
    println!("the server asks    pair with {:?}?", seen.offer().world_name());
    let connection = ConnectionId::from_parts(now, [1; 10]);

    // The world asks for its tokens; only the offer's own key can.
    let later = now.plus_seconds(30);
    let claim = offer.claim([9; 16], later);
    let mut replays = ReplayMemory::with_capacity(1000);
    let claimed = PairingClaim::verify(&claim, offer.jti(), seen.key(), None, later)?;
    replays.remember(&[claimed.replay_key()], later)?;
    let key = SessionKey::new(KeyPair::from_random([3; 32]), "tumulte:server");
    let session = key.issue(connection, None, [4; 16], later);
    let refresh = RefreshToken::from_random([5; 32]);
    println!("the world gets     a session until {}", session.expires_at());
    println!("and the server     keeps the hash of its refresh token: {:?}", refresh.hash());

    // With the session it knocks at the door; the same claim a second time is refused.
    assert_eq!(key.verify(session.text(), later)?.connection_id(), connection);
    if let Err(error) = replays.remember(&[claimed.replay_key()], later) {
        println!("a second try gets  {}: {error}", error.code());
    }
    Ok(())
}
