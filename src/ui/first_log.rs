//! Example programs that log a first conversation of two turns, filled in for this server and project. The browser
//! tests run them.

/// A language and library to log with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// `@opik.track` around the function that answers.
    PythonDecorator,
    /// The Python client, which logs each trace explicitly.
    PythonClient,
    TypeScript,
    /// Plain HTTP requests with `curl`.
    Rest,
}

impl Way {
    /// In the order of the tabs.
    pub const ALL: [Self; 4] = [Self::PythonDecorator, Self::PythonClient, Self::TypeScript, Self::Rest];

    pub fn name(self) -> &'static str {
        match self {
            Self::PythonDecorator => "Python decorator",
            Self::PythonClient => "Python client",
            Self::TypeScript => "TypeScript",
            Self::Rest => "REST",
        }
    }

    /// What has to be installed or known before the program runs.
    pub fn before(self) -> &'static str {
        match self {
            Self::PythonDecorator | Self::PythonClient => "First: pip install opik",
            Self::TypeScript => "First: npm install opik",
            Self::Rest => {
                "With curl, in a shell. Any UUID of version 7 will do as id; without one the server makes it."
            }
        }
    }

    /// The program's source. `url` is the address of the API, e.g. `http://localhost:5173/api`.
    pub fn code(self, url: &str, workspace: &str, project: &str) -> String {
        let template = match self {
            Self::PythonDecorator => include_str!("first_log/decorator.py"),
            Self::PythonClient => include_str!("first_log/client.py"),
            Self::TypeScript => include_str!("first_log/client.ts"),
            Self::Rest => include_str!("first_log/rest.sh"),
        };
        let [url, workspace, project] = match self {
            // A JSON string is also a string literal of Python and TypeScript.
            Self::PythonDecorator | Self::PythonClient | Self::TypeScript => {
                [url, workspace, project].map(json)
            }
            Self::Rest => [in_quotes(url), in_quotes(workspace), in_here_document(&json(project))],
        };
        // In one pass, so that a project name which contains `{url}` is left as it is.
        let mut code = String::new();
        for (at, piece) in template.split('{').enumerate() {
            let filled = [("url}", &url), ("workspace}", &workspace), ("project}", &project)]
                .into_iter()
                .find_map(|(place, value)| Some((value, piece.strip_prefix(place)?)));
            match filled {
                Some((value, rest)) if at > 0 => {
                    code.push_str(value);
                    code.push_str(rest);
                }
                _ => {
                    if at > 0 {
                        code.push('{');
                    }
                    code.push_str(piece);
                }
            }
        }
        code
    }
}

fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Escapes a text for a shell's single quotes.
fn in_quotes(text: &str) -> String {
    text.replace('\'', r"'\''")
}

/// Escapes a text for a shell's here-document that expands variables.
fn in_here_document(text: &str) -> String {
    text.replace('\\', r"\\").replace('$', r"\$").replace('`', r"\`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_filled_in_and_braces_of_the_program_stay() {
        for way in Way::ALL {
            let code = way.code("http://localhost:5173/api", "default", "my bot");
            assert!(code.contains("http://localhost:5173/api") && code.contains("my bot"), "{code}");
            assert!(!code.contains("{url}") && !code.contains("{project}") && !code.contains("{workspace}"));
        }
        assert!(Way::PythonDecorator.code("u", "w", "p").contains(r#"f"You asked: {question}""#));
        assert!(Way::TypeScript.code("u", "w", "p").contains("import { Opik } from"));
    }

    #[test]
    fn a_projects_name_stays_a_name_in_every_language() {
        let name = r#"it's "$HOME" `id` \ {url}"#;
        let python = Way::PythonClient.code("u", "w", name);
        assert!(python.contains(r#"["OPIK_PROJECT_NAME"] = "it's \"$HOME\" `id` \\ {url}""#), "{python}");
        let shell = Way::Rest.code("u", "o'w", name);
        assert!(shell.contains(r#""project_name": "it's \\"\$HOME\\" \`id\` \\\\ {url}","#), "{shell}");
        assert!(shell.contains(r"Comet-Workspace: o'\''w'"), "{shell}");
    }
}
