//! An element of the page and how it was found. If the page has replaced the element, the next action finds its
//! replacement in the same way.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use thirtyfour::ElementRect;
use thirtyfour::error::{WebDriverError, WebDriverErrorInner};
use thirtyfour::prelude::*;
use thirtyfour::session::handle::SessionHandle;

use crate::Outcome;

/// How often a replaced element is found again within one action; more means that the page never settles.
const TRIES: usize = 5;

/// An element of the page.
#[derive(Clone, Debug)]
pub struct Element(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    now: Mutex<WebElement>,
    again: Option<Recipe>,
}

/// How to find elements: a script that takes the element to search in (or null) and the arguments, and returns all
/// matches.
#[derive(Clone, Debug)]
pub(crate) struct Recipe {
    pub(crate) session: Arc<SessionHandle>,
    pub(crate) scope: Option<Element>,
    pub(crate) script: &'static str,
    pub(crate) arguments: Vec<Value>,
}

impl Recipe {
    /// Runs the script and returns what it finds now.
    pub(crate) async fn find(&self) -> Outcome<Vec<WebElement>> {
        let look = async |scope: Value| -> Outcome<Vec<WebElement>> {
            let arguments: Vec<_> = std::iter::once(scope).chain(self.arguments.iter().cloned()).collect();
            Ok(self.session.execute(self.script, arguments).await?.elements()?)
        };
        match &self.scope {
            None => look(Value::Null).await,
            Some(scope) => Box::pin(scope.with(async |scope| look(scope.to_json()?).await)).await,
        }
    }
}

impl Element {
    /// An element found by `again`; it is found again as long as the recipe has exactly one match.
    pub(crate) fn found(element: WebElement, again: Recipe) -> Self {
        Self(Arc::new(Inner { now: Mutex::new(element), again: Some(again) }))
    }

    /// One of several matches; it cannot be found again.
    pub(crate) fn one_of_many(element: WebElement) -> Self {
        Self(Arc::new(Inner { now: Mutex::new(element), again: None }))
    }

    /// The WebDriver session.
    pub(crate) fn session(&self) -> Arc<SessionHandle> {
        self.now().handle().clone()
    }

    fn now(&self) -> WebElement {
        self.0.now.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Runs `act` on the element, or on its replacement if it was replaced.
    pub async fn with<T>(&self, mut act: impl AsyncFnMut(WebElement) -> Outcome<T>) -> Outcome<T> {
        for _ in 1..TRIES {
            match act(self.now()).await {
                Err(error) if is_stale(&*error) => {
                    self.find_again().await.map_err(|more| format!("{error}; {more}"))?
                }
                done => return done,
            }
        }
        act(self.now()).await
    }

    async fn find_again(&self) -> Outcome {
        let recipe =
            self.0.again.as_ref().ok_or("it was one of several, and which one is not known any more")?;
        let mut found = Box::pin(recipe.find()).await?;
        match (found.pop(), found.len()) {
            (Some(one), 0) => *self.0.now.lock().unwrap_or_else(PoisonError::into_inner) = one,
            (None, _) => return Err("there is none in its place".into()),
            (_, more) => return Err(format!("there are {} in its place", more + 1).into()),
        }
        Ok(())
    }

    /// Runs a script with the element and then the arguments.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Outcome<Value> {
        self.with(async |element| {
            let all: Vec<_> = std::iter::once(element.to_json()?).chain(arguments.iter().cloned()).collect();
            Ok(element.handle().execute(script, all).await?.json().clone())
        })
        .await
    }

    /// Runs a script that calls its last argument when it is done.
    pub async fn run_async(&self, script: &str, arguments: Vec<Value>) -> Outcome<Value> {
        self.with(async |element| {
            let all: Vec<_> = std::iter::once(element.to_json()?).chain(arguments.iter().cloned()).collect();
            Ok(element.handle().execute_async(script, all).await?.json().clone())
        })
        .await
    }

    /// Clicks once, or returns why that is not possible. See [`crate::find::click`].
    pub async fn click(&self) -> Outcome {
        self.with(async |element| Ok(element.click().await?)).await
    }

    /// Types into the element.
    pub async fn send_keys(&self, keys: impl Into<TypingData>) -> Outcome {
        let keys = keys.into().to_string();
        self.with(async |element| Ok(element.send_keys(keys.as_str()).await?)).await
    }

    /// Empties a text field.
    pub async fn clear(&self) -> Outcome {
        self.with(async |element| Ok(element.clear().await?)).await
    }

    /// Gives the element the focus.
    pub async fn focus(&self) -> Outcome {
        self.with(async |element| Ok(element.focus().await?)).await
    }

    /// Scrolls until the element is visible.
    pub async fn scroll_into_view(&self) -> Outcome {
        self.with(async |element| Ok(element.scroll_into_view().await?)).await
    }

    /// The visible text of the element.
    pub async fn text(&self) -> Outcome<String> {
        self.with(async |element| Ok(element.text().await?)).await
    }

    /// The value of a field.
    pub async fn value(&self) -> Outcome<Option<String>> {
        self.prop("value").await
    }

    /// The value of an attribute.
    pub async fn attr(&self, name: &str) -> Outcome<Option<String>> {
        self.with(async |element| Ok(element.attr(name).await?)).await
    }

    /// The value of a property.
    pub async fn prop(&self, name: &str) -> Outcome<Option<String>> {
        self.with(async |element| Ok(element.prop(name).await?)).await
    }

    /// Position and size in the window, in CSS pixels.
    pub async fn rect(&self) -> Outcome<ElementRect> {
        self.with(async |element| Ok(element.rect().await?)).await
    }

    /// Whether the control is enabled.
    pub async fn is_enabled(&self) -> Outcome<bool> {
        self.with(async |element| Ok(element.is_enabled().await?)).await
    }

    /// Whether the element is visible.
    pub async fn is_displayed(&self) -> Outcome<bool> {
        self.with(async |element| Ok(element.is_displayed().await?)).await
    }
}

/// Whether an error means that the element is no longer in the page; drivers report that in several ways.
fn is_stale(error: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    let Some(error) = error.downcast_ref::<WebDriverError>() else { return false };
    match error.as_inner() {
        WebDriverErrorInner::StaleElementReference(_) => true,
        WebDriverErrorInner::NoSuchElement(_) | WebDriverErrorInner::UnknownError(_) => {
            let words = error.to_string();
            words.contains("does not belong to the document")
                || words.contains("not attached")
                || words.contains("No node with given id")
        }
        _ => false,
    }
}
