//! Signing in: an app asks who the user is, and for a key to call its contract with.
//!
//! The parameters are those that the WalletConnection of near-api-js sends and expects back.

use near_crypto::PublicKey;
use near_primitives::account::{AccessKey, AccessKeyPermission, FunctionCallPermission};
use near_primitives::action::{Action, AddKeyAction};
use near_primitives::types::{AccountId, Balance};

use super::back::BackUrl;
use super::form::Form;
use crate::node::Node;

/// What the app's key may spend on gas.
const ALLOWANCE: Balance = Balance::from_millinear(250);
pub const ALLOWANCE_TEXT: &str = "0.25";

pub struct Login {
    pub success: BackUrl,
    pub failure: BackUrl,
    pub grant: Option<Grant>,
}

/// The key that an app asks for.
pub struct Grant {
    pub contract: AccountId,
    pub public_key: PublicKey,
    /// Empty: all.
    pub methods: Vec<String>,
}

impl Login {
    pub fn parse(form: &Form) -> Result<Self, String> {
        let success = BackUrl::parse("success_url", form.need("success_url")?)?;
        let failure = match form.find("failure_url") {
            Some(text) => BackUrl::parse("failure_url", text)?,
            None => BackUrl::parse("success_url", success.as_str())?,
        };
        let grant = match (form.find("contract_id"), form.find("public_key")) {
            (None, None) => None,
            (Some(contract), Some(key)) => Some(Grant::parse(contract, key, form)?),
            // A key for no contract in particular could do everything.
            _ => return Err("contract_id and public_key come together or not at all".to_string()),
        };
        Ok(Self { success, failure, grant })
    }

    /// The parameters once more, for the form that the user sends.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = vec![
            ("success_url", self.success.as_str().to_string()),
            ("failure_url", self.failure.as_str().to_string()),
        ];
        if let Some(grant) = &self.grant {
            fields.push(("contract_id", grant.contract.to_string()));
            fields.push(("public_key", grant.public_key.to_string()));
            fields.extend(grant.methods.iter().map(|name| ("methodNames", name.clone())));
        }
        fields
    }

    /// Does what was asked for and tells the address to go on to.
    pub fn approve(&self, node: &Node, form: &Form) -> Result<String, String> {
        let account = choose_account(node, form)?;
        let mut params = vec![("account_id", account.to_string())];
        if let Some(grant) = &self.grant {
            node.act(&account, &account, vec![grant.action()])?;
            params.push(("public_key", grant.public_key.to_string()));
        }
        let key = node.read(|state| state.key(&account).map(|key| key.public_key().to_string()));
        params.push(("all_keys", key.unwrap_or_default()));
        let params: Vec<(&str, &str)> =
            params.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Ok(self.success.with(&params))
    }

    pub fn reject(&self) -> String {
        let text = "User rejected the sign-in";
        self.failure.with(&[("errorCode", "userRejected"), ("errorMessage", text)])
    }
}

impl Grant {
    fn parse(contract: &str, key: &str, form: &Form) -> Result<Self, String> {
        let contract =
            contract.parse().map_err(|error| format!("contract_id {contract:?}: {error}"))?;
        let public_key = key.parse().map_err(|error| format!("public_key {key:?}: {error}"))?;
        let methods = form.all("methodNames").map(str::to_string).collect();
        Ok(Self { contract, public_key, methods })
    }

    fn action(&self) -> Action {
        let permission = FunctionCallPermission {
            allowance: Some(ALLOWANCE),
            receiver_id: self.contract.to_string(),
            method_names: self.methods.clone(),
        };
        Action::AddKey(Box::new(AddKeyAction {
            public_key: self.public_key.clone(),
            access_key: AccessKey {
                nonce: 0,
                permission: AccessKeyPermission::FunctionCall(permission),
            },
        }))
    }
}

/// The account that the user picked, or the new one that they named, made now.
fn choose_account(node: &Node, form: &Form) -> Result<AccountId, String> {
    let picked = form.need("account")?;
    let name = if picked == "new" { form.need("new_account")? } else { picked };
    let id: AccountId =
        name.parse().map_err(|error| format!("{name:?} is no name of an account: {error}"))?;
    if picked == "new" {
        node.create_account(&id)?;
    } else if !node.read(|state| state.users().any(|user| *user == id)) {
        return Err(format!("the wallet has no key of {id}"));
    }
    Ok(id)
}
