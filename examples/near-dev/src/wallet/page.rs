//! The wallet's pages: plain HTML, no script.

use near_primitives::types::AccountId;

use super::login::Login;
use super::sign::Request;

/// The text as it may stand in an element or a quoted attribute.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

fn frame(title: &str, body: &str) -> String {
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - near-dev wallet</title>
<link rel="stylesheet" href="/wallet.css">
</head>
<body>
<main>
<p class="mark">near-dev wallet</p>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"#
    )
}

pub fn overview(accounts: &[AccountId]) -> String {
    let items: String = accounts.iter().map(|id| format!("<li><code>{id}</code></li>\n")).collect();
    let body = format!(
        "<p>A NEAR chain for development, on this machine. Its RPC is at this address, by POST.</p>
<h2>Accounts</h2>
<ul>
{items}</ul>
<p>Apps send you here to sign in, and then you can make more.</p>"
    );
    frame("A chain of one node", &body)
}

pub fn error(text: &str) -> String {
    frame("That did not work", &format!("<p role=\"alert\">{}</p>", escape(text)))
}

pub fn login(login: &Login, accounts: &[AccountId]) -> String {
    let may = match &login.grant {
        None => "<p>It learns the name of your account, and gets no key.</p>".to_string(),
        Some(grant) => {
            let methods = match grant.methods.as_slice() {
                [] => "any of its methods".to_string(),
                names => escape(&names.join(", ")),
            };
            format!(
                "<p>It gets a key that may call one contract in your name, and spend up to
{} NEAR on gas, but send no money.</p>
<dl>
<dt>Contract</dt><dd><code>{}</code></dd>
<dt>Methods</dt><dd>{methods}</dd>
<dt>Key</dt><dd><code>{}</code></dd>
</dl>",
                super::login::ALLOWANCE_TEXT,
                grant.contract,
                grant.public_key
            )
        }
    };
    let choices: String = accounts.iter().enumerate().map(choice).collect();
    let body = format!(
        r#"<p><strong>{origin}</strong> wants to know who you are.</p>
{may}
<form method="post" action="/login">
{hidden}
<fieldset>
<legend>Account</legend>
{choices}<label><input type="radio" name="account" value="new"> a new one, called
<input type="text" name="new_account" placeholder="bob.test.near" aria-label="name of the new account"
  autocapitalize="none" autocomplete="off" spellcheck="false"></label>
</fieldset>
{buttons}
</form>
{ways}"#,
        origin = escape(login.success.origin()),
        hidden = login.fields().iter().map(hidden).collect::<String>(),
        buttons = buttons(),
        ways = ways(login.success.as_str(), login.failure.as_str()),
    );
    frame("Sign in", &body)
}

fn choice((index, id): (usize, &AccountId)) -> String {
    let checked = if index == 0 { " checked" } else { "" };
    format!(
        r#"<label><input type="radio" name="account" value="{id}"{checked}> <code>{id}</code></label>
"#
    )
}

pub fn sign(request: &Request) -> String {
    let transactions: String =
        request.transactions.iter().map(super::describe::transaction).collect();
    let body = format!(
        r#"<p><strong>{origin}</strong> wants this to be signed in your name.</p>
{transactions}
<form method="post" action="/sign">
{hidden}
{buttons}
</form>
{ways}"#,
        origin = escape(request.callback.origin()),
        hidden = request.fields().iter().map(hidden).collect::<String>(),
        buttons = buttons(),
        ways = ways(request.callback.as_str(), request.callback.as_str()),
    );
    frame("Sign", &body)
}

/// One transaction: who, for whom, and what is done.
pub fn transaction(signer: &AccountId, receiver: &AccountId, actions: &[String]) -> String {
    let items: String =
        actions.iter().map(|text| format!("<li><pre>{}</pre></li>\n", escape(text))).collect();
    format!(
        "<dl>
<dt>From</dt><dd><code>{signer}</code></dd>
<dt>To</dt><dd><code>{receiver}</code></dd>
</dl>
<ol>
{items}</ol>
"
    )
}

fn hidden((name, value): &(&str, String)) -> String {
    format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">\n", escape(value))
}

fn buttons() -> &'static str {
    r#"<p class="buttons">
<button name="decision" value="approve">Approve</button>
<button name="decision" value="reject" class="quiet">Reject</button>
</p>"#
}

fn ways(success: &str, failure: &str) -> String {
    format!(
        "<p class=\"ways\">Approved, you go on to <code>{}</code>; rejected, to <code>{}</code>.</p>",
        escape(success),
        escape(failure)
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn text_cannot_leave_its_place() {
        assert_eq!(
            super::escape(r#"<b title="it's">&"#),
            "&lt;b title=&quot;it&#39;s&quot;&gt;&amp;"
        );
    }
}
