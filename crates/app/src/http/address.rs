//! Where a request comes from: for the login throttle and the audit log.
//!
//! Behind a reverse proxy the peer is the proxy, and the client is what the proxy appended to `X-Forwarded-For`.
//! That header can be made up by anybody who reaches us directly, so it is only believed from a peer on a private
//! network, and only its last entry: the one that the nearest proxy wrote.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::request::Parts;

/// The client's address.
pub fn client_address(parts: &Parts) -> String {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let forwarded = parts
        .headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.rsplit(',').next())
        .and_then(|address| address.trim().parse::<IpAddr>().ok());
    match (peer, forwarded) {
        (Some(peer), Some(client)) if is_private(peer) => client.to_string(),
        (Some(peer), _) => peer.to_canonical().to_string(),
        (None, _) => "unknown".to_owned(),
    }
}

fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_loopback() || address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn seen(peer: &str, forwarded: Option<&str>) -> String {
        let mut request = Request::get("/");
        if let Some(forwarded) = forwarded {
            request = request.header("x-forwarded-for", forwarded);
        }
        let (mut parts, ()) = request.body(()).expect("a request").into_parts();
        let peer: SocketAddr = peer.parse().expect("an address");
        parts.extensions.insert(ConnectInfo(peer));
        client_address(&parts)
    }

    #[test]
    fn a_proxy_on_a_private_network_is_believed_and_nobody_else() {
        assert_eq!(seen("172.18.0.2:5000", Some("1.2.3.4, 198.51.100.7")), "198.51.100.7");
        assert_eq!(seen("203.0.113.9:5000", Some("198.51.100.7")), "203.0.113.9");
        assert_eq!(seen("203.0.113.9:5000", None), "203.0.113.9");
        assert_eq!(seen("172.18.0.2:5000", Some("rubbish")), "172.18.0.2");
        assert_eq!(seen("[::ffff:203.0.113.9]:5000", None), "203.0.113.9");
    }
}
