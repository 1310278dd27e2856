//! How an author's name is shown.

/// Two capitals for a name: `Ana Ruiz` and `ana.ruiz@example.org` are `AR`, `Ana` is `AN`.
pub fn initials(name: &str) -> String {
    let person = name.split('@').next().filter(|person| !person.is_empty()).unwrap_or(name);
    let mut words = person.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or("?");
    let picked: String = match words.next_back() {
        Some(last) => first.chars().take(1).chain(last.chars().take(1)).collect(),
        None => first.chars().take(2).collect(),
    };
    picked.to_uppercase()
}

/// One of four colours (0 to 3), always the same for a name. Only decoration: several names share a colour.
pub fn tone(name: &str) -> u32 {
    name.chars().fold(0_u32, |sum, c| sum.wrapping_mul(31).wrapping_add(u32::from(c))) % 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_any_shape_has_initials() {
        let all = [
            "Ana Ruiz",
            "ana.ruiz@example.org",
            "Ana",
            "admin",
            "Mary-Jane van Dyk",
            "李小龙",
            "ßa",
            "@",
            "",
            "7",
        ];
        assert_eq!(all.map(initials), ["AR", "AR", "AN", "AD", "MD", "李小", "SSA", "?", "?", "7"]);
    }
}
