//! One text field of the definition form: its label, its input, and its error message.

use leptos::prelude::*;

use crate::model::definition_draft::{DefinitionDraft, DefinitionPart};

/// The draft and the validation errors, which every field of the form needs.
#[derive(Clone, Copy)]
pub(super) struct FormContext {
    /// `None` once the form is closed.
    pub draft: RwSignal<Option<DefinitionDraft>>,
    /// The error message for a part; `None` until the form was submitted for the first time.
    pub refused: Callback<DefinitionPart, Option<String>>,
}

impl FormContext {
    pub fn text(self, part: DefinitionPart) -> String {
        self.draft.with(|draft| draft.as_ref().map(|draft| draft.text(part).to_owned())).unwrap_or_default()
    }

    pub fn change(self, change: impl FnOnce(&mut DefinitionDraft)) {
        self.draft.update(|draft| {
            if let Some(draft) = draft {
                change(draft);
            }
        });
    }

    /// A field with its label and its error message. `number` asks for a numeric keyboard on touch devices.
    pub fn field(self, part: DefinitionPart, label: String, number: bool) -> AnyView {
        let id = match part {
            DefinitionPart::Label(at) => format!("label-{at}"),
            DefinitionPart::Value(at) => format!("value-{at}"),
            DefinitionPart::Name => "definition-name".to_owned(),
            DefinitionPart::Description => "definition-description".to_owned(),
            DefinitionPart::Min => "definition-min".to_owned(),
            DefinitionPart::Max => "definition-max".to_owned(),
            _ => format!("label-{}", if part == DefinitionPart::TrueLabel { "true" } else { "false" }),
        };
        let why = format!("{id}-refused");
        let refused = move || self.refused.run(part);
        view! {
            <div class="form-field">
                <label for=id.clone()>{label}</label>
                <input
                    type="text"
                    id=id
                    dir="auto"
                    autocomplete="off"
                    inputmode=number.then_some("decimal")
                    aria-invalid=move || refused().is_some().then_some("true")
                    aria-describedby=why.clone()
                    prop:value=move || self.text(part)
                    on:input=move |event| self.change(|draft| draft.write(part, event_target_value(&event)))
                />
                <p class="refused" id=why>{refused}</p>
            </div>
        }
        .into_any()
    }
}
