//! The languages that are highlighted.

/// How a language's code is split into tokens. An empty list means that the language has no such syntax.
pub(super) struct Language {
    /// The names used after a code fence.
    pub(super) names: &'static [&'static str],
    /// The prefixes of comments that end with the line.
    pub(super) line_comments: &'static [&'static str],
    /// The opening and closing marks of block comments.
    pub(super) block_comments: &'static [(&'static str, &'static str)],
    /// The kinds of strings, those with the longest opening mark first.
    pub(super) strings: &'static [Strings],
    pub(super) keywords: &'static [&'static str],
    /// Whether keywords are recognised in any case.
    pub(super) any_case: bool,
    pub(super) keys: Keys,
}

/// A kind of string literal: its quotes and its rules.
#[derive(Clone, Copy)]
pub(super) struct Strings {
    pub(super) open: &'static str,
    pub(super) close: &'static str,
    /// Whether a backslash escapes the next character.
    pub(super) escapes: bool,
    /// Whether it may contain line breaks.
    pub(super) multiline: bool,
}

/// Which words are highlighted as keys.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keys {
    None,
    /// Strings followed by a colon (JSON).
    Quoted,
    /// Words at the start of a line that are followed by this character (YAML, TOML, CSS).
    Before(char),
    /// Names of attributes; tag names are highlighted as keywords (HTML, XML).
    Markup,
}

pub(super) fn find(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.names.iter().any(|known| known.eq_ignore_ascii_case(name)))
}

const fn line(quote: &'static str) -> Strings {
    Strings { open: quote, close: quote, escapes: true, multiline: false }
}

const fn lines(quote: &'static str) -> Strings {
    Strings { open: quote, close: quote, escapes: true, multiline: true }
}

const fn verbatim(quote: &'static str) -> Strings {
    Strings { open: quote, close: quote, escapes: false, multiline: true }
}

const C_COMMENTS: &[(&str, &str)] = &[("/*", "*/")];

const BARE: Language = Language {
    names: &[],
    line_comments: &[],
    block_comments: &[],
    strings: &[line("\""), line("'")],
    keywords: &[],
    any_case: false,
    keys: Keys::None,
};

#[rustfmt::skip]
static LANGUAGES: &[Language] = &[
    Language {
        names: &["json", "jsonc", "json5", "jsonl", "ndjson"],
        line_comments: &["//"],
        block_comments: C_COMMENTS,
        strings: &[line("\"")],
        keywords: &["true", "false", "null"],
        keys: Keys::Quoted,
        ..BARE
    },
    Language {
        names: &["python", "py", "python3", "ipython"],
        line_comments: &["#"],
        strings: &[lines("\"\"\""), lines("'''"), line("\""), line("'")],
        keywords: &["False", "None", "True", "and", "as", "assert", "async", "await", "break", "case", "class", "continue", "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "match", "nonlocal", "not", "or", "pass", "raise", "return", "self", "try", "while", "with", "yield"],
        ..BARE
    },
    Language {
        names: &["javascript", "js", "jsx", "mjs", "cjs", "typescript", "ts", "tsx", "node"],
        line_comments: &["//"],
        block_comments: C_COMMENTS,
        strings: &[lines("`"), line("\""), line("'")],
        keywords: &["abstract", "any", "as", "async", "await", "boolean", "break", "case", "catch", "class", "const", "continue", "debugger", "declare", "default", "delete", "do", "else", "enum", "export", "extends", "false", "finally", "for", "from", "function", "if", "implements", "import", "in", "instanceof", "interface", "keyof", "let", "namespace", "never", "new", "null", "number", "of", "private", "protected", "public", "readonly", "return", "satisfies", "static", "string", "super", "switch", "this", "throw", "true", "try", "type", "typeof", "undefined", "unknown", "var", "void", "while", "yield"],
        ..BARE
    },
    Language {
        names: &["rust", "rs"],
        line_comments: &["//"],
        block_comments: C_COMMENTS,
        strings: &[
            Strings { open: "r##\"", close: "\"##", escapes: false, multiline: true },
            Strings { open: "r#\"", close: "\"#", escapes: false, multiline: true },
            Strings { open: "r\"", close: "\"", escapes: false, multiline: true },
            lines("\""),
        ],
        keywords: &["as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern", "false", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self", "Self", "static", "struct", "super", "trait", "true", "type", "unsafe", "use", "where", "while"],
        ..BARE
    },
    Language {
        names: &["go", "golang"],
        line_comments: &["//"],
        block_comments: C_COMMENTS,
        strings: &[verbatim("`"), line("\""), line("'")],
        keywords: &["break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "false", "for", "func", "go", "goto", "if", "import", "interface", "map", "nil", "package", "range", "return", "select", "struct", "switch", "true", "type", "var"],
        ..BARE
    },
    Language {
        names: &["java", "kotlin", "kt", "scala", "swift", "dart", "groovy"],
        line_comments: &["//"],
        block_comments: C_COMMENTS,
        strings: &[lines("\"\"\""), line("\""), line("'")],
        keywords: &["abstract", "as", "boolean", "break", "byte", "case", "catch", "char", "class", "const", "continue", "default", "def", "do", "double", "else", "enum", "extends", "extension", "false", "final", "finally", "float", "for", "fun", "func", "guard", "if", "implements", "import", "in", "init", "instanceof", "int", "interface", "is", "lazy", "let", "long", "new", "nil", "null", "object", "override", "package", "private", "protected", "protocol", "public", "record", "return", "sealed", "self", "short", "static", "struct", "super", "switch", "synchronized", "this", "throw", "throws", "trait", "true", "try", "val", "var", "void", "volatile", "when", "where", "while"],
        ..BARE
    },
    Language {
        names: &["c", "h", "cpp", "c++", "cc", "hpp", "cxx", "objc", "cs", "csharp", "c#"],
        line_comments: &["//"],
        block_comments: C_COMMENTS,
        keywords: &["alignas", "auto", "await", "async", "bool", "break", "case", "catch", "char", "class", "const", "constexpr", "continue", "default", "delete", "do", "double", "else", "enum", "explicit", "extern", "false", "float", "for", "foreach", "friend", "goto", "if", "inline", "int", "internal", "long", "namespace", "new", "noexcept", "null", "nullptr", "operator", "out", "override", "private", "protected", "public", "readonly", "ref", "register", "return", "sealed", "short", "signed", "sizeof", "static", "string", "struct", "switch", "template", "this", "throw", "true", "try", "typedef", "typename", "union", "unsigned", "using", "var", "virtual", "void", "volatile", "while"],
        ..BARE
    },
    Language {
        names: &["bash", "sh", "shell", "zsh", "console", "dockerfile", "docker", "makefile", "powershell", "ps1"],
        line_comments: &["#"],
        strings: &[lines("\""), verbatim("'")],
        keywords: &["break", "case", "continue", "declare", "do", "done", "echo", "elif", "else", "esac", "exit", "export", "fi", "for", "function", "if", "in", "local", "read", "return", "set", "shift", "source", "then", "until", "unset", "while", "FROM", "RUN", "COPY", "ADD", "ENV", "ARG", "WORKDIR", "EXPOSE", "CMD", "ENTRYPOINT", "USER"],
        ..BARE
    },
    Language {
        names: &["sql", "postgres", "postgresql", "mysql", "sqlite", "plsql", "tsql"],
        line_comments: &["--"],
        block_comments: C_COMMENTS,
        strings: &[verbatim("'"), verbatim("\"")],
        keywords: &["add", "all", "alter", "and", "as", "asc", "begin", "between", "by", "case", "cast", "check", "column", "commit", "constraint", "create", "cross", "default", "delete", "desc", "distinct", "drop", "else", "end", "exists", "false", "foreign", "from", "full", "group", "having", "if", "in", "index", "inner", "insert", "into", "is", "join", "key", "left", "like", "limit", "not", "null", "offset", "on", "or", "order", "outer", "over", "partition", "primary", "references", "returning", "right", "rollback", "select", "set", "table", "then", "true", "union", "unique", "update", "using", "values", "view", "when", "where", "with"],
        any_case: true,
        ..BARE
    },
    Language {
        names: &["html", "xml", "svg", "xhtml", "vue", "svelte"],
        block_comments: &[("<!--", "-->")],
        strings: &[],
        keys: Keys::Markup,
        ..BARE
    },
    Language {
        names: &["css", "scss", "less"],
        block_comments: C_COMMENTS,
        keywords: &["@media", "@import", "@font-face", "@supports", "@keyframes", "@layer", "@container", "!important"],
        keys: Keys::Before(':'),
        ..BARE
    },
    Language {
        names: &["yaml", "yml"],
        line_comments: &["#"],
        strings: &[lines("\""), verbatim("'")],
        keywords: &["true", "false", "null", "yes", "no", "on", "off"],
        keys: Keys::Before(':'),
        ..BARE
    },
    Language {
        names: &["toml", "ini", "conf", "cfg", "properties", "env", "dotenv"],
        line_comments: &["#", ";"],
        strings: &[lines("\"\"\""), verbatim("'''"), line("\""), line("'")],
        keywords: &["true", "false"],
        keys: Keys::Before('='),
        ..BARE
    },
    Language {
        names: &["ruby", "rb"],
        line_comments: &["#"],
        strings: &[lines("\""), lines("'")],
        keywords: &["alias", "and", "begin", "break", "case", "class", "def", "do", "else", "elsif", "end", "ensure", "false", "for", "if", "in", "module", "next", "nil", "not", "or", "raise", "redo", "require", "rescue", "retry", "return", "self", "super", "then", "true", "undef", "unless", "until", "when", "while", "yield"],
        ..BARE
    },
    Language {
        names: &["php"],
        line_comments: &["//", "#"],
        block_comments: C_COMMENTS,
        strings: &[lines("\""), lines("'")],
        keywords: &["abstract", "array", "as", "break", "case", "catch", "class", "const", "continue", "declare", "default", "do", "echo", "else", "elseif", "enum", "extends", "false", "final", "finally", "fn", "for", "foreach", "function", "global", "if", "implements", "include", "instanceof", "interface", "match", "namespace", "new", "null", "private", "protected", "public", "readonly", "require", "return", "static", "switch", "this", "throw", "trait", "true", "try", "use", "var", "while", "yield"],
        ..BARE
    },
];
