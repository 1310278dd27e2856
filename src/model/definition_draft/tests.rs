//! Tests of which drafts become a definition and which are refused.

use super::*;

fn draft(kind: DefinitionType, texts: &[(DefinitionPart, &str)]) -> DefinitionDraft {
    let mut draft = DefinitionDraft { kind, ..DefinitionDraft::default() };
    for (part, text) in texts {
        draft.write(*part, (*text).to_owned());
    }
    draft
}

fn refused(draft: &DefinitionDraft) -> Vec<DefinitionPart> {
    draft.check().unwrap_err().into_iter().map(|(part, _)| part).collect()
}

#[test]
fn a_draft_of_each_type_becomes_its_definition_and_back() {
    let labels = [
        (DefinitionPart::Name, " Resolved "),
        (DefinitionPart::Label(0), "Yes"),
        (DefinitionPart::Label(1), "No"),
    ];
    for draft in [
        draft(DefinitionType::Categorical, &labels),
        draft(
            DefinitionType::Numerical,
            &[
                (DefinitionPart::Name, "Helpfulness"),
                (DefinitionPart::Min, "0,5"),
                (DefinitionPart::Max, "10"),
            ],
        ),
        draft(
            DefinitionType::Boolean,
            &[(DefinitionPart::Name, "Polite"), (DefinitionPart::Description, "Was it?")],
        ),
    ] {
        let definition = draft.check().unwrap();
        assert_eq!(DefinitionDraft::of(&definition).check().unwrap(), definition);
        assert_eq!(definition.name, draft.text(DefinitionPart::Name).trim());
    }
}

#[test]
fn what_breaks_a_rule_is_refused_at_its_field() {
    assert_eq!(
        refused(&DefinitionDraft::default()),
        [DefinitionPart::Name, DefinitionPart::Label(0), DefinitionPart::Label(1)]
    );
    let named = (DefinitionPart::Name, "n");
    for (min, max, parts) in [
        ("1", "1", vec![DefinitionPart::Max]),
        ("2", "1", vec![DefinitionPart::Max]),
        ("", "1", vec![DefinitionPart::Min]),
        ("low", "", vec![DefinitionPart::Min, DefinitionPart::Max]),
    ] {
        let draft = draft(
            DefinitionType::Numerical,
            &[named, (DefinitionPart::Min, min), (DefinitionPart::Max, max)],
        );
        assert_eq!(refused(&draft), parts, "{min} {max}");
    }
    let long = "é".repeat(256);
    let boolean = draft(
        DefinitionType::Boolean,
        &[named, (DefinitionPart::Description, &long), (DefinitionPart::FalseLabel, " ")],
    );
    assert_eq!(refused(&boolean), [DefinitionPart::Description, DefinitionPart::FalseLabel]);
    let same = draft(DefinitionType::Boolean, &[named, (DefinitionPart::TrueLabel, "No")]);
    assert_eq!(refused(&same), [DefinitionPart::FalseLabel]);
}

#[test]
fn categories_need_two_different_labels_with_a_value_each() {
    let mut draft = draft(
        DefinitionType::Categorical,
        &[
            (DefinitionPart::Name, "n"),
            (DefinitionPart::Label(0), "a"),
            (DefinitionPart::Label(1), " a"),
            (DefinitionPart::Value(1), "x"),
        ],
    );
    assert_eq!(refused(&draft), [DefinitionPart::Label(1), DefinitionPart::Value(1)]);
    draft.remove_category(1);
    assert_eq!(refused(&draft), [DefinitionPart::Categories]);
    draft.add_category();
    draft.write(DefinitionPart::Label(1), "b".into());
    draft.write(DefinitionPart::Value(1), "1".into());
    assert_eq!(
        draft.check().unwrap().kind,
        DefinitionKind::Categorical(vec![("a".into(), 1.0), ("b".into(), 1.0)])
    );
    assert_eq!(draft.categories(), 2);
}

#[test]
fn what_is_typed_comes_back_as_it_was_and_what_is_none_is_left() {
    let mut typed = draft(
        DefinitionType::Categorical,
        &[(DefinitionPart::Name, "Half a \"name"), (DefinitionPart::Value(1), "x")],
    );
    typed.add_category();
    typed.id = DefinitionId::new("d-1");
    assert_eq!(DefinitionDraft::from_json(&typed.to_json()), Some(typed.clone()));
    typed.kind = DefinitionType::Boolean;
    assert_eq!(DefinitionDraft::from_json(&typed.to_json()), Some(typed));
    for odd in ["", "{}", "[]", r#"["", 9, ["", "", "", "", "", ""], []]"#] {
        assert_eq!(DefinitionDraft::from_json(odd), None, "{odd}");
    }
}
