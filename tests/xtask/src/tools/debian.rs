//! Installing with apt-get, where this is Debian (or a child of it) and we are its administrator.

use super::announce;
use crate::Outcome;
use crate::run::{command, find, read, show};

/// Installs the packages.
///
/// # Errors
/// What to type instead, where we are not allowed to; or what apt-get said.
pub fn install(packages: &[&str], how_long: &str) -> Outcome {
    let list = packages.join(" ");
    if find("apt-get").is_none() {
        return Err(format!("This system has no apt-get to install {list} with."));
    }
    if read(command("id").arg("-u")).is_ok_and(|id| id != "0") {
        return Err(format!(
            "Installing {list} takes an administrator:\n  sudo apt-get update && sudo apt-get install -y {list}"
        ));
    }
    announce(&format!("Installing {list} with apt-get"), how_long);
    let apt = |words: &[&str]| {
        let mut apt = command("apt-get");
        apt.args(["-qq"]).args(words).env("DEBIAN_FRONTEND", "noninteractive");
        show(apt.stdout(std::process::Stdio::null()))
    };
    apt(&["update"])?;
    let mut words = vec!["install", "-y", "--no-install-recommends"];
    words.extend(packages);
    apt(&words)
}
