//! The settings of every engine. All pools share them, so that what one compiles another can map.

use wasmtime::{
    Config, Enabled, InstanceAllocationStrategy, PoolingAllocationConfig, ResourcesRequired,
};

/// `bridge_options`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Options {
    pub instances: u32,
    pub memory: u64,
    pub stack: u64,
}

/// Stack that host functions need on top of the guest's.
const HOST_STACK: u64 = 1536 << 10;
/// Linear memory that a warm slot keeps, so that the next instance takes no page fault.
const KEEP_MEMORY: usize = 2 << 20;
const KEEP_TABLE: usize = 256 << 10;
/// Linear memories and tables in a pool per instance.
const MEMORIES: u32 = 2;
const TABLES: u32 = 4;
/// Reserved per linear memory: with it, 32-bit addresses need no bounds check.
const RESERVATION: u64 = 4 << 30;

/// Whether the guests of an engine have tasks that run at once, as those of WASI 0.3 do. The
/// bookkeeping that this needs costs a quarter of a request of 0.2.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Tasks {
    One,
    Many,
}

pub fn config(options: &Options, tasks: Tasks) -> Config {
    let mut config = Config::new();
    config
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pooling(options)))
        .concurrency_support(tasks == Tasks::Many)
        .wasm_component_model_async(tasks == Tasks::Many)
        .epoch_interruption(true)
        .memory_init_cow(true)
        .memory_reservation(RESERVATION)
        .max_wasm_stack(options.stack as usize)
        .async_stack_size((options.stack + HOST_STACK) as usize);
    config
}

/// A component is composed of several core modules, each with memories and tables of its own:
/// there are more of those than instances.
fn pooling(options: &Options) -> PoolingAllocationConfig {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(options.instances)
        .total_stacks(options.instances)
        .total_gc_heaps(options.instances)
        .total_core_instances(options.instances * 32)
        .total_memories(options.instances * MEMORIES)
        .total_tables(options.instances * TABLES)
        .table_elements(1 << 16)
        .max_memory_size(options.memory.min(RESERVATION) as usize)
        .max_component_instance_size(16 << 20)
        .max_core_instance_size(4 << 20)
        .linear_memory_keep_resident(KEEP_MEMORY)
        .table_keep_resident(KEEP_TABLE)
        .pagemap_scan(Enabled::Auto);
    pool
}

impl Options {
    /// An eighth of the slots, for when many components are loaded.
    pub fn small(self) -> Options {
        Options { instances: (self.instances / 8).max(1), ..self }
    }

    /// How many instances of what needs so much a pool has slots for.
    pub fn instances_of(&self, needs: Option<ResourcesRequired>) -> u32 {
        let Some(needs) = needs else { return self.instances };
        let by_memory = (self.instances * MEMORIES) / needs.num_memories.max(1);
        let by_table = (self.instances * TABLES) / needs.num_tables.max(1);
        self.instances.min(by_memory).min(by_table)
    }
}
