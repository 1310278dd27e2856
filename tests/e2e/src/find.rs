//! Finds elements as people and screen readers do: by role and name, among what is visible.

use std::sync::Arc;

use serde_json::{Value, json};
use thirtyfour::prelude::*;
use thirtyfour::session::handle::SessionHandle;

use crate::Outcome;
use crate::element::{Element, Recipe};
use crate::wait::until;

/// Finds by role and accessible name. Supports the kinds of names that this app uses (`aria-label`, `aria-labelledby`,
/// labels, text, `alt`); axe checks whether names are correct.
const BY_ROLE: &str = r#"
const [scope, role, name] = arguments;
const selectors = {
  button: 'button:not([role]), [role=button], summary', link: 'a[href]:not([role]), [role=link]',
  radio: 'input[type=radio], [role=radio]', checkbox: 'input[type=checkbox], [role=checkbox]',
  heading: 'h1, h2, h3, h4, h5, h6, [role=heading]', navigation: 'nav, [role=navigation]',
  searchbox: 'input[type=search], [role=searchbox]', textbox: 'input:not([type]), input[type=text], textarea',
  combobox: 'select, [role=combobox]', dialog: 'dialog, [role=dialog]', tab: '[role=tab]', tabpanel: '[role=tabpanel]',
  columnheader: 'th, [role=columnheader]', row: 'tr, [role=row]', article: 'article', region: 'section, [role=region]',
  status: '[role=status], output', alert: '[role=alert]', menuitem: '[role=menuitem]', option: 'option, [role=option]',
  spinbutton: 'input[type=number]', img: 'img, [role=img]', separator: 'hr, [role=separator]',
  progressbar: 'progress, [role=progressbar]', complementary: 'aside, [role=complementary]', group: 'fieldset, details, [role=group]',
};
const tidy = text => (text || '').replace(/\s+/g, ' ').trim();
const words = node => {
  if (node.nodeType === 3) return node.textContent;
  if (node.nodeType !== 1 || node.getAttribute('aria-hidden') === 'true' || node.hidden) return '';
  if (node.hasAttribute('aria-label')) return node.getAttribute('aria-label');
  if (node.localName === 'select' || node.localName === 'input') return '';
  if (node.alt) return node.alt;
  return [...node.childNodes].map(words).join(' ');
};
const named = element => {
  const ids = element.getAttribute('aria-labelledby');
  if (ids) return tidy(ids.split(/\s+/).map(id => document.getElementById(id)?.textContent).join(' '));
  if (element.hasAttribute('aria-label')) return tidy(element.getAttribute('aria-label'));
  if (element.labels && element.labels.length) return tidy([...element.labels].map(words).join(' '));
  return tidy(words(element)) || tidy(element.getAttribute('title') || element.placeholder);
};
const visible = element => element.checkVisibility({ visibilityProperty: true })
  && !element.closest('[aria-hidden=true], [inert]');
const all = [...(scope || document).querySelectorAll(selectors[role] || `[role=${role}]`)].filter(visible);
return name === null ? all : all.filter(element => named(element) === name);
"#;

/// Finds everything that matches a CSS selector.
const BY_CSS: &str = "return [...(arguments[0] || document).querySelectorAll(arguments[1])];";

/// Finds everything that matches a CSS selector and whose text (or that of a part, given by another selector) equals,
/// starts with or contains the words.
const BY_WORDS: &str = r"
const [scope, selector, part, how, words] = arguments;
const tidy = text => text.replace(/\s+/g, ' ').trim();
return [...(scope || document).querySelectorAll(selector)].filter(element => {
  const told = part ? element.querySelector(part) : element;
  if (!told) return false;
  const text = tidy(told.textContent);
  return how === 'are' ? text === words : how === 'begin' ? text.startsWith(words) : text.includes(words);
});
";

/// The texts of everything that matches a CSS selector, all read at the same moment.
const TEXTS: &str = r"
return [...(arguments[0] || document).querySelectorAll(arguments[1])]
  .map(element => element.textContent.split(/\s+/).filter(word => word).join(' '));
";

/// A condition on the text of an element.
#[derive(Clone, Copy, Debug)]
pub enum Words<'a> {
    /// The text equals this.
    Are(&'a str),
    /// The text starts with this.
    Begin(&'a str),
    /// The text contains this.
    Contain(&'a str),
}

/// Where to search: the whole page, or one element.
pub trait Scope {
    /// The WebDriver session.
    fn session(&self) -> Arc<SessionHandle>;
    /// The element, or `None` for the whole page.
    fn element(&self) -> Option<Element>;
}

impl Scope for WebDriver {
    fn session(&self) -> Arc<SessionHandle> {
        self.handle().clone()
    }

    fn element(&self) -> Option<Element> {
        None
    }
}

impl Scope for Element {
    fn session(&self) -> Arc<SessionHandle> {
        Element::session(self)
    }

    fn element(&self) -> Option<Element> {
        Some(self.clone())
    }
}

fn recipe(scope: &impl Scope, script: &'static str, arguments: Vec<Value>) -> Recipe {
    Recipe { session: scope.session(), scope: scope.element(), script, arguments }
}

/// Waits until a recipe finds exactly one element; more than one is an error.
async fn the_one(what: &str, recipe: Recipe) -> Outcome<Element> {
    until(what, async || {
        let mut found = recipe.find().await?;
        match found.len() {
            0 => Ok(None),
            1 => Ok(found.pop().map(|one| Element::found(one, recipe.clone()))),
            more => Err(format!("there are {more} of them").into()),
        }
    })
    .await
}

async fn every(recipe: Recipe) -> Outcome<Vec<Element>> {
    Ok(recipe.find().await?.into_iter().map(Element::one_of_many).collect())
}

/// All visible elements of this role and exactly this name (any name if `None`).
pub async fn all_by_role(scope: &impl Scope, role: &str, name: Option<&str>) -> Outcome<Vec<Element>> {
    every(recipe(scope, BY_ROLE, vec![json!(role), json!(name)])).await
}

/// Waits for the one visible element of this role and exactly this name; more than one is an error.
pub async fn by_role(scope: &impl Scope, role: &str, name: &str) -> Outcome<Element> {
    let recipe = recipe(scope, BY_ROLE, vec![json!(role), json!(name)]);
    the_one(&format!("one {role} named {name:?}"), recipe).await
}

/// Waits until no visible element of this role has this name.
pub async fn none_by_role(scope: &impl Scope, role: &str, name: &str) -> Outcome {
    until(&format!("no {role} named {name:?}"), async || {
        Ok(all_by_role(scope, role, Some(name)).await?.is_empty().then_some(()))
    })
    .await
}

/// Everything that matches a CSS selector now.
pub async fn all(scope: &impl Scope, selector: &str) -> Outcome<Vec<Element>> {
    every(recipe(scope, BY_CSS, vec![json!(selector)])).await
}

/// How many elements match a CSS selector now.
pub async fn count(scope: &impl Scope, selector: &str) -> Outcome<usize> {
    Ok(all(scope, selector).await?.len())
}

/// Waits for the one element that matches a CSS selector; more than one is an error.
pub async fn one(scope: &impl Scope, selector: &str) -> Outcome<Element> {
    the_one(&format!("one {selector}"), recipe(scope, BY_CSS, vec![json!(selector)])).await
}

/// Waits for the one element that matches a CSS selector and whose text (or that of `part` in it) fits the words.
pub async fn one_with(
    scope: &impl Scope,
    selector: &str,
    part: Option<&str>,
    words: Words<'_>,
) -> Outcome<Element> {
    let (how, text) = match words {
        Words::Are(text) => ("are", text),
        Words::Begin(text) => ("begin", text),
        Words::Contain(text) => ("contain", text),
    };
    let recipe = recipe(scope, BY_WORDS, vec![json!(selector), json!(part), json!(how), json!(text)]);
    the_one(&format!("one {selector} whose words {how} {text:?}"), recipe).await
}

/// The texts of everything that matches a CSS selector now, with white space collapsed.
pub async fn texts(scope: &impl Scope, selector: &str) -> Outcome<Vec<String>> {
    let found = match scope.element() {
        Some(element) => element.run(TEXTS, vec![json!(selector)]).await?,
        None => scope.session().execute(TEXTS, vec![Value::Null, json!(selector)]).await?.json().clone(),
    };
    Ok(serde_json::from_value(found)?)
}

/// The element that has the focus.
pub async fn focused(scope: &impl Scope) -> Outcome<Element> {
    the_one("the focus", recipe(scope, "return [document.activeElement];", Vec::new())).await
}

/// Waits until nothing matches a CSS selector.
pub async fn none(scope: &impl Scope, selector: &str) -> Outcome {
    until(&format!("no {selector}"), async || Ok(all(scope, selector).await?.is_empty().then_some(()))).await
}

/// Clicks as soon as that is possible: while a page settles, elements still move.
pub async fn click(element: &Element) -> Outcome {
    until("a click", async || {
        element.scroll_into_view().await?;
        Ok(Some(element.click().await?))
    })
    .await
}

/// The text of an element, hidden parts included, with white space collapsed.
pub async fn text(element: &Element) -> Outcome<String> {
    let text = element.prop("textContent").await?.unwrap_or_default();
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}
