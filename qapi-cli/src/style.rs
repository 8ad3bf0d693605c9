//! Colours. All output goes through `anstream`, which removes them where they are not wanted.

use clap::builder::styling::{AnsiColor, Style};

/// The word that introduces an error.
pub fn error(text: &str) -> String {
    paint(text, AnsiColor::Red.on_default().bold())
}

/// The word that introduces a warning.
pub fn warning(text: &str) -> String {
    paint(text, AnsiColor::Yellow.on_default().bold())
}

/// A heading.
pub fn heading(text: &str) -> String {
    paint(text, Style::new().bold())
}

/// A name of the schema.
pub fn name(text: &str) -> String {
    paint(text, AnsiColor::Cyan.on_default())
}

/// Something less important.
pub fn faint(text: &str) -> String {
    paint(text, Style::new().dimmed())
}

fn paint(text: &str, style: Style) -> String {
    if text.is_empty() { String::new() } else { format!("{style}{text}{style:#}") }
}
