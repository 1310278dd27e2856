//! Writing a file to a place that the person chooses (`showSaveFilePicker`, which Chromium has). What is written goes to the
//! disk and is kept nowhere else.

use web_sys::{
    js_sys::{Function, JsString, Object, Promise, Reflect, futures::JsFuture},
    wasm_bindgen::{JsCast, JsValue},
};

/// What became of asking where to save.
pub enum PickedPlace {
    File(PickedFile),
    /// The person closed the dialog.
    Nothing,
    /// This browser has no such dialog, or does not allow it here.
    NotPossible,
}

/// A file that is being written.
pub struct PickedFile {
    stream: JsValue,
}

/// Whether this browser can ask where to save.
pub fn is_there() -> bool {
    function(&window(), "showSaveFilePicker").is_some()
}

/// Asks where to save. Only possible shortly after a click or key.
pub async fn pick(name: &str) -> PickedPlace {
    let window = window();
    let Some(show) = function(&window, "showSaveFilePicker") else { return PickedPlace::NotPossible };
    let options = Object::new();
    let _ = Reflect::set(&options, &"suggestedName".into(), &name.into());
    match call(&window, &show, &options).await {
        Ok(file) => match method(&file, "createWritable", &JsValue::UNDEFINED).await {
            Ok(stream) => PickedPlace::File(PickedFile { stream }),
            Err(_) => PickedPlace::NotPossible,
        },
        Err(error) if Reflect::get(&error, &"name".into()).is_ok_and(|name| name == "AbortError") => {
            PickedPlace::Nothing
        }
        Err(_) => PickedPlace::NotPossible,
    }
}

impl PickedFile {
    /// Writes text at the end. False if that failed, as on a full disk.
    pub async fn add(&self, text: &str) -> bool {
        method(&self.stream, "write", &JsString::from(text)).await.is_ok()
    }

    /// Ends the file. Only now it is where the person chose.
    pub async fn close(self) -> bool {
        method(&self.stream, "close", &JsValue::UNDEFINED).await.is_ok()
    }

    /// Gives up what was written.
    pub async fn discard(self) {
        let _ = method(&self.stream, "abort", &JsValue::UNDEFINED).await;
    }
}

fn window() -> JsValue {
    web_sys::window().map(JsValue::from).unwrap_or_default()
}

fn function(of: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(of, &name.into()).ok()?.dyn_into().ok()
}

async fn method(of: &JsValue, name: &str, argument: &JsValue) -> Result<JsValue, JsValue> {
    match function(of, name) {
        Some(function) => call(of, &function, argument).await,
        None => Err(JsValue::UNDEFINED),
    }
}

async fn call(of: &JsValue, function: &Function, argument: &JsValue) -> Result<JsValue, JsValue> {
    let promise = function.call1(of, argument)?.dyn_into::<Promise>()?;
    JsFuture::from(promise).await
}
