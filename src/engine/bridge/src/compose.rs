//! Several components become one: exports of some plugged into imports of another.

use crate::componentize::componentize;
use crate::error::{Error, Failure, Kind, give};
use crate::ffi::{Buffer, Slice, array};
use wac_graph::types::{Package, are_semver_compatible};
use wac_graph::{CompositionGraph, EncodeOptions, NodeId, PackageId};

/// `bridge_plug`.
#[repr(C)]
pub struct Plug {
    import: Slice,
    wasm: Slice,
    export: Slice,
}

struct Composition {
    graph: CompositionGraph,
    root: PackageId,
    root_instance: NodeId,
    /// The instances made so far, by the bytes of their component: one that gives several imports
    /// is instantiated once.
    instances: Vec<(Vec<u8>, NodeId)>,
}

unsafe fn compose(root: &[u8], plugs: &[Plug]) -> Result<Vec<u8>, Failure> {
    let mut composition = Composition::new(root)?;
    for plug in plugs {
        let (import, export) = unsafe { (plug.import.text(), plug.export.text()) };
        composition.plug(&import, unsafe { plug.wasm.bytes() }, &export)?;
    }
    composition.encode()
}

/// The component with its imports of these names given by another.
pub fn give_all(wasm: &[u8], names: &[String], giver: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut composition = Composition::new(wasm)?;
    for name in names {
        composition.plug(name, giver, "")?;
    }
    composition.encode()
}

impl Composition {
    fn new(root: &[u8]) -> Result<Composition, Failure> {
        let mut graph = CompositionGraph::new();
        let root = register(&mut graph, "torpor:root", root)?;
        let root_instance = graph.instantiate(root);
        Ok(Composition { graph, root, root_instance, instances: Vec::new() })
    }

    fn plug(&mut self, import: &str, wasm: &[u8], export: &str) -> Result<(), Failure> {
        let instance = self.instance_of(wasm)?;
        let names = self.imports_named(import);
        if names.is_empty() {
            return Err(invalid(format!("the component does not import `{import}`")));
        }
        for name in names {
            let wanted = if export.is_empty() { name.clone() } else { export.to_owned() };
            let given = self.export_named(instance, &wanted).ok_or_else(|| {
                invalid(format!("the component given for `{import}` does not export `{wanted}`"))
            })?;
            let alias = self.graph.alias_instance_export(instance, &given).map_err(refused)?;
            self.graph
                .set_instantiation_argument(self.root_instance, &name, alias)
                .map_err(refused)?;
        }
        Ok(())
    }

    fn instance_of(&mut self, wasm: &[u8]) -> Result<NodeId, Failure> {
        if let Some((_, instance)) = self.instances.iter().find(|(known, _)| known == wasm) {
            return Ok(*instance);
        }
        let name = format!("torpor:plug{}", self.instances.len());
        let package = register(&mut self.graph, &name, wasm)?;
        let instance = self.graph.instantiate(package);
        self.instances.push((wasm.to_owned(), instance));
        Ok(instance)
    }

    /// The root's imports that `wanted` stands for: itself at a compatible version, or all
    /// interfaces of a package ("ns:package", "ns:package@1.0.0").
    fn imports_named(&self, wanted: &str) -> Vec<String> {
        let world = &self.graph.types()[self.graph[self.root].ty()];
        let names = world.imports.keys();
        names.filter(|name| stands_for(wanted, name)).cloned().collect()
    }

    fn export_named(&self, instance: NodeId, wanted: &str) -> Option<String> {
        let package = self.graph[instance].package()?;
        let world = &self.graph.types()[self.graph[package].ty()];
        world.exports.keys().find(|name| names(wanted, name)).cloned()
    }

    fn encode(mut self) -> Result<Vec<u8>, Failure> {
        let world = &self.graph.types()[self.graph[self.root].ty()];
        let exports: Vec<String> = world.exports.keys().cloned().collect();
        for name in exports {
            let export =
                self.graph.alias_instance_export(self.root_instance, &name).map_err(refused)?;
            self.graph.export(export, &name).map_err(refused)?;
        }
        self.graph.encode(EncodeOptions::default()).map_err(refused)
    }
}

/// Whether `wanted`, of an interface and perhaps a version, names this import or export.
fn names(wanted: &str, name: &str) -> bool {
    let (interface, _) = name.split_once('@').unwrap_or((name, ""));
    wanted == interface || are_semver_compatible(wanted, name)
}

/// The same, or `wanted` names its whole package ("ns:package", "ns:package@1.0.0").
fn stands_for(wanted: &str, name: &str) -> bool {
    let (package, version) = wanted.split_once('@').unwrap_or((wanted, ""));
    let Some((of_package, interface)) = name.split_once('/') else { return names(wanted, name) };
    let given = interface.split_once('@').map_or("", |(_, version)| version);
    names(wanted, name) || package == of_package && (version.is_empty() || version == given)
}

fn register(graph: &mut CompositionGraph, name: &str, wasm: &[u8]) -> Result<PackageId, Failure> {
    let component = componentize(wasm)?.into_owned();
    let package = Package::from_bytes(name, None, component, graph.types_mut())
        .map_err(|error| invalid(format!("{error:#}")))?;
    graph.register_package(package).map_err(refused)
}

fn invalid(message: String) -> Failure {
    Failure::new(Kind::Invalid, message)
}

fn refused(error: impl Into<anyhow::Error>) -> Failure {
    invalid(format!("components do not fit together: {:#}", error.into()))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_compose(
    root: Slice,
    plugs: *const Plug,
    plug_count: usize,
    wasm: *mut Buffer,
    error: *mut Error,
) -> bool {
    match unsafe { compose(root.bytes(), array(plugs, plug_count)) } {
        Ok(composed) => {
            unsafe { wasm.write(composed.into()) };
            true
        }
        Err(failure) => unsafe { give(error, failure, false) },
    }
}
