//! Passwords, as argon2id hashes.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use axum::http::StatusCode;

use crate::error::ApiError;

/// The shortest password, in characters.
pub(super) const MIN_PASSWORD: usize = 8;
/// The longest password, in characters: hashing must not become a way to keep the server busy.
pub(super) const MAX_PASSWORD: usize = 256;

/// Hashes a password on a thread that may block.
///
/// # Errors
///
/// `auth.password_length` outside 8 to 256 characters.
pub(crate) async fn hash_password(password: String) -> Result<String, ApiError> {
    let length = password.chars().count();
    if !(MIN_PASSWORD..=MAX_PASSWORD).contains(&length) {
        return Err(ApiError::new(
            StatusCode::BAD_REQUEST,
            "auth.password_length",
            format!(
                "a password has {MIN_PASSWORD} to {MAX_PASSWORD} characters, this has {length}"
            ),
        ));
    }
    let hashed = tokio::task::spawn_blocking(move || {
        Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string())
    });
    match hashed.await {
        Ok(Ok(hash)) => Ok(hash),
        _ => Err(ApiError::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "auth.unavailable",
            "the password could not be hashed",
        )),
    }
}

/// Whether the password is the one hashed. Without a hash it takes as long and says no, so that
/// nobody learns from the time which accounts exist.
pub(crate) async fn verify_password(password: String, hash: Option<String>) -> bool {
    /// Argon2id of a password nobody has, with the same cost as real ones.
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    if password.chars().count() > MAX_PASSWORD {
        return false;
    }
    let exists = hash.is_some();
    let verified = tokio::task::spawn_blocking(move || {
        let hash = hash.as_deref().unwrap_or(NOBODY);
        PasswordHash::new(hash)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    });
    verified.await.unwrap_or(false) && exists
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_opens() {
        let hash = hash_password("correct horse".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(verify_password("correct horse".to_owned(), Some(hash.clone())).await);
        assert!(!verify_password("wrong horse".to_owned(), Some(hash)).await);
        assert!(!verify_password("correct horse".to_owned(), None).await);
    }

    #[tokio::test]
    async fn short_and_endless_passwords_are_refused() {
        assert_eq!(
            hash_password("seven77".into()).await.unwrap_err().code(),
            "auth.password_length"
        );
        assert!(hash_password("x".repeat(257)).await.is_err());
    }
}
