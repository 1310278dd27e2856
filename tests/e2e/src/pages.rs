//! Page objects: the screens, and what people do on them.

pub mod conversation;
pub mod projects;
pub mod review;
pub mod reviewer;
pub mod settings;
pub mod threads;
pub mod trace;
pub mod traces;

pub use conversation::ConversationPanel;
pub use projects::ProjectsPage;
pub use review::ReviewPanel;
pub use reviewer::Reviewer;
pub use settings::ConfigurationPage;
pub use threads::ThreadsPage;
pub use traces::TracesPage;
