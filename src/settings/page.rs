//! The configuration page: the page header, and tabs of which the URL's query names the open one.

use leptos::prelude::*;
use leptos_router::hooks::use_url;

use super::{definitions::definitions, preferences::preferences};
use crate::{
    browser::{
        navigate::{self, HistoryEntry},
        title,
    },
    paths,
    query::pairs,
    shell::{breadcrumb_target::BreadcrumbTarget, head::Head},
    ui::{lazy::lazy_module, tabs::Tabs},
};

lazy_module!(
    /// The lazy module of [`ConfigurationPage`].
    CONFIGURATION, configuration, load_configuration, ConfigurationPage, ConfigurationPageProps
);

/// The workspace's configuration. `tab=` in the URL's query names the open tab.
#[component]
pub fn ConfigurationPage(workspace: Memo<String>) -> impl IntoView {
    let url = use_url();
    let tab = Memo::new(move |_| {
        let named = url.with(|url| pairs::parse(url.search()).into_iter().find(|(key, _)| key == "tab"));
        let named = named.map(|(_, tab)| tab);
        paths::CONFIGURATION_TABS.iter().position(|tab| Some(*tab) == named.as_deref()).unwrap_or_default()
    });
    let navigator = navigate::navigator();
    let choose = Callback::new(move |at: usize| {
        let tab = paths::CONFIGURATION_TABS.get(at).copied().unwrap_or_default();
        navigator(
            &workspace.with_untracked(|workspace| paths::configuration(workspace, tab)),
            HistoryEntry::Push,
        );
    });
    let panel =
        Callback::new(move |at: usize| if at == 0 { definitions(workspace) } else { preferences(workspace) });
    title::follow(|| "Configuration".to_owned());
    view! {
        <Head here=Signal::derive(move || BreadcrumbTarget { workspace: workspace.get(), project: None }) />
        <main id="main" class="page settings" tabindex="-1">
            <div class="page-head">
                <h1>"Configuration"</h1>
            </div>
            <Tabs
                label="Configuration"
                names=vec!["Feedback definitions", "Workspace preferences"]
                panel
                kept=(tab, choose)
            />
        </main>
    }
}
