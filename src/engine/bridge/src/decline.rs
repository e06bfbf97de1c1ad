//! The interfaces of Spin that torpor does not have: clients of databases and brokers, and models.
//! A component may import them all the same, as those of the Python SDK all do. It is answered with
//! the interface's own error when it asks for a connection or a model.

use crate::config::Tasks;
use crate::state::State;
use wasmtime::bail;
use wasmtime::component::types::{ComponentFunc, ComponentInstance, ComponentItem, Type};
use wasmtime::component::{Component, Linker, LinkerInstance, ResourceType, Val};

/// What stands for a connection; there is never one.
struct Declined;

/// Whether it is one of them, of a version whose functions guests with such tasks can call.
pub fn can_decline(import: &str, tasks: Tasks) -> bool {
    let (interface, version) = import.split_once('@').unwrap_or((import, ""));
    match interface {
        "fermyon:spin/llm"
        | "fermyon:spin/mqtt"
        | "fermyon:spin/mysql"
        | "fermyon:spin/postgres"
        | "fermyon:spin/redis" => true,
        "spin:postgres/postgres" => {
            tasks == Tasks::Many || ["3.0.0", "4.0.0", "4.1.0"].contains(&version)
        }
        "spin:mqtt/mqtt" | "spin:mysql/mysql" | "spin:redis/redis" => tasks == Tasks::Many,
        _ => false,
    }
}

/// Adds those that the component imports.
pub fn decline(
    linker: &mut Linker<State>,
    component: &Component,
    tasks: Tasks,
) -> wasmtime::Result<()> {
    let engine = linker.engine().clone();
    for (name, import) in component.component_type().imports(&engine) {
        if let ComponentItem::ComponentInstance(interface) = import.ty
            && can_decline(name, tasks)
        {
            let mut instance = linker.instance(name)?;
            decline_interface(&mut instance, name, &interface, &engine)?;
        }
    }
    Ok(())
}

fn decline_interface(
    linker: &mut LinkerInstance<State>,
    name: &str,
    interface: &ComponentInstance,
    engine: &wasmtime::Engine,
) -> wasmtime::Result<()> {
    for (item, export) in interface.exports(engine) {
        match export.ty {
            ComponentItem::ComponentFunc(function) => {
                let reason = format!("torpor has no {name}");
                decline_function(linker, item, &function, reason)?;
            }
            ComponentItem::Resource(_) => {
                linker.resource(item, ResourceType::host::<Declined>(), |_, _| Ok(()))?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn decline_function(
    linker: &mut LinkerInstance<State>,
    item: &str,
    function: &ComponentFunc,
    reason: String,
) -> wasmtime::Result<()> {
    if function.async_() {
        return linker.func_new_concurrent(item, move |_, ty, _, results| {
            let answered = answer(&ty, &reason, results);
            Box::pin(async { answered })
        });
    }
    linker.func_new(item, move |_, ty, _, results| answer(&ty, &reason, results))
}

/// A function that has no error to tell ends the guest.
fn answer(function: &ComponentFunc, reason: &str, results: &mut [Val]) -> wasmtime::Result<()> {
    let error = match function.results().next() {
        Some(Type::Result(result)) => result.err().and_then(|error| error_of(&error, reason)),
        _ => None,
    };
    match error {
        Some(error) => results[0] = Val::Result(Err(Some(Box::new(error)))),
        None => bail!("{reason}"),
    }
    Ok(())
}

/// The error of an interface that fits best.
fn error_of(error: &Type, reason: &str) -> Option<Val> {
    const FITTING: [&str; 3] = ["connection-failed", "model-not-supported", "other"];
    match error {
        Type::Variant(variant) => FITTING.iter().find_map(|name| {
            let case = variant.cases().find(|case| case.name == *name)?;
            let text = case.ty.map(|_| Box::new(Val::String(reason.to_owned())));
            Some(Val::Variant(case.name.to_owned(), text))
        }),
        Type::Enum(_) => Some(Val::Enum("error".to_owned())), // of the first Redis
        _ => None,
    }
}
