//! The documentation of QEMU's own schemas, where that is at hand.

use super::{Reference, markdown};
use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};
use std::path::{Path, PathBuf};

/// The parts of all documentation comments under a folder, each with its file and the name it documents.
fn parts(root: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for file in schemas(root) {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut comment: Option<Vec<&str>> = None;
        for line in text.lines() {
            if line.trim_end() == "##" {
                match comment.take() {
                    Some(lines) => split(&lines, &mut |part| found.push((file.display().to_string(), part))),
                    None => comment = Some(Vec::new()),
                }
            } else if let Some(lines) = &mut comment {
                let line = line.strip_prefix('#').unwrap_or(line);
                lines.push(line.strip_prefix(' ').unwrap_or(line).trim_end());
            }
        }
    }
    found
}

fn schemas(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Splits a comment at described names and tags, and removes the indentation of what follows them.
fn split(lines: &[&str], emit: &mut dyn FnMut(String)) {
    const TAGS: [&str; 5] = ["Since:", "Returns:", "Errors:", "TODO:", "Features:"];
    let start_of = |line: &str| -> Option<usize> {
        if let Some(tag) = TAGS.iter().find(|tag| line.starts_with(**tag)) {
            return Some(tag.len());
        }
        let name = line.strip_prefix('@')?.split_once(':')?.0;
        name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)).then_some(name.len() + 2)
    };
    let mut at = 0;
    while at < lines.len() {
        let skipped = start_of(lines[at]);
        let first = lines[at][skipped.unwrap_or(0)..].trim();
        let indent = |line: &&str| line.len() - line.trim_start().len();
        let margin = lines[at + 1..].iter().find(|line| !line.is_empty()).map_or(0, indent);
        let margin = if skipped.is_some() { margin } else { 0 };
        let mut text = first.to_owned();
        at += 1;
        while at < lines.len() && start_of(lines[at]).is_none() {
            let line = lines[at];
            if skipped.is_some() && !line.is_empty() && indent(&line) == 0 {
                break;
            }
            text.push('\n');
            text.push_str(line.get(margin.min(indent(&line))..).unwrap_or(""));
            at += 1;
        }
        if !text.trim().is_empty() {
            emit(text);
        }
    }
}

fn upstream() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/upstream")
}

/// Every reference that can be a name leads somewhere, one in three to what is in scope.
fn linked(reference: Reference<'_>) -> Option<String> {
    let is_name = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_/.".contains(&b));
    match reference {
        Reference::Document(name) | Reference::Definition(name) if !is_name(name) => None,
        Reference::Document(name) => Some(format!("https://example.org{name}.html")),
        Reference::Member(name) => Some(format!("Self::{}", name.replace('-', "_"))),
        Reference::Definition(name) if name.len() % 3 == 0 => Some(name.to_owned()),
        Reference::Definition(_) => Some("super::Other".to_owned()),
    }
}

fn nowhere(_: Reference<'_>) -> Option<String> {
    None
}

/// What rustdoc reads: the extensions that it switches on.
fn events(markdown: &str) -> Vec<Event<'_>> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    // A shortcut such as [`Name`] counts as a link if something answers for it, as rustdoc does.
    let mut answer =
        |link: BrokenLink<'_>| link.reference.starts_with('`').then(|| ("intra-doc".into(), CowStr::Borrowed("")));
    Parser::new_with_broken_link_callback(markdown, options, Some(&mut answer)).map(Event::into_static).collect()
}

/// The rules that hold for every output.
fn faults(markdown: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut prose = true;
    for event in events(markdown) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => faults.push(format!("HTML: {html}")),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) | Event::Rule => faults.push(format!("{event:?}")),
            Event::Start(Tag::Strikethrough | Tag::Image { .. } | Tag::FootnoteDefinition(_)) => {
                faults.push(format!("{event:?}"));
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => faults.push("code that is not fenced".to_owned()),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                prose = false;
                if !["text", "json", "c", "sh", "console", "python"].contains(&&*info) {
                    faults.push(format!("info string: {info}"));
                }
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                prose = false;
                if !["super::", "Self::", "https://", "http://", "intra-doc"].iter().any(|s| dest_url.starts_with(s)) {
                    faults.push(format!("link: {dest_url}"));
                }
            }
            Event::End(TagEnd::Link | TagEnd::CodeBlock) => prose = true,
            Event::Text(text)
                if prose && text.split("://").skip(1).any(|host| host.starts_with(char::is_alphanumeric)) =>
            {
                faults.push(format!("bare URL: {text}"));
            }
            _ => {}
        }
    }
    // What is written after it has to be prose again.
    let after = format!("{markdown}\n\nafter");
    if !matches!(&*events(&after), [.., Event::Start(Tag::Paragraph), Event::Text(_), Event::End(TagEnd::Paragraph)]) {
        faults.push("a fence is open".to_owned());
    }
    if markdown.lines().any(|line| line.trim_end() != line) || markdown.ends_with('\n') {
        faults.push("white space at an end".to_owned());
    }
    faults
}

#[test]
fn faults_are_found() {
    for bad in ["<b>", "    a", "```\nlet\n```", "[a](b)", "see http://a.b", "a ", "---", "~~a~~", "- [ ] a", "```text"]
    {
        assert!(!faults(bad).is_empty(), "{bad}");
    }
    assert!(faults("[`A`] <http://a.b> [b](super::c)\n\n```text\na\n```").is_empty());
}

#[qapi_gate::needs(shared = "upstream")]
#[test]
fn real_documentation_keeps_every_rule() {
    let root = upstream();
    let parts = parts(&root);
    assert!(parts.len() > 10_000, "{}", parts.len());
    for (file, part) in parts {
        for resolve in [nowhere, linked] {
            let markdown = markdown(&part, &resolve);
            let faults = faults(&markdown);
            assert!(faults.is_empty(), "{file}\n{part}\n--- becomes\n{markdown}\n--- {faults:#?}");
        }
    }
}

/// Letters and digits of a text, in order: what no conversion may lose.
fn words(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[qapi_gate::needs(shared = "upstream")]
#[test]
fn real_documentation_loses_no_word() {
    let root = upstream();
    for (file, part) in parts(&root) {
        // Directives change their words, and a reference with a title loses its target.
        if part.contains("::") || part.contains(":`") || part.contains(" <") {
            continue;
        }
        let shown: String = events(&markdown(&part, &nowhere))
            .into_iter()
            .map(|event| match event {
                Event::Text(text) | Event::Code(text) => words(&text),
                _ => String::new(),
            })
            .collect();
        if !shown.is_empty()
            && !part.lines().any(|line| line.trim_start().starts_with(|c: char| "(0123456789".contains(c)))
        {
            assert_eq!(shown, words(&part), "{file}");
        }
    }
}

#[test]
fn any_text_gives_sound_markdown() {
    let atoms = [
        "a",
        "b c",
        " ",
        "\n",
        "\n\n",
        "  ",
        "    ",
        "- ",
        "1. ",
        "* ",
        "*",
        "**",
        "`",
        "``",
        "::",
        ".. note:: ",
        "|",
        "| ",
        ".. code-block:: rust\n\n   ",
        ".. x::",
        "<",
        "<b>",
        "@a",
        ":r:`",
        "http://a.b",
        "\\",
        "_",
        "__",
        "[",
        "]",
        "(",
        ")",
        "===",
        "== ==",
        "---",
        "+--+",
        "#",
        "> ",
        "~~",
        "-> {",
        "é",
        "&lt;",
        "!",
        "Note: ",
        ":",
        "```",
        ">`_",
        "\t",
        "=",
    ];
    let mut seed = 1u64;
    for round in 0..10_000 {
        let mut text = String::new();
        for _ in 0..14 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(atoms[(seed >> 33) as usize % atoms.len()]);
        }
        let markdown = if round % 2 == 0 { markdown(&text, &nowhere) } else { markdown(&text, &linked) };
        let mut faults = faults(&markdown);
        // A scheme may be glued to a word, a URL may stand in a title, and a name in scope may have another title.
        faults.retain(|fault| !fault.contains("://") && (round % 2 == 0 || !fault.starts_with("link: ")));
        assert!(faults.is_empty(), "{text:?}\n--- becomes\n{markdown}\n--- {faults:#?}");
    }
}

#[test]
fn hostile_text_takes_linear_time() {
    let shapes = [
        "- ",
        ".. note:: ",
        "`",
        "*a ",
        "**a ",
        "``a",
        "<",
        "[",
        ":a",
        "http://",
        "\\",
        "@",
        "== ==\n",
        "a\n=\n",
        "1.\n ",
        "(",
        " *a*",
    ];
    for shape in shapes {
        let start = std::time::Instant::now();
        let length = markdown(&shape.repeat(400_000 / shape.len()), &nowhere).len();
        let taken = start.elapsed();
        assert!(taken.as_secs() < 3, "{shape:?}: {length} bytes in {taken:?}");
    }
    let deep: String = (0..2000).map(|i| format!("{}.. note:: a\n", " ".repeat(i))).collect();
    assert!(markdown(&deep, &nowhere).contains("Note"));
}
