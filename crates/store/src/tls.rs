//! TLS for everything that leaves this process: rustls with ring, chosen once for the whole process.

/// Makes ring the crypto provider of every TLS connection. To be called before the first one; again is harmless.
pub fn install_crypto_provider() {
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        tracing::trace!("a crypto provider was installed already");
    }
}
