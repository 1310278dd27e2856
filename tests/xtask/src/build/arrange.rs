//! Arranges a module so that brotli finds more in it that is alike: the functions by their size and type, and in each the
//! local variables by how often they are used, with the stack pointer always at the same number. Types that nothing uses
//! are left out. Nothing of what the functions do changes. Measured: 6 to 8 % less of a module over the wire.

use std::collections::BTreeSet;

use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, Function, FunctionSection, Instruction, Module, TypeSection};
use wasmparser::{
    BlockType, CodeSectionReader, FunctionBody, FunctionSectionReader, Operator, Parser, Payload, TypeRef,
    TypeSectionReader, ValType,
};

use crate::Outcome;

/// The number of the local variable that holds the stack pointer, unless there are more parameters. Variables that nothing
/// uses fill up what is missing before it.
const STACK_POINTER: usize = 8;

/// The same module, arranged.
///
/// # Errors
/// When it cannot be read.
pub fn arranged(module: &[u8]) -> Outcome<Vec<u8>> {
    let mut plan = plan(module).map_err(|error| format!("A module cannot be read: {error}"))?;
    let mut arranged = Module::new();
    plan.parse_core_module(&mut arranged, Parser::new(0), module)
        .map_err(|error| format!("A module cannot be arranged: {error:?}"))?;
    Ok(arranged.finish())
}

/// What is where.
#[derive(Default)]
struct Plan {
    /// How many functions are imported: they come first.
    imported: u32,
    /// The types of the module's own functions as they were.
    types: Vec<u32>,
    /// How many parameters each type has.
    parameters: Vec<usize>,
    /// The new number of each type; `None` for those that nothing uses.
    used: Vec<Option<u32>>,
    /// Which of the own functions comes first, which second, and so on.
    order: Vec<usize>,
    /// The inverse: at which place each one is.
    places: Vec<u32>,
}

fn plan(module: &[u8]) -> Result<Plan, wasmparser::BinaryReaderError> {
    let mut plan = Plan::default();
    let mut sizes = Vec::new();
    let mut used = BTreeSet::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::TypeSection(section) => {
                for kind in section.into_iter_err_on_gc_types() {
                    plan.parameters.push(kind?.params().len());
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    if let TypeRef::Func(kind) | TypeRef::FuncExact(kind) = import?.ty {
                        plan.imported += 1;
                        used.insert(kind);
                    }
                }
            }
            Payload::FunctionSection(section) => {
                plan.types = section.into_iter().collect::<Result<_, _>>()?;
            }
            Payload::CodeSectionEntry(body) => {
                let range = body.range();
                sizes.push(range.end - range.start);
                for operator in body.get_operators_reader()? {
                    used.extend(type_of(&operator?));
                }
            }
            _ => {}
        }
    }
    used.extend(&plan.types);
    plan.used = (0..).zip(&plan.parameters).map(|(kind, _)| used.contains(&kind).then_some(kind)).collect();
    for (number, kind) in (0..).zip(plan.used.iter_mut().flatten()) {
        *kind = number;
    }
    plan.order = (0..sizes.len()).collect();
    plan.order.sort_by_key(|&at| {
        let size = sizes.get(at).copied().unwrap_or_default();
        (usize::BITS - size.leading_zeros(), plan.types.get(at).copied(), size)
    });
    plan.places = vec![0; sizes.len()];
    for (place, &at) in (0..).zip(&plan.order) {
        if let Some(entry) = plan.places.get_mut(at) {
            *entry = place;
        }
    }
    Ok(plan)
}

/// The type that an instruction names.
fn type_of(operator: &Operator<'_>) -> Option<u32> {
    match operator {
        Operator::CallIndirect { type_index, .. } | Operator::ReturnCallIndirect { type_index, .. } => {
            Some(*type_index)
        }
        Operator::Block { blockty: BlockType::FuncType(kind) }
        | Operator::Loop { blockty: BlockType::FuncType(kind) }
        | Operator::If { blockty: BlockType::FuncType(kind) } => Some(*kind),
        _ => None,
    }
}

type Reencoded = Result<(), Error<std::convert::Infallible>>;

impl Reencode for Plan {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Self::Error>> {
        let own = function.checked_sub(self.imported).and_then(|own| self.places.get(own as usize));
        Ok(own.map_or(function, |place| self.imported + place))
    }

    fn type_index(&mut self, kind: u32) -> Result<u32, Error<Self::Error>> {
        Ok(self.used.get(kind as usize).copied().flatten().unwrap_or(kind))
    }

    fn parse_type_section(&mut self, types: &mut TypeSection, section: TypeSectionReader<'_>) -> Reencoded {
        for (kind, used) in section.into_iter_err_on_gc_types().zip(self.used.clone()) {
            if used.is_some() {
                let kind = self.func_type(kind?)?;
                types.ty().func_type(&kind);
            }
        }
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        _: FunctionSectionReader<'_>,
    ) -> Reencoded {
        for at in self.order.clone() {
            if let Some(kind) = self.types.get(at).copied() {
                functions.function(self.type_index(kind)?);
            }
        }
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: CodeSectionReader<'_>) -> Reencoded {
        let bodies: Vec<FunctionBody<'_>> = section.into_iter().collect::<Result<_, _>>()?;
        for at in self.order.clone() {
            let kind = self.types.get(at).and_then(|kind| self.parameters.get(*kind as usize));
            if let (Some(body), Some(parameters)) = (bodies.get(at), kind) {
                code.function(&self.function(body, *parameters)?);
            }
        }
        Ok(())
    }
}

impl Plan {
    /// A function with its variables in the new order.
    fn function(&mut self, body: &FunctionBody<'_>, parameters: usize) -> Result<Function, Error> {
        let mut types = Vec::new();
        for declared in body.get_locals_reader()? {
            let (count, kind) = declared?;
            types.extend(std::iter::repeat_n(kind, count as usize));
        }
        let (uses, pointer) = uses(body, parameters + types.len())?;
        let mut numbers: Vec<u32> = (0..).take(parameters + types.len()).collect();
        let mut next = parameters as u32;
        let mut declared = Vec::new();
        for (kind, of_kind) in by_type(&types, &uses, pointer, parameters) {
            for (number, old) in (next..).zip(&of_kind) {
                if let Some(entry) = old.and_then(|old| numbers.get_mut(old)) {
                    *entry = number;
                }
            }
            next += of_kind.len() as u32;
            declared.push((of_kind.len() as u32, self.val_type(kind)?));
        }
        let mut function = Function::new(declared);
        let mut reader = body.get_operators_reader()?;
        let number = |old: u32| numbers.get(old as usize).copied().unwrap_or(old);
        while !reader.eof() {
            function.instruction(&match self.parse_instruction(&mut reader)? {
                Instruction::LocalGet(old) => Instruction::LocalGet(number(old)),
                Instruction::LocalSet(old) => Instruction::LocalSet(number(old)),
                Instruction::LocalTee(old) => Instruction::LocalTee(number(old)),
                other => other,
            });
        }
        Ok(function)
    }
}

/// How often each variable is used, and which one holds the stack pointer, if one does: the first that keeps what becomes
/// the stack pointer, or what was subtracted from it.
fn uses(
    body: &FunctionBody<'_>,
    variables: usize,
) -> Result<(Vec<usize>, Option<usize>), wasmparser::BinaryReaderError> {
    let mut uses = vec![0; variables];
    let mut pointer = None;
    let (mut kept, mut from_global) = (None, 0);
    for operator in body.get_operators_reader()? {
        let operator = operator?;
        if let (Operator::GlobalSet { .. }, Some(local)) = (&operator, kept) {
            pointer = pointer.or(Some(local));
        }
        kept = None;
        from_global = match (&operator, from_global) {
            (Operator::GlobalGet { .. }, _) => 1,
            (Operator::I32Const { .. }, 1) => 2,
            (Operator::I32Sub, 2) => 3,
            (Operator::LocalTee { local_index }, 3) => {
                pointer = pointer.or(Some(*local_index as usize));
                0
            }
            _ => 0,
        };
        if let Operator::LocalTee { local_index } = operator {
            kept = Some(local_index as usize);
        }
        if let Operator::LocalGet { local_index }
        | Operator::LocalSet { local_index }
        | Operator::LocalTee { local_index } = operator
            && let Some(count) = uses.get_mut(local_index as usize)
        {
            *count += 1;
        }
    }
    Ok((uses, pointer))
}

/// The used variables of each type, those used most first. `None` stands for one that nothing uses.
fn by_type(
    types: &[ValType],
    uses: &[usize],
    pointer: Option<usize>,
    parameters: usize,
) -> Vec<(ValType, Vec<Option<usize>>)> {
    let mut groups =
        [ValType::I32, ValType::I64, ValType::F32, ValType::F64].map(|kind| (kind, Vec::new())).to_vec();
    let count = |local: usize| uses.get(local).copied().unwrap_or_default();
    let mut locals: Vec<usize> =
        (parameters..parameters + types.len()).filter(|&local| count(local) > 0).collect();
    locals.sort_by_key(|&local| std::cmp::Reverse(count(local)));
    for local in locals {
        let Some(kind) = types.get(local - parameters) else { continue };
        match groups.iter_mut().find(|(one, _)| one == kind) {
            Some((_, group)) => group.push(Some(local)),
            None => groups.push((*kind, vec![Some(local)])),
        }
    }
    if let Some((_, group)) = groups.first_mut()
        && let Some(at) = group.iter().position(|local| local.is_some() && *local == pointer)
    {
        group.remove(at);
        let place = STACK_POINTER.saturating_sub(parameters);
        group.resize(group.len().max(place), None);
        group.insert(place, pointer);
    }
    groups.retain(|(_, group)| !group.is_empty());
    groups
}

#[cfg(test)]
#[path = "arrange/tests.rs"]
mod tests;
