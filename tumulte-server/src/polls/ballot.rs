//! Who votes, as far as anybody needs to know: a signed cookie, and what remains of it in each poll.

use std::{fmt, net::IpAddr};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::auth::place;

/// The cookie's name.
const COOKIE: &str = "tumulte_voter";

/// How long a browser keeps it.
const COOKIE_SECONDS: u32 = 180 * 24 * 3600;

/// How much of a digest is kept: enough that no two voters of a poll are taken for one.
const DIGEST: usize = 16;

/// A browser that votes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct VoterId([u8; DIGEST]);

impl VoterId {
    /// A browser that never voted here.
    pub(crate) const fn new(random: [u8; DIGEST]) -> Self {
        Self(random)
    }
}

/// Signs cookies, and makes of voters and addresses what is stored. Cloning copies the key.
#[derive(Clone)]
pub(crate) struct Ballots(Zeroizing<[u8; 32]>);

impl fmt::Debug for Ballots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ballots").finish_non_exhaustive()
    }
}

impl Ballots {
    /// With the server's key for votes.
    pub(crate) fn new(key: [u8; 32]) -> Self {
        Self(Zeroizing::new(key))
    }

    /// The voter whom these cookies name; none where nothing is signed by us.
    pub(crate) fn read(&self, cookies: &str) -> Option<VoterId> {
        let pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
        let value = pairs.filter(|(name, _)| *name == COOKIE).find_map(|(_, value)| {
            let (id, signature) = value.split_once('.')?;
            let id: [u8; DIGEST] = URL_SAFE_NO_PAD.decode(id).ok()?.try_into().ok()?;
            let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
            let mac = self.mac(&[b"cookie", &id])?;
            mac.verify_slice(&signature).is_ok().then_some(id)
        });
        value.map(VoterId)
    }

    /// The `Set-Cookie` value that names a voter.
    pub(crate) fn cookie(&self, VoterId(id): VoterId, is_https: bool) -> String {
        let signature = self.mac(&[b"cookie", &id]).map(|mac| mac.finalize().into_bytes());
        let signature = signature.map(|bytes| URL_SAFE_NO_PAD.encode(bytes)).unwrap_or_default();
        let secure = if is_https { "; Secure" } else { "" };
        format!(
            "{COOKIE}={}.{signature}; Path=/vote; Max-Age={COOKIE_SECONDS}; HttpOnly; SameSite=Lax{secure}",
            URL_SAFE_NO_PAD.encode(id),
        )
    }

    /// What is stored of a browser that votes.
    pub(crate) fn voter(&self, poll_id: Uuid, VoterId(id): VoterId) -> String {
        self.digest(&[b"voter", poll_id.as_bytes(), &id])
    }

    /// What is stored of a voter whom a program names.
    pub(crate) fn named_voter(&self, poll_id: Uuid, name: &str) -> String {
        self.digest(&[b"named", poll_id.as_bytes(), name.as_bytes()])
    }

    /// What is stored of an address.
    pub(crate) fn place(&self, poll_id: Uuid, from: IpAddr) -> String {
        self.digest(&[b"place", poll_id.as_bytes(), place(from).to_string().as_bytes()])
    }

    fn digest(&self, parts: &[&[u8]]) -> String {
        let digest = self.mac(parts).map(|mac| mac.finalize().into_bytes());
        let short = digest.as_deref().and_then(|bytes| bytes.get(..DIGEST)).unwrap_or_default();
        URL_SAFE_NO_PAD.encode(short)
    }

    fn mac(&self, parts: &[&[u8]]) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_slice()).ok()?;
        for part in parts {
            mac.update(&[u8::try_from(part.len()).unwrap_or(u8::MAX)]);
            mac.update(part);
        }
        Some(mac)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VOTER: VoterId = VoterId::new([7; DIGEST]);

    fn value(ballots: &Ballots) -> String {
        ballots.cookie(VOTER, true).split(';').next().unwrap().to_owned()
    }

    #[test]
    fn a_cookie_is_read_back_and_nobody_elses_is() {
        let ballots = Ballots::new([1; 32]);
        let cookie = value(&ballots);
        assert_eq!(ballots.read(&format!("lang=fr; {cookie}")), Some(VOTER));
        let forged = value(&Ballots::new([2; 32]));
        for wrong in ["", "tumulte_voter=", "tumulte_voter=AAAA.AAAA", &forged, &cookie[..40]] {
            assert_eq!(ballots.read(wrong), None, "{wrong}");
        }
        assert!(ballots.cookie(VOTER, true).ends_with("HttpOnly; SameSite=Lax; Secure"));
    }

    #[test]
    fn what_is_stored_says_nothing_beyond_its_poll() {
        let ballots = Ballots::new([1; 32]);
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_eq!(ballots.voter(one, VOTER), ballots.voter(one, VOTER));
        assert_ne!(ballots.voter(one, VOTER), ballots.voter(other, VOTER));
        assert_ne!(ballots.voter(one, VOTER), ballots.named_voter(one, "twitch:1"));
        let network = ["2001:db8::1", "2001:db8::2"].map(|text| text.parse().unwrap());
        assert_eq!(ballots.place(one, network[0]), ballots.place(one, network[1]));
        assert_ne!(ballots.place(one, network[0]), ballots.place(other, network[0]));
    }
}
