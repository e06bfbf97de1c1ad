//! The address to which the wallet sends the browser back.

use axum::http::Uri;
use form_urlencoded::{Serializer, parse};

/// An address of an app: http or https, so that following it runs nothing in the wallet's name.
#[derive(Debug)]
pub struct BackUrl {
    text: String,
    /// Scheme, host and port: the site that the user deals with.
    origin: String,
}

impl BackUrl {
    /// `name` is the parameter that holds the address, for the error.
    pub fn parse(name: &str, text: &str) -> Result<Self, String> {
        let uri: Uri =
            text.parse().map_err(|error| format!("{name} {text:?} is no address: {error}"))?;
        let (Some("http" | "https"), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(format!("{name} {text:?} must be an address of http or https"));
        };
        // A name before the host is there to be taken for the host.
        if authority.as_str().contains('@') {
            return Err(format!("{name} {text:?} must not name a user"));
        }
        let origin = format!("{}://{authority}", uri.scheme_str().unwrap_or_default());
        Ok(Self { text: text.to_string(), origin })
    }

    pub fn origin(&self) -> &str {
        &self.origin
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The address with these parameters, in place of those of the same names that it had.
    pub fn with(&self, params: &[(&str, &str)]) -> String {
        let (address, fragment) = split(&self.text, '#');
        let (path, query) = split(address, '?');
        let kept =
            parse(query.as_bytes()).filter(|(name, _)| !params.iter().any(|(new, _)| new == name));
        let query = Serializer::new(String::new()).extend_pairs(kept).extend_pairs(params).finish();
        match fragment {
            "" => format!("{path}?{query}"),
            _ => format!("{path}?{query}#{fragment}"),
        }
    }
}

fn split(text: &str, at: char) -> (&str, &str) {
    text.split_once(at).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::BackUrl;

    #[test]
    fn only_addresses_of_the_web_are_taken() {
        for text in [
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "/app",
            "//app.example/",
            "http:\\\\app.example",
            "http://app.example/\r\nX: y",
            "http://bank.example@app.example/",
            "",
        ] {
            assert!(BackUrl::parse("success_url", text).is_err(), "{text}");
        }
        let url = BackUrl::parse("success_url", "http://127.0.0.1:3000/app").unwrap();
        assert_eq!(url.origin(), "http://127.0.0.1:3000");
    }

    #[test]
    fn parameters_are_added_to_those_that_were_there() {
        let url = BackUrl::parse("u", "https://app.example/?a=1&account_id=old#top").unwrap();
        let with = url.with(&[("account_id", "alice.near")]);
        assert_eq!(with, "https://app.example/?a=1&account_id=alice.near#top");
    }

    #[test]
    fn parameters_are_added_to_a_bare_address() {
        let url = BackUrl::parse("u", "http://127.0.0.1:3000").unwrap();
        assert_eq!(url.with(&[("a", "b c")]), "http://127.0.0.1:3000?a=b+c");
    }
}
