//! JSON paths of filters (`a.b[0]`, with or without `$.`), translated for SQLite.

/// The path in SQLite's syntax with every key quoted; `None` when it is not a path. An empty path is the whole value.
pub fn sqlite(path: &str) -> Option<String> {
    let path = path.trim();
    let path = path.strip_prefix('$').unwrap_or(path);
    let mut out = String::from("$");
    let mut rest = path.strip_prefix('.').unwrap_or(path);
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let (index, after) = inside.split_once(']')?;
            match index.trim_matches(['\'', '"']) {
                name if name.len() < index.len() => key(&mut out, name)?,
                number => {
                    let number: u32 = number.trim().parse().ok()?;
                    out.push_str(&format!("[{number}]"));
                }
            }
            rest = after.strip_prefix('.').unwrap_or(after);
            continue;
        }
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        key(&mut out, name)?;
        rest = after.strip_prefix('.').unwrap_or(after);
    }
    Some(out)
}

fn key(out: &mut String, name: &str) -> Option<()> {
    // SQLite stops reading a path at a NUL character.
    if name.is_empty() || name.contains(['"', '\\', '\0']) {
        return None;
    }
    out.push_str(".\"");
    out.push_str(name);
    out.push('"');
    Some(())
}

#[cfg(test)]
mod tests {
    use super::sqlite;

    #[test]
    fn every_key_is_quoted() {
        for (path, spelled) in [
            ("a", "$.\"a\""),
            ("$.a.b c", "$.\"a\".\"b c\""),
            ("a[0].b", "$.\"a\"[0].\"b\""),
            ("['x.y'].z", "$.\"x.y\".\"z\""),
            ("", "$"),
        ] {
            assert_eq!(sqlite(path).as_deref(), Some(spelled), "{path}");
        }
        for path in ["a..b", "a\"b", "a[", "a[x]", "a\\", "a\0", "['\0']"] {
            assert_eq!(sqlite(path), None, "{path}");
        }
    }
}
