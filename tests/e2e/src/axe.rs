//! Checks the current page against the accessibility rules of axe-core.

use serde_json::{Value, json};

use crate::stage::Stage;
use crate::{Outcome, names, paths};

const RUN: &str = r#"
const done = arguments[arguments.length - 1];
// Axe takes an opaque control of an open popover for the background of what is under it.
const covered = node => {
  const element = document.querySelector(node.target[0]);
  const popover = document.querySelector(':popover-open');
  if (!element || !popover || popover.contains(element)) return false;
  const box = element.getBoundingClientRect(), over = popover.getBoundingClientRect();
  return box.left < over.right && box.right > over.left && box.top < over.bottom && box.bottom > over.top;
};
// Axe is not sure whether text in the colour of its background is meant to be seen; ours always is.
const invisible = node => node.any.some(check => check.data && check.data.messageKey === 'equalRatio');
const unseen = result => result.incomplete
  .filter(v => v.id === 'color-contrast')
  .map(v => ({ ...v, nodes: v.nodes.filter(invisible) }));
axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations', 'incomplete'] })
  .then(result => done([...result.violations, ...unseen(result)]
    .map(v => ({ id: v.id, help: v.help, nodes: v.nodes.filter(n => v.id !== 'color-contrast' || !covered(n)) }))
    .filter(v => v.nodes.length > 0)
    .map(v => ({ ...v, nodes: v.nodes.slice(0, 5)
      .map(n => n.html.slice(0, 200) + ' | ' + n.failureSummary.replace(/\s+/g, ' ')) }))))
  .catch(error => done([{ id: 'axe', help: String(error), nodes: [] }]));
"#;

/// Fails if the page breaks a rule of WCAG 2 level A or AA in the light or the dark scheme, or if the name of a control
/// does not contain its visible text.
pub async fn check(stage: &Stage, screen: &str) -> Outcome {
    let rules = std::fs::read_to_string(paths::axe())
        .map_err(|error| format!("{}: {error}. `cargo xtask tools` gets it.", paths::axe().display()))?;
    let mut broken = Vec::new();
    for dark in [false, true] {
        stage.browser.prefer_dark(dark).await?;
        // Through the driver, so that the page's Content-Security-Policy need not allow it.
        stage.driver().execute(rules.clone(), vec![]).await?;
        // Colours are checked after their transitions have ended.
        stage
            .driver()
            .execute_async(
                "const done = arguments[arguments.length - 1]; \
                 Promise.all(document.getAnimations().map(a => a.finished.catch(() => {}))).then(() => done());",
                vec![],
            )
            .await?;
        let found = stage.driver().execute_async(RUN, vec![]).await?;
        let scheme = if dark { "dark" } else { "light" };
        for violation in found.json().as_array().into_iter().flatten() {
            let nodes = violation.get("nodes").and_then(Value::as_array).into_iter().flatten();
            let nodes: Vec<&str> = nodes.filter_map(Value::as_str).collect();
            broken.push(format!(
                "{screen}, {scheme}: {} ({})\n    {}",
                violation.get("id").unwrap_or(&json!(null)),
                violation.get("help").unwrap_or(&json!(null)),
                nodes.join("\n    ")
            ));
        }
    }
    stage.browser.prefer_dark(false).await?;
    let misnamed = names::misnamed(stage.driver()).await?;
    broken.extend(misnamed.into_iter().map(|control| format!("{screen}: label in name: {control}")));
    if broken.is_empty() { Ok(()) } else { Err(format!("accessibility:\n  {}", broken.join("\n  ")).into()) }
}
