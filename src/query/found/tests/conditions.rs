use super::*;
use crate::query::filter::Filter;

fn refused(criterion: Criterion, operator: Operator, values: &[&str]) -> &'static str {
    Condition::new(criterion, operator, values, false).unwrap_err()
}

#[test]
fn half_a_filter_is_answered_with_a_sentence() {
    let server = |field| Criterion::Server(field);
    let any = || Criterion::Disagree(String::new());
    for (criterion, operator, value, said) in [
        (server(Field::Tags), Operator::Equal, "", "Enter what to compare with"),
        (server(Field::Tags), Operator::Greater, "x", "This comparison is not possible here"),
        (server(Field::Score(String::new())), Operator::Less, "1", "Name the score"),
        (
            server(Field::Metadata(" ".to_owned())),
            Operator::Equal,
            "1",
            "Enter where the value is, such as customer.tier",
        ),
        (server(Field::Duration), Operator::Less, "long", "Seconds, such as 90"),
        (server(Field::Score("Q".to_owned())), Operator::Less, "good", "A number, such as 0.5"),
        (server(Field::StartTime), Operator::Less, "today", "A date and a time"),
        (Criterion::Thumbs, Operator::Equal, "sideways", "Up, down, none or both"),
        (Criterion::Reviewed, Operator::Equal, " ", "Me, somebody, nobody or a name"),
        (Criterion::Reviewed, Operator::Equal, "@", "Me, somebody, nobody or a name"),
        (Criterion::Comment, Operator::Contains, " ", "Enter what to look for"),
        (any(), Operator::Greater, "much", "A number, such as 0.2"),
        (any(), Operator::Greater, "-1", "A number, such as 0.2"),
        (any(), Operator::Greater, "inf", "A number, such as 0.2"),
    ] {
        assert_eq!(refused(criterion, operator, &[value]), said, "{value}");
    }
    assert_eq!(refused(Criterion::Server(Field::Tags), Operator::Equal, &[]), "Enter what to compare with");
    assert_eq!(refused(Criterion::Thumbs, Operator::Equal, &[]), "Up, down, none or both");
    assert_eq!(refused(Criterion::Comment, Operator::Equal, &[&"x".repeat(501)]), "At most 500 characters");
    assert_eq!(refused(Criterion::Disagree("x".repeat(501)), Operator::Equal, &[]), "At most 500 characters");
    let many: Vec<String> = (0..21).map(|n| n.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(refused(Criterion::Comment, Operator::Equal, &many), "At most 20 values");
}

#[test]
fn an_unknown_score_name_is_allowed() {
    let score = Field::Score("never heard of".to_owned());
    assert!(Condition::new(Criterion::Server(score), Operator::Less, &["1"], false).is_ok());
}

#[test]
fn is_not_and_not_is_are_the_same_condition() {
    let not = Condition::new(Criterion::Server(Field::Tags), Operator::NotEqual, &["a"], false).unwrap();
    assert_eq!(not, tag(&["a"]).turned());
    let not = Condition::new(Criterion::Server(Field::Tags), Operator::NotEqual, &["a"], true).unwrap();
    assert_eq!(not, tag(&["a"]));
    let none =
        Condition::new(Criterion::Server(Field::Environment), Operator::NotIn, &["a, b"], false).unwrap();
    assert_eq!(none, of(Field::Environment, Operator::Equal, &["a", "b"]).turned());
    let filter = Filter::new(Field::Tags, Operator::NotContains, "a").unwrap();
    assert_eq!(Condition::of_filter(&filter).unwrap(), of(Field::Tags, Operator::Contains, &["a"]).turned());
}

#[test]
fn a_person_may_be_called_like_a_word_of_ours() {
    use crate::query::found::Person;
    for name in ["me", "nobody", "@me", "@", "Ana", "ana@example.org"] {
        let value = Person::Named(name).value();
        assert_eq!(Person::parse(&value), Person::Named(name), "{value}");
    }
    assert_eq!(own(Criterion::Reviewed, &["@Ana", "Ana"]).values(), ["Ana"]);
}

#[test]
fn a_range_that_ends_before_it_starts_is_named() {
    let started = |operator, time: &str| of(Field::StartTime, operator, &[time]);
    let (early, late) = ("2026-11-20T10:00:00Z", "2026-11-20T10:01:00Z");
    let problems = |one, other| all([one, tag(&["x"]), other]).problems();
    let ends = [(2, "Ends before it starts")];
    assert_eq!(problems(started(Operator::AtLeast, late), started(Operator::Less, early)), ends);
    assert_eq!(problems(started(Operator::AtMost, early), started(Operator::Greater, early)), ends);
    assert_eq!(problems(started(Operator::AtMost, early), started(Operator::AtLeast, early)), []);
    assert_eq!(problems(started(Operator::AtLeast, early), started(Operator::Less, late)), []);
    let score = |name: &str, operator, value| of(Field::Score(name.to_owned()), operator, &[value]);
    let twice = problems(score("a", Operator::Greater, "1"), score("a", Operator::Less, "0.5"));
    assert_eq!(twice, [(2, "Nothing is above and below at once")]);
    assert_eq!(problems(score("a", Operator::Greater, "1"), score("b", Operator::Less, "0.5")), []);
}

#[test]
fn a_clause_is_there_once_and_a_group_of_one_is_no_group() {
    let mut found = all([tag(&["a"])]);
    found.add(Clause::AnyOf(vec![tag(&["a"]), tag(&["a"])])).unwrap();
    assert_eq!(found, all([tag(&["a"])]));
    assert_eq!(Clause::any_of([]), None);
    let other = found.replaced(&Clause::One(tag(&["a"])), &Clause::One(tag(&["b"]))).unwrap();
    assert_eq!(other, all([tag(&["b"])]));
    assert!(other.without(&Clause::One(tag(&["b"]))).is_empty());
    assert_eq!(
        Found::new((0..51).map(|n| Clause::One(tag(&[&n.to_string()])))),
        Err("At most 50 conditions")
    );
}
