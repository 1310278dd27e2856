//! Finding things as people and screen readers do: by role and name, among what is visible.

use std::sync::Arc;

use serde_json::{Value, json};
use thirtyfour::prelude::*;
use thirtyfour::session::handle::SessionHandle;

use crate::Outcome;
use crate::wait::until;

/// Finds by role and accessible name. It knows the names this app gives (`aria-label`, `aria-labelledby`, labels, text,
/// `alt`); whether names are sound is axe's business.
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

/// Something to look in: the whole page, or one element.
pub trait Scope {
    /// The session.
    fn session(&self) -> Arc<SessionHandle>;
    /// The element, when it is not the whole page.
    fn element(&self) -> Option<&WebElement>;
}

impl Scope for WebDriver {
    fn session(&self) -> Arc<SessionHandle> {
        self.handle().clone()
    }

    fn element(&self) -> Option<&WebElement> {
        None
    }
}

impl Scope for WebElement {
    fn session(&self) -> Arc<SessionHandle> {
        self.handle().clone()
    }

    fn element(&self) -> Option<&WebElement> {
        Some(self)
    }
}

/// Everything visible of this role and exactly this name; every name when there is none.
pub async fn all_by_role(scope: &impl Scope, role: &str, name: Option<&str>) -> Outcome<Vec<WebElement>> {
    let element = scope.element().map(WebElement::to_json).transpose()?.unwrap_or(Value::Null);
    let found = scope.session().execute(BY_ROLE, vec![element, json!(role), json!(name)]).await?;
    Ok(found.elements()?)
}

/// The one visible thing of this role and exactly this name, as soon as it is there. Two of them are a mistake.
pub async fn by_role(scope: &impl Scope, role: &str, name: &str) -> Outcome<WebElement> {
    until(&format!("one {role} named {name:?}"), async || {
        let mut found = all_by_role(scope, role, Some(name)).await?;
        match found.len() {
            0 => Ok(None),
            1 => Ok(found.pop()),
            more => Err(format!("there are {more} of them").into()),
        }
    })
    .await
}

/// Waits until nothing visible of this role has this name any more.
pub async fn none_by_role(scope: &impl Scope, role: &str, name: &str) -> Outcome {
    until(&format!("no {role} named {name:?}"), async || {
        Ok(all_by_role(scope, role, Some(name)).await?.is_empty().then_some(()))
    })
    .await
}

/// Everything that a CSS selector finds now.
pub async fn all(scope: &impl Scope, selector: &str) -> Outcome<Vec<WebElement>> {
    Ok(match scope.element() {
        Some(element) => element.find_all(By::Css(selector)).await?,
        None => scope.session().find_all(By::Css(selector)).await?,
    })
}

/// The one thing that a CSS selector finds, as soon as it is there. Two of them are a mistake.
pub async fn one(scope: &impl Scope, selector: &str) -> Outcome<WebElement> {
    until(&format!("one {selector}"), async || {
        let mut found = all(scope, selector).await?;
        match found.len() {
            0 => Ok(None),
            1 => Ok(found.pop()),
            more => Err(format!("there are {more} of them").into()),
        }
    })
    .await
}

/// Waits until a CSS selector finds nothing.
pub async fn none(scope: &impl Scope, selector: &str) -> Outcome {
    until(&format!("no {selector}"), async || Ok(all(scope, selector).await?.is_empty().then_some(()))).await
}

/// Clicks as soon as it can be clicked: while a page still settles, things move from under the pointer.
pub async fn click(element: &WebElement) -> Outcome {
    until("a click", async || {
        element.scroll_into_view().await?;
        Ok(Some(element.click().await?))
    })
    .await
}

/// The whole text of an element, folded or out of sight too, with white space made even.
pub async fn text(element: &WebElement) -> Outcome<String> {
    let text = element.prop("textContent").await?.unwrap_or_default();
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}
