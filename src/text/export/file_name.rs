//! Names of exported files that every file system takes.

use super::ExportFormat;

/// The most characters of the project's and of the view's part.
const LONGEST: usize = 40;

/// `harbour-bikes-support_needs-review_2026-11-28.csv`. `date` is any text such as `2026-11-28`.
///
/// Letters and digits of any script stay; everything else becomes one hyphen. So no part of a path, no reserved name of
/// Windows (`con`, `aux.csv`) and no name that begins or ends with a dot or a space can come of it.
pub fn file_name(project: &str, view: &str, date: &str, format: ExportFormat) -> String {
    let parts: Vec<String> = [project, view, date].iter().map(|part| slug(part)).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    let name = if parts.is_empty() { "conversations".to_owned() } else { parts.join("_") };
    let name = if is_reserved(&name) { format!("conversations_{name}") } else { name };
    format!("{name}.{}", format.extension())
}

/// The text in lower case with a hyphen for whatever is neither a letter nor a digit.
fn slug(text: &str) -> String {
    let mut out = String::new();
    let mut count = 0;
    let mut is_after_gap = false;
    for letter in text.chars().flat_map(char::to_lowercase) {
        // Marks such as accents belong to the letter before them; what is not alphanumeric includes some of them.
        if !letter.is_alphanumeric() {
            is_after_gap = true;
            continue;
        }
        if is_after_gap && !out.is_empty() {
            out.push('-');
        }
        is_after_gap = false;
        out.push(letter);
        count += 1;
        if count == LONGEST {
            break;
        }
    }
    out
}

/// Names that Windows keeps for devices, with any ending.
fn is_reserved(name: &str) -> bool {
    let number = name.strip_prefix("com").or_else(|| name.strip_prefix("lpt"));
    matches!(name, "con" | "prn" | "aux" | "nul" | "conin" | "conout")
        || number.is_some_and(|rest| {
            matches!(rest.chars().collect::<Vec<_>>().as_slice(), ['0'..='9' | '¹' | '²' | '³'])
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(project: &str, view: &str) -> String {
        file_name(project, view, "2026-11-28", ExportFormat::Csv)
    }

    #[test]
    fn a_name_says_project_view_and_date() {
        assert_eq!(
            named("Harbour Bikes support", "Needs review"),
            "harbour-bikes-support_needs-review_2026-11-28.csv"
        );
        assert_eq!(named("Ünïcode 東京", ""), "ünïcode-東京_2026-11-28.csv");
        assert_eq!(file_name("", "", "", ExportFormat::Html), "conversations.html");
    }

    #[test]
    fn no_name_is_a_path_a_device_or_hidden() {
        assert_eq!(named("../../etc/passwd", "C:\\x"), "etc-passwd_c-x_2026-11-28.csv");
        assert_eq!(file_name("CON", "", "", ExportFormat::Json), "conversations_con.json");
        assert_eq!(file_name("com1", "", "", ExportFormat::Json), "conversations_com1.json");
        assert_eq!(file_name(".htaccess", "", "", ExportFormat::Markdown), "htaccess.md");
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config {
            cases: 300,
            rng_seed: proptest::test_runner::RngSeed::Fixed(12),
            failure_persistence: None,
            ..proptest::test_runner::Config::default()
        })]

        #[test]
        fn any_name_is_safe_on_every_system(project in "\\PC{0,60}|[.<>:\"/\\\\|?* \u{202E}\u{0}]{0,20}", view in ".{0,80}") {
            let name = named(&project, &view);
            proptest::prop_assert!(name.len() <= 255, "{} bytes", name.len());
            let harmful = |letter: char| "<>:\"/\\|?*".contains(letter) || letter.is_control() || letter.is_whitespace();
            proptest::prop_assert!(!name.contains(harmful) && !name.starts_with(['.', '-']) && !name.contains('\u{202E}'), "{}", name);
        }
    }
}
