//! The program itself: what it says, and how it ends.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mock-opik")).args(arguments).output().unwrap()
}

#[test]
fn the_help_names_every_command_and_option() {
    let help = String::from_utf8(run(&["--help"]).stdout).unwrap();
    for word in [
        "import",
        "seed",
        "samples",
        "--host",
        "--port",
        "--data",
        "--app",
        "--proxy",
        "--base-path",
        "--allow-host",
        "--open-threads",
        "--samples",
        "--test-controls",
        "Examples:",
    ] {
        assert!(help.contains(word), "{word}");
    }
}

#[test]
fn a_taken_port_ends_it_with_a_sentence() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = run(&["--port", &port]);
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with(&format!("mock-opik: port {port} is taken:")), "{said}");
}

#[cfg(unix)]
#[test]
fn it_ends_well_when_told_to() {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;
    for signal in ["-INT", "-TERM"] {
        let program = Command::new(env!("CARGO_BIN_EXE_mock-opik"))
            .args(["--port", "0"])
            .stdout(Stdio::piped())
            .spawn();
        let mut program = program.unwrap();
        let mut said = BufReader::new(program.stdout.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        assert!(line.starts_with("Colloquy is at http://127.0.0.1:"), "{line}");
        said.read_line(&mut line).unwrap();
        assert!(Command::new("kill").args([signal, &program.id().to_string()]).status().unwrap().success());
        assert!(program.wait().unwrap().success(), "{signal}");
    }
}
