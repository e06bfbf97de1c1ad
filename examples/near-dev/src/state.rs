//! All that a chain is, and its file.
//!
//! The file holds the wallet's secret keys, so its owner alone may read it. It is written beside
//! its place and then renamed: who reads it finds the state before a transaction or after it.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use borsh::{BorshDeserialize, BorshSerialize};
use near_crypto::{KeyType, SecretKey};
use near_primitives::account::AccessKey;
use near_primitives::types::{AccountId, Balance};

use crate::chain::Chain;
use crate::chain::account::Account;

/// The first bytes of a state file, which say how to read the others.
const MAGIC: &[u8] = b"near-dev 1\n";

/// The account under which the others are made, and the first of a user.
pub const ROOT: &str = "test.near";
const FIRST_USER: &str = "alice.test.near";

const RICH: Balance = Balance::from_near(1_000_000_000);
const WELL_OFF: Balance = Balance::from_near(1000);

#[derive(BorshSerialize, BorshDeserialize, Clone)]
pub struct State {
    pub chain: Chain,
    /// The accounts that the wallet page can act for: each one's secret key as text.
    wallet: BTreeMap<AccountId, String>,
}

impl State {
    /// A chain of one block, with accounts to begin with.
    pub fn new() -> Self {
        let mut state = Self { chain: Chain::new(), wallet: BTreeMap::new() };
        for (name, balance) in [(ROOT, RICH), (FIRST_USER, WELL_OFF)] {
            let id: AccountId = name.parse().expect("the name is written above");
            let key = state.key_to_be(&id);
            let keys = BTreeMap::from([(key.public_key(), AccessKey::full_access())]);
            state.chain.found(id, Account { balance, keys, ..Account::default() });
        }
        state
    }

    /// The wallet's key for the account, made now if there is none.
    pub fn key_to_be(&mut self, id: &AccountId) -> SecretKey {
        let make = || SecretKey::from_random(KeyType::ED25519).to_string();
        self.wallet.entry(id.clone()).or_insert_with(make);
        self.key(id).expect("it was put there just now")
    }

    pub fn key(&self, id: &AccountId) -> Option<SecretKey> {
        self.wallet.get(id).map(|text| text.parse().expect("the wallet holds keys"))
    }

    /// The accounts that the wallet has keys of and that are on the chain.
    pub fn users(&self) -> impl Iterator<Item = &AccountId> {
        self.wallet.keys().filter(|id| self.chain.accounts.contains_key(*id))
    }
}

/// Where the state is kept. None keeps it nowhere: the chain ends with its process.
pub struct StateFile(pub Option<PathBuf>);

impl StateFile {
    /// What is kept, or a new chain where nothing is.
    pub fn load(&self) -> io::Result<State> {
        let Some(path) = &self.0 else { return Ok(State::new()) };
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(State::new()),
            Err(error) => return Err(error),
        };
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidData, "it is no state file of this near-dev")
        })?;
        State::try_from_slice(rest)
    }

    pub fn save(&self, state: &State) -> io::Result<()> {
        let Some(path) = &self.0 else { return Ok(()) };
        let mut bytes = MAGIC.to_vec();
        state.serialize(&mut bytes)?;
        let beside = beside(path);
        let mut file = create_private(&beside)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    name.into()
}

fn create_private(path: &Path) -> io::Result<File> {
    // One that is there could have other rights.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}
