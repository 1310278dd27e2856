//! What a typed definition comes to, and what is refused.

use super::*;

fn draft(kind: Type, texts: &[(Part, &str)]) -> Draft {
    let mut draft = Draft { kind, ..Draft::default() };
    for (part, text) in texts {
        draft.write(*part, (*text).to_owned());
    }
    draft
}

fn refused(draft: &Draft) -> Vec<Part> {
    draft.check().unwrap_err().into_iter().map(|(part, _)| part).collect()
}

#[test]
fn a_draft_of_each_type_becomes_its_definition_and_back() {
    let labels = [(Part::Name, " Resolved "), (Part::Label(0), "Yes"), (Part::Label(1), "No")];
    for draft in [
        draft(Type::Categorical, &labels),
        draft(Type::Numerical, &[(Part::Name, "Helpfulness"), (Part::Min, "0,5"), (Part::Max, "10")]),
        draft(Type::Boolean, &[(Part::Name, "Polite"), (Part::Description, "Was it?")]),
    ] {
        let definition = draft.check().unwrap();
        assert_eq!(Draft::of(&definition).check().unwrap(), definition);
        assert_eq!(definition.name, draft.text(Part::Name).trim());
    }
}

#[test]
fn what_breaks_a_rule_is_refused_at_its_field() {
    assert_eq!(refused(&Draft::default()), [Part::Name, Part::Label(0), Part::Label(1)]);
    let named = (Part::Name, "n");
    for (min, max, parts) in [
        ("1", "1", vec![Part::Max]),
        ("2", "1", vec![Part::Max]),
        ("", "1", vec![Part::Min]),
        ("low", "", vec![Part::Min, Part::Max]),
    ] {
        let draft = draft(Type::Numerical, &[named, (Part::Min, min), (Part::Max, max)]);
        assert_eq!(refused(&draft), parts, "{min} {max}");
    }
    let long = "é".repeat(256);
    let boolean = draft(Type::Boolean, &[named, (Part::Description, &long), (Part::FalseLabel, " ")]);
    assert_eq!(refused(&boolean), [Part::Description, Part::FalseLabel]);
    let same = draft(Type::Boolean, &[named, (Part::TrueLabel, "No")]);
    assert_eq!(refused(&same), [Part::FalseLabel]);
}

#[test]
fn categories_need_two_different_labels_with_a_value_each() {
    let mut draft = draft(
        Type::Categorical,
        &[(Part::Name, "n"), (Part::Label(0), "a"), (Part::Label(1), " a"), (Part::Value(1), "x")],
    );
    assert_eq!(refused(&draft), [Part::Label(1), Part::Value(1)]);
    draft.remove_category(1);
    assert_eq!(refused(&draft), [Part::Categories]);
    draft.add_category();
    draft.write(Part::Label(1), "b".into());
    draft.write(Part::Value(1), "1".into());
    assert_eq!(draft.check().unwrap().kind, Kind::Categorical(vec![("a".into(), 1.0), ("b".into(), 1.0)]));
    assert_eq!(draft.categories(), 2);
}

#[test]
fn what_is_typed_comes_back_as_it_was_and_what_is_none_is_left() {
    let mut typed = draft(Type::Categorical, &[(Part::Name, "Half a \"name"), (Part::Value(1), "x")]);
    typed.add_category();
    typed.id = DefinitionId::new("d-1");
    assert_eq!(Draft::back(&typed.kept()), Some(typed.clone()));
    typed.kind = Type::Boolean;
    assert_eq!(Draft::back(&typed.kept()), Some(typed));
    for odd in ["", "{}", "[]", r#"["", 9, ["", "", "", "", "", ""], []]"#] {
        assert_eq!(Draft::back(odd), None, "{odd}");
    }
}
