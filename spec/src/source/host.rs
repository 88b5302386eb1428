//! Which hosts belong to this machine or to a network around it, and are not of the public Internet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::Host;

/// Names that resolvers answer from the machine, the local network or a provider's metadata (RFC 6761, RFC 6762, RFC 8375
/// and the private top-level domain `internal`).
const LOCAL_NAMES: [&str; 9] =
    ["localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "home.arpa"];

/// Whether a host is local by how it is written. A name of one label is looked up within the local domain.
pub(super) fn is_local_host(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => is_local_v4(*address),
        Host::Ipv6(address) => is_local_v6(*address),
        Host::Domain(name) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            let ends_with =
                |end: &&str| name.strip_suffix(*end).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
            !name.contains('.') || LOCAL_NAMES.iter().any(ends_with)
        }
    }
}

/// Whether an address is of this machine, of a private or link-local network, or otherwise none of the public Internet
/// (the special-purpose registries of RFC 6890), whatever the name was that led to it.
///
/// # Examples
/// ```
/// use trueline_spec::source::is_local_address;
///
/// for local in ["127.0.0.1", "10.1.2.3", "169.254.169.254", "100.64.0.1", "::1", "fd00::1", "::ffff:192.168.0.1"] {
///     assert!(is_local_address(local.parse()?), "{local}");
/// }
/// assert!(!is_local_address("93.184.216.34".parse()?));
/// # Ok::<(), std::net::AddrParseError>(())
/// ```
#[must_use]
pub fn is_local_address(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_local_v4(address),
        IpAddr::V6(address) => is_local_v6(address),
    }
}

fn is_local_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || a == 0
        || a >= 224
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b))
}

/// Global unicast is `2000::/3` (RFC 4291); what embeds an IPv4 address is judged by that.
fn is_local_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_local_v4(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        // IPv4-mapped addresses, those that NAT64 translates (RFC 6052), and 6to4 (RFC 3056).
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            embedded(high, low)
        }
        // Protocol assignments, Teredo among them, and documentation.
        [0x2001, second, ..] if second < 0x200 || second == 0xdb8 => true,
        [0x3fff, second, ..] if second < 0x1000 => true,
        [first, ..] => first & 0xe000 != 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::is_local_host;

    fn is_local(address: &str) -> bool {
        let url = Url::parse(address).expect(address);
        is_local_host(&url.host().expect(address))
    }

    #[test]
    fn every_spelling_of_a_local_host_is_known() {
        for address in [
            "http://localhost",
            "http://LOCALHOST.",
            "http://a.localhost",
            "http://printer.local/x",
            "http://metadata.google.internal/computeMetadata/v1/",
            "http://metadata/",
            "http://127.0.0.1",
            "http://127.1",
            "http://2130706433",
            "http://0x7f.0.0.1",
            "http://0177.0.0.01",
            "http://0",
            "http://169.254.169.254/latest/meta-data/",
            "http://10.0.0.8:9200",
            "http://172.16.3.4",
            "http://192.168.1.1",
            "http://100.64.1.1",
            "http://[::1]",
            "http://[::]",
            "http://[::ffff:10.0.0.1]",
            "http://[::ffff:7f00:1]",
            "http://[::127.0.0.1]",
            "http://[64:ff9b::a9fe:a9fe]",
            "http://[2002:7f00:1::]",
            "http://[fd12:3456::1]",
            "http://[fe80::1]",
            "http://\u{ff11}\u{ff12}\u{ff17}.0.0.1",
        ] {
            assert!(is_local(address), "{address}");
        }
    }

    #[test]
    fn public_hosts_are_not_local() {
        for address in [
            "https://example.org",
            "https://internal.example.org",
            "https://93.184.216.34",
            "https://[2606:4700::1111]",
        ] {
            assert!(!is_local(address), "{address}");
        }
    }
}
