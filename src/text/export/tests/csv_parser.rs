//! A parser of CSV after RFC 4180: commas, CRLF, doubled quotes.

/// The records of a file with their cells as they are in it.
pub fn parse(file: &str) -> Vec<Vec<String>> {
    let mut records = Vec::new();
    let mut record = vec![String::new()];
    let mut letters = file.trim_start_matches('\u{FEFF}').chars().peekable();
    let mut is_quoted = false;
    while let Some(letter) = letters.next() {
        let cell = record.last_mut().unwrap();
        match (is_quoted, letter) {
            (true, '"') if letters.peek() == Some(&'"') => cell.push(letters.next().unwrap()),
            (true, '"') => is_quoted = false,
            (true, other) => cell.push(other),
            (false, '"') => is_quoted = true,
            (false, ',') => record.push(String::new()),
            (false, '\r') => {
                assert_eq!(letters.next(), Some('\n'));
                records.push(std::mem::replace(&mut record, vec![String::new()]));
            }
            (false, other) => cell.push(other),
        }
    }
    assert_eq!(record, [""], "the last record ends with CRLF");
    records
}
