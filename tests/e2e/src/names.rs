//! Checks that the name of every control contains its visible text, which is what people say to control it by voice
//! (WCAG 2.5.3, label in name).

use serde_json::Value;
use thirtyfour::WebDriver;

use crate::Outcome;

/// Every visible control whose name does not contain its visible text. Only letters and digits are compared, without
/// case; what the style sheet adds counts, keys printed on a control (`kbd`) do not.
const MISNAMED: &str = r#"
const tidy = text => (text || '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
const selectors = 'button, summary, a[href], label, [role=button], [role=link], [role=radio], [role=checkbox], [role=tab], '
  + '[role=menuitem], [role=option], [role=treeitem], [role=switch], [role=img]';
const isHidden = element => {
  const style = getComputedStyle(element), box = element.getBoundingClientRect();
  return style.visibility === 'hidden' || (style.position === 'absolute' && box.width <= 1 && box.height <= 1);
};
const seen = (node, own) => {
  if (node.nodeType === 3) return node.textContent;
  if (node.nodeType !== 1 || ['kbd', 'select', 'option', 'input', 'textarea', 'svg', 'time'].includes(node.localName)) return '';
  if (node !== own && (node.matches(selectors) || !node.checkVisibility() || isHidden(node))) return '';
  return drawn(node, '::before') + [...node.childNodes].map(child => seen(child, own)).join(' ') + drawn(node, '::after');
};
// Words that the style sheet adds, such as `" msg"`, unless they are for the eye only.
const drawn = (node, pseudo) => {
  if (node.getAttribute('aria-hidden') === 'true') return '';
  const { content } = getComputedStyle(node, pseudo);
  return content.startsWith('"') ? ` ${content.slice(1, -1)} ` : '';
};
const said = node => {
  if (node.nodeType === 3) return node.textContent;
  if (node.nodeType !== 1 || node.getAttribute('aria-hidden') === 'true' || node.hidden) return '';
  if (node.hasAttribute('aria-label')) return node.getAttribute('aria-label');
  return [...node.childNodes].map(said).join(' ');
};
const name = element => {
  const ids = element.getAttribute('aria-labelledby');
  if (ids) return ids.split(/\s+/).map(id => document.getElementById(id)?.textContent).join(' ');
  return said(element) || element.title;
};
const holds = (name, words) => {
  const all = name.split(' ');
  let at = 0;
  return words.split(' ').every(word => (at = all.indexOf(word, at) + 1) > 0);
};
return [...document.querySelectorAll(selectors)]
  .filter(element => element.checkVisibility({ visibilityProperty: true }) && !element.closest('[inert], [aria-hidden=true]') && !isHidden(element))
  .map(element => {
    const control = element.localName === 'label' ? element.control : element;
    if (!control) return null;
    const words = tidy(seen(element, element));
    const called = tidy(control === element || !control.hasAttribute('aria-label') ? name(element) : control.getAttribute('aria-label'));
    return words && !holds(called, words) ? `"${words}" is called "${called}": ${element.outerHTML.slice(0, 160)}` : null;
  })
  .filter(found => found);
"#;

/// What [`MISNAMED`] finds in the current page.
pub async fn misnamed(driver: &WebDriver) -> Outcome<Vec<String>> {
    let found: Value = driver.execute(MISNAMED, vec![]).await?.json().clone();
    Ok(serde_json::from_value(found)?)
}
