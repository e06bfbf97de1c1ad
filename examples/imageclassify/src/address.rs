//! An http or https address, in the parts that a request takes.

#[derive(Debug, PartialEq)]
pub struct Address {
    pub is_secure: bool,
    /// Host and port, as they were written.
    pub authority: String,
    pub path: String,
}

impl Address {
    pub fn parse(url: &str) -> Option<Self> {
        let (scheme, rest) = url.trim().split_once("://")?;
        let is_secure = match scheme {
            "http" => false,
            "https" => true,
            _ => return None,
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if authority.is_empty() {
            return None;
        }
        let path = if path.is_empty() { "/" } else { path };
        Some(Address { is_secure, authority: authority.into(), path: path.into() })
    }

    /// What a browser calls its origin.
    pub fn origin(&self) -> String {
        let scheme = if self.is_secure { "https" } else { "http" };
        format!("{scheme}://{}", self.authority)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_three_parts() {
        let local = Address::parse("http://127.0.0.1:3030").unwrap();
        assert_eq!(
            (local.is_secure, &*local.authority, &*local.path),
            (false, "127.0.0.1:3030", "/")
        );
        let public = Address::parse("https://rpc.testnet.near.org/v1/x").unwrap();
        assert_eq!((public.is_secure, &*public.path), (true, "/v1/x"));
        assert_eq!(public.origin(), "https://rpc.testnet.near.org");
    }

    #[test]
    fn what_is_no_address_is_none() {
        for text in ["", "localhost:3030", "ftp://host", "http://", "https:///path"] {
            assert_eq!(Address::parse(text), None, "{text}");
        }
    }
}
