use wasm_encoder::{
    ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection, GlobalSection, GlobalType,
    ImportSection, TableSection, TableType, TypeSection,
};
use wasmparser::Validator;

use super::*;

const INT: wasm_encoder::ValType = wasm_encoder::ValType::I32;
const LONG: wasm_encoder::ValType = wasm_encoder::ValType::I64;

/// A long function that calls a short one, both exported and in a table, and one that is imported.
fn module() -> Vec<u8> {
    let (mut types, mut imports, mut functions) =
        (TypeSection::new(), ImportSection::new(), FunctionSection::new());
    types.ty().function([INT], [INT]);
    types.ty().function([], []);
    types.ty().function([LONG], [LONG]);
    types.ty().function([], [LONG]);
    imports.import("./glue.js", "called", EntityType::Function(3));
    functions.function(0).function(1);
    let mut tables = TableSection::new();
    let size = TableType {
        element_type: wasm_encoder::RefType::FUNCREF,
        table64: false,
        minimum: 9,
        maximum: None,
        shared: false,
    };
    tables.table(size);
    let mut globals = GlobalSection::new();
    globals.global(GlobalType { val_type: INT, mutable: true, shared: false }, &ConstExpr::i32_const(1024));
    let mut exports = ExportSection::new();
    exports.export("long", ExportKind::Func, 1).export("short", ExportKind::Func, 2);
    let mut elements = ElementSection::new();
    elements.active(None, &ConstExpr::i32_const(1), Elements::Functions((&[1, 2, 0][..]).into()));
    let mut code = CodeSection::new();
    // Variables: 0 is the parameter, 1 unused, 2 a long one, 3 the stack pointer, 4 used twice.
    let mut long = Function::new([(1, INT), (1, LONG), (2, INT)]);
    long.instruction(&Instruction::GlobalGet(0)).instruction(&Instruction::I32Const(16));
    long.instruction(&Instruction::I32Sub)
        .instruction(&Instruction::LocalTee(3))
        .instruction(&Instruction::GlobalSet(0));
    long.instruction(&Instruction::I64Const(7)).instruction(&Instruction::LocalSet(2));
    long.instruction(&Instruction::LocalGet(0)).instruction(&Instruction::LocalTee(4));
    long.instruction(&Instruction::LocalGet(4)).instruction(&Instruction::I32Add);
    long.instruction(&Instruction::LocalGet(3)).instruction(&Instruction::I32Add);
    long.instruction(&Instruction::Call(2))
        .instruction(&Instruction::Call(0))
        .instruction(&Instruction::Drop)
        .instruction(&Instruction::End);
    let mut short = Function::new([]);
    short.instruction(&Instruction::End);
    code.function(&long).function(&short);
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&tables).section(&globals);
    module.section(&exports).section(&elements).section(&code);
    module.finish()
}

#[test]
fn functions_are_in_order_and_whatever_names_them_follows() {
    let arranged = arranged(&module()).unwrap();
    Validator::new().validate_all(&arranged).unwrap();
    let (mut bodies, mut exports, mut listed) = (Vec::new(), Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(&arranged) {
        match payload.unwrap() {
            Payload::ExportSection(section) => {
                exports.extend(
                    section.into_iter().map(|export| export.map(|one| (one.name, one.index)).unwrap()),
                );
            }
            Payload::ElementSection(section) => {
                for element in section {
                    if let wasmparser::ElementItems::Functions(functions) = element.unwrap().items {
                        listed.extend(functions.into_iter().map(Result::unwrap));
                    }
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body),
            _ => {}
        }
    }
    assert_eq!(exports, [("long", 2), ("short", 1)]);
    assert_eq!(listed, [2, 1, 0]);
    let size = |body: &FunctionBody<'_>| body.range().end - body.range().start;
    assert!(size(&bodies[0]) < size(&bodies[1]));
    let called: Vec<u32> = bodies[1]
        .get_operators_reader()
        .unwrap()
        .into_iter()
        .filter_map(|operator| match operator.unwrap() {
            Operator::Call { function_index } => Some(function_index),
            _ => None,
        })
        .collect();
    assert_eq!(called, [1, 0]);
}

#[test]
fn the_stack_pointer_has_its_number_and_unused_variables_are_gone() {
    let arranged = arranged(&module()).unwrap();
    let bodies = Parser::new(0).parse_all(&arranged).filter_map(|payload| match payload.unwrap() {
        Payload::CodeSectionEntry(body) => Some(body),
        _ => None,
    });
    let long = bodies.last().unwrap();
    let declared: Vec<_> = long.get_locals_reader().unwrap().into_iter().map(Result::unwrap).collect();
    // Numbers 1 to 8 after the parameter, then the long one.
    assert_eq!(declared, [(8, ValType::I32), (1, ValType::I64)]);
    let used: Vec<u32> = long
        .get_operators_reader()
        .unwrap()
        .into_iter()
        .filter_map(|operator| match operator.unwrap() {
            Operator::LocalGet { local_index }
            | Operator::LocalSet { local_index }
            | Operator::LocalTee { local_index } => Some(local_index),
            _ => None,
        })
        .collect();
    assert_eq!(used, [8, 9, 0, 1, 1, 8]);
}

#[test]
fn what_is_no_module_is_refused() {
    assert!(arranged(b"no module").is_err());
}
