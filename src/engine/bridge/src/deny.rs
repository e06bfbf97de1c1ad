//! What a component may not do is given to it by another that denies: each function of the denied
//! interfaces answers with the interface's own error for it, with nothing where it would answer with
//! a list, and traps where neither exists.

use crate::componentize::componentize;
use crate::compose::give_all;
use crate::error::{Error, Failure, Kind, give};
use crate::ffi::{Buffer, Slice, array};
use anyhow::bail;
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, EntityType, ExportKind, ExportSection, FunctionSection,
    ImportSection, InstructionSink, MemorySection, MemoryType, Module, TypeSection, ValType,
};
use wit_component::{
    ComponentEncoder, DecodedWasm, StringEncoding, decode, embed_component_metadata,
};
use wit_parser::abi::{AbiVariant, WasmType};
use wit_parser::{
    Function, Handle, Int, LiftLowerAbi, ManglingAndAbi, Resolve, ResourceIntrinsic, Result_,
    SizeAlign, Type, TypeDefKind, TypeId, TypeOwner, Variant, WasmExport, WasmExportKind,
    WasmImport, WorldId, WorldItem, WorldKey,
};

/// How interfaces call it.
const DENIED: [&str; 4] =
    ["access-denied", "HTTP-request-denied", "access", "destination-not-allowed"];
/// For errors that are texts.
const TEXT: &str = "access denied";
const TEXT_AT: usize = 16;
const IMAGES_AT: usize = 64;
const PAGE: usize = 1 << 16;
const ABI: ManglingAndAbi = ManglingAndAbi::Legacy(LiftLowerAbi::Sync);

/// The component with its imports of these names given by what denies.
fn deny(wasm: &[u8], names: &[String]) -> Result<Vec<u8>, Failure> {
    let wasm = &componentize(wasm)?;
    let denier = make_denier(wasm, names).map_err(|error| {
        Failure::new(Kind::Invalid, format!("what it may not do cannot be denied: {error:#}"))
    })?;
    give_all(wasm, names, &denier)
}

fn make_denier(wasm: &[u8], names: &[String]) -> anyhow::Result<Vec<u8>> {
    let DecodedWasm::Component(mut resolve, world) = decode(wasm)? else {
        bail!("it is no component");
    };
    turn_into_exports(&mut resolve, world, names);
    let mut module = Writer::new(&resolve, world)?.finish();
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8, false)?;
    ComponentEncoder::default().module(&module)?.encode()
}

/// The world of the component that denies: it has what is denied, and imports what that refers to.
fn turn_into_exports(resolve: &mut Resolve, world: WorldId, names: &[String]) {
    let imports = std::mem::take(&mut resolve.worlds[world].imports);
    resolve.worlds[world].exports.clear();
    for (key, item) in imports {
        let is_denied = names.contains(&resolve.name_world_key(&key));
        let world = &mut resolve.worlds[world];
        let side = if is_denied { &mut world.exports } else { &mut world.imports };
        side.insert(key, item);
    }
}

/// Writes its core module.
struct Writer<'a> {
    resolve: &'a Resolve,
    sizes: SizeAlign,
    world: WorldId,
    types: TypeSection,
    imports: ImportSection,
    functions: FunctionSection,
    exports: ExportSection,
    code: CodeSection,
    /// What functions answer with, from `IMAGES_AT` on.
    images: Vec<u8>,
    /// The imports that make resources, by the resource.
    makers: Vec<TypeId>,
    count: u32,
}

impl<'a> Writer<'a> {
    fn new(resolve: &'a Resolve, world: WorldId) -> anyhow::Result<Writer<'a>> {
        let mut sizes = SizeAlign::default();
        sizes.fill(resolve)?;
        Ok(Writer {
            resolve,
            sizes,
            world,
            types: TypeSection::new(),
            imports: ImportSection::new(),
            functions: FunctionSection::new(),
            exports: ExportSection::new(),
            code: CodeSection::new(),
            images: Vec::new(),
            makers: Vec::new(),
            count: 0,
        })
    }

    fn finish(mut self) -> Vec<u8> {
        let exports = &self.resolve.worlds[self.world].exports;
        let denied = exports.iter().filter_map(|(key, item)| match item {
            WorldItem::Interface { id, .. } => Some((key, &self.resolve.interfaces[*id])),
            _ => None,
        });
        let denied: Vec<_> = denied.collect();
        for (_, interface) in &denied {
            interface.functions.values().for_each(|function| self.import_maker(function));
        }
        for (key, interface) in &denied {
            interface.functions.values().for_each(|function| self.write(key, function));
        }
        self.write_realloc();
        self.assemble()
    }

    fn assemble(mut self) -> Vec<u8> {
        let mut memories = MemorySection::new();
        let pages = (IMAGES_AT + self.images.len()).div_ceil(PAGE);
        memories.memory(MemoryType {
            minimum: pages as u64,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        self.exports.export("memory", ExportKind::Memory, 0);
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(TEXT_AT as i32), TEXT.bytes());
        data.active(0, &ConstExpr::i32_const(IMAGES_AT as i32), self.images);
        let mut module = Module::new();
        module.section(&self.types).section(&self.imports).section(&self.functions);
        module.section(&memories).section(&self.exports).section(&self.code).section(&data);
        module.finish()
    }

    /// What a function gives needs to be made, if it is a resource of ours.
    fn import_maker(&mut self, function: &Function) {
        let Some((resource, key)) = self.made_by(function) else { return };
        if self.makers.contains(&resource) {
            return;
        }
        let intrinsic = ResourceIntrinsic::ExportedNew;
        let import = WasmImport::ResourceIntrinsic { interface: Some(&key), resource, intrinsic };
        let (module, name) = self.resolve.wasm_import_name(ABI, import);
        let of_type = self.add_type(&[ValType::I32], &[ValType::I32]);
        self.imports.import(&module, &name, EntityType::Function(of_type));
        self.makers.push(resource);
        self.count += 1;
    }

    /// The denied resource that a function gives.
    fn made_by(&self, function: &Function) -> Option<(TypeId, WorldKey)> {
        let Some(Type::Id(id)) = function.result else { return None };
        let TypeDefKind::Handle(Handle::Own(resource)) = self.kind(id) else { return None };
        let resource = self.origin(*resource);
        let TypeOwner::Interface(owner) = self.resolve.types[resource].owner else { return None };
        let mut exports = self.resolve.worlds[self.world].exports.iter();
        let (key, _) = exports
            .find(|(_, item)| matches!(item, WorldItem::Interface { id, .. } if *id == owner))?;
        Some((resource, key.clone()))
    }

    fn write(&mut self, interface: &WorldKey, function: &Function) {
        let signature = self.resolve.wasm_signature(AbiVariant::GuestExport, function);
        let params: Vec<_> = signature.params.iter().map(value_type).collect();
        let results: Vec<_> = signature.results.iter().map(value_type).collect();
        let of_type = self.add_type(&params, &results);
        let maker = self
            .made_by(function)
            .and_then(|(resource, _)| self.makers.iter().position(|known| *known == resource));
        let image = function.result.as_ref().and_then(|result| self.answer(result));
        let export = WasmExport::Func {
            interface: Some(interface),
            func: function,
            kind: WasmExportKind::Normal,
        };
        let name = self.resolve.wasm_export_name(ABI, export);
        let place = image.as_ref().map(|image| self.keep(image));
        self.add_function(of_type, &name, |body| match (maker, image, place) {
            (Some(maker), ..) => _ = body.i32_const(0).call(maker as u32),
            (None, Some(_), Some(at)) if signature.retptr => _ = body.i32_const(at as i32),
            (None, Some(image), _) if results == [ValType::I32] => {
                _ = body.i32_const(i32::from(image[0]));
            }
            _ if results.is_empty() => {}
            _ => _ = body.unreachable(),
        });
    }

    /// Whatever a call passes is put in the same place, since nobody reads it.
    fn write_realloc(&mut self) {
        let at = (IMAGES_AT + self.images.len()).next_multiple_of(16) as i32;
        let of_type = self.add_type(&[ValType::I32; 4], &[ValType::I32]);
        self.add_function(of_type, "cabi_realloc", |body| {
            // pages that are missing
            body.local_get(3).i32_const(16).i32_shr_u().i32_const(2 + (at >> 16)).i32_add();
            body.memory_size(0).i32_sub().local_tee(0).i32_const(0).i32_gt_s();
            body.if_(wasm_encoder::BlockType::Empty).local_get(0).memory_grow(0);
            body.i32_const(-1).i32_eq().if_(wasm_encoder::BlockType::Empty).unreachable().end();
            body.end().i32_const(at);
        });
    }

    fn add_type(&mut self, params: &[ValType], results: &[ValType]) -> u32 {
        self.types.ty().function(params.iter().copied(), results.iter().copied());
        self.types.len() - 1
    }

    fn add_function(
        &mut self,
        of_type: u32,
        name: &str,
        write: impl FnOnce(&mut InstructionSink<'_>),
    ) {
        let mut body = wasm_encoder::Function::new([]);
        let mut instructions = body.instructions();
        write(&mut instructions);
        instructions.end();
        self.functions.function(of_type);
        self.exports.export(name, ExportKind::Func, self.count);
        self.code.function(&body);
        self.count += 1;
    }

    fn keep(&mut self, image: &[u8]) -> usize {
        let at = IMAGES_AT + self.images.len();
        self.images.extend(image);
        self.images.resize(self.images.len().next_multiple_of(16), 0);
        at
    }

    // Values as they lie in memory (WebAssembly/component-model, design/mvp/CanonicalABI.md).

    /// What a function that gives such a value answers with.
    fn answer(&self, ty: &Type) -> Option<Vec<u8>> {
        let nothing = || Some(vec![0; self.size(ty)]);
        match ty {
            Type::String => nothing(),
            Type::Id(id) => match self.kind(*id) {
                TypeDefKind::List(_) | TypeDefKind::Option(_) => nothing(),
                TypeDefKind::Result(result) => self.failure(ty, result),
                _ => None,
            },
            _ => None,
        }
    }

    fn failure(&self, ty: &Type, result: &Result_) -> Option<Vec<u8>> {
        let mut out = vec![0; self.size(ty)];
        out[0] = 1;
        if let Some(error) = &result.err {
            let cases = [result.ok.as_ref(), result.err.as_ref()];
            let at = self.sizes.payload_offset(Int::U8, cases).size_wasm32();
            let image = self.denial(error)?;
            out[at..at + image.len()].copy_from_slice(&image);
        }
        Some(out)
    }

    /// The error that says it.
    fn denial(&self, ty: &Type) -> Option<Vec<u8>> {
        let mut out = vec![0; self.size(ty)];
        match ty {
            Type::String => self.put_text(&mut out),
            Type::Id(id) => match self.kind(*id) {
                TypeDefKind::Option(_) => {}
                TypeDefKind::Enum(cases) => {
                    let case = cases.cases.iter().position(|c| is_denial(&c.name))?;
                    put_case(&mut out, cases.tag(), case);
                }
                TypeDefKind::Variant(variant) => self.put_variant(&mut out, variant)?,
                _ => return None,
            },
            _ => return None,
        }
        Some(out)
    }

    /// The case that says it, or else the last that carries a text: the most general one.
    fn put_variant(&self, out: &mut [u8], variant: &Variant) -> Option<()> {
        let cases = &variant.cases;
        if let Some(case) = cases.iter().position(|c| c.ty.is_none() && is_denial(&c.name)) {
            put_case(out, variant.tag(), case);
            return Some(());
        }
        let case = cases.iter().rposition(|c| c.ty.as_ref() == Some(&Type::String))?;
        put_case(out, variant.tag(), case);
        let types = cases.iter().map(|case| case.ty.as_ref());
        let at = self.sizes.payload_offset(variant.tag(), types).size_wasm32();
        self.put_text(&mut out[at..]);
        Some(())
    }

    fn put_text(&self, out: &mut [u8]) {
        out[..4].copy_from_slice(&(TEXT_AT as u32).to_le_bytes());
        out[4..8].copy_from_slice(&(TEXT.len() as u32).to_le_bytes());
    }

    fn size(&self, ty: &Type) -> usize {
        self.sizes.size(ty).size_wasm32()
    }

    /// Through other names for the same type.
    fn kind(&self, id: TypeId) -> &TypeDefKind {
        &self.resolve.types[self.origin(id)].kind
    }

    fn origin(&self, mut id: TypeId) -> TypeId {
        while let TypeDefKind::Type(Type::Id(next)) = self.resolve.types[id].kind {
            id = next;
        }
        id
    }
}

fn is_denial(name: &str) -> bool {
    DENIED.contains(&name)
}

fn put_case(out: &mut [u8], tag: Int, case: usize) {
    let bytes = (case as u64).to_le_bytes();
    let size = match tag {
        Int::U8 => 1,
        Int::U16 => 2,
        Int::U32 => 4,
        Int::U64 => 8,
    };
    out[..size].copy_from_slice(&bytes[..size]);
}

fn value_type(ty: &WasmType) -> ValType {
    match ty {
        WasmType::I32 | WasmType::Pointer | WasmType::Length => ValType::I32,
        WasmType::I64 | WasmType::PointerOrI64 => ValType::I64,
        WasmType::F32 => ValType::F32,
        WasmType::F64 => ValType::F64,
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_deny(
    component: Slice,
    imports: *const Slice,
    import_count: usize,
    wasm: *mut Buffer,
    error: *mut Error,
) -> bool {
    let names = unsafe { array(imports, import_count) };
    let names: Vec<String> = names.iter().map(|name| unsafe { name.text() }).collect();
    match deny(unsafe { component.bytes() }, &names) {
        Ok(denied) => {
            unsafe { wasm.write(denied.into()) };
            true
        }
        Err(failure) => unsafe { give(error, failure, false) },
    }
}
