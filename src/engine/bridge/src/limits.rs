//! What one store may take.

use wasmtime::ResourceLimiter;

/// Core instances, tables and memories of one component instance, far above what real ones have.
const INSTANCES: usize = 256;
const TABLES: usize = 256;
const MEMORIES: usize = 64;
const TABLE_ELEMENT: usize = size_of::<usize>();

/// Counts the bytes of all linear memories and tables together.
pub struct Limits {
    taken: usize,
    most: usize,
    /// Whether the guest was refused something.
    pub refused: bool,
}

impl Limits {
    pub fn new(most: u64) -> Limits {
        Limits { taken: 0, most: usize::try_from(most).unwrap_or(usize::MAX), refused: false }
    }

    fn take(&mut self, more: usize) -> bool {
        let granted = self.taken.checked_add(more).is_some_and(|sum| sum <= self.most);
        if granted {
            self.taken += more;
        } else {
            self.refused = true;
        }
        granted
    }
}

impl ResourceLimiter for Limits {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(self.take(desired.saturating_sub(current)))
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(self.take(desired.saturating_sub(current).saturating_mul(TABLE_ELEMENT)))
    }

    fn instances(&self) -> usize {
        INSTANCES
    }

    fn tables(&self) -> usize {
        TABLES
    }

    fn memories(&self) -> usize {
        MEMORIES
    }
}
