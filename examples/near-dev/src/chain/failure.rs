//! The VM's errors in the form in which a node reports them.

use near_primitives::errors::{
    ActionErrorKind, CompilationError, FunctionCallError, MethodResolveError, WasmTrap,
};
use near_vm_runner::logic::errors as vm;

/// A call of a function failed for the reason that the text tells.
pub fn of_execution(text: String) -> ActionErrorKind {
    ActionErrorKind::FunctionCallError(FunctionCallError::ExecutionError(text))
}

pub fn of_unknown_action(name: &str) -> ActionErrorKind {
    of_execution(format!("near-dev does not know the action {name}"))
}

pub fn of_vm(error: vm::FunctionCallError) -> ActionErrorKind {
    ActionErrorKind::FunctionCallError(match error {
        vm::FunctionCallError::HostError(error) => {
            FunctionCallError::ExecutionError(error.to_string())
        }
        vm::FunctionCallError::MethodResolveError(error) => {
            FunctionCallError::MethodResolveError(of_method(error))
        }
        vm::FunctionCallError::CompilationError(error) => {
            FunctionCallError::CompilationError(of_compilation(error))
        }
        vm::FunctionCallError::WasmTrap(trap) => FunctionCallError::WasmTrap(of_trap(trap)),
        vm::FunctionCallError::LinkError { msg } => FunctionCallError::LinkError { msg },
        vm::FunctionCallError::LoadingError { msg } => FunctionCallError::ExecutionError(msg),
    })
}

fn of_method(error: vm::MethodResolveError) -> MethodResolveError {
    match error {
        vm::MethodResolveError::MethodEmptyName => MethodResolveError::MethodEmptyName,
        vm::MethodResolveError::MethodNotFound => MethodResolveError::MethodNotFound,
        vm::MethodResolveError::MethodInvalidSignature => {
            MethodResolveError::MethodInvalidSignature
        }
    }
}

fn of_compilation(error: vm::CompilationError) -> CompilationError {
    match error {
        vm::CompilationError::CodeDoesNotExist { account_id } => {
            let account_id = account_id.parse().expect("the name of an account that was called");
            CompilationError::CodeDoesNotExist { account_id }
        }
        vm::CompilationError::PrepareError(error) => {
            // A node has names for these; their text says the same.
            CompilationError::WasmerCompileError { msg: error.to_string() }
        }
        vm::CompilationError::WasmerCompileError { msg }
        | vm::CompilationError::WasmtimeCompileError { msg } => {
            CompilationError::WasmerCompileError { msg }
        }
    }
}

fn of_trap(trap: vm::WasmTrap) -> WasmTrap {
    match trap {
        vm::WasmTrap::Unreachable => WasmTrap::Unreachable,
        vm::WasmTrap::IncorrectCallIndirectSignature => WasmTrap::IncorrectCallIndirectSignature,
        vm::WasmTrap::MemoryOutOfBounds => WasmTrap::MemoryOutOfBounds,
        vm::WasmTrap::CallIndirectOOB => WasmTrap::CallIndirectOOB,
        vm::WasmTrap::IllegalArithmetic => WasmTrap::IllegalArithmetic,
        vm::WasmTrap::MisalignedAtomicAccess => WasmTrap::MisalignedAtomicAccess,
        vm::WasmTrap::IndirectCallToNull => WasmTrap::IndirectCallToNull,
        vm::WasmTrap::StackOverflow => WasmTrap::StackOverflow,
        vm::WasmTrap::GenericTrap => WasmTrap::GenericTrap,
    }
}
