//! Each construct, with the Markdown that it becomes.

use super::{Reference, markdown};

/// Knows a few names: `BlockInfo` is in scope, the rest is somewhere else or unknown.
fn resolve(reference: Reference<'_>) -> Option<String> {
    match reference {
        Reference::Definition("BlockInfo") => Some("BlockInfo".to_owned()),
        Reference::Definition("query-block") => Some("super::commands::QueryBlock".to_owned()),
        Reference::Member("id") => Some("Self::id".to_owned()),
        Reference::Document(name) => Some(format!("https://example.org{name}.html")),
        _ => None,
    }
}

#[track_caller]
fn check(rst: &str, expected: &str) {
    assert_eq!(markdown(rst, &resolve), expected);
}

#[test]
fn paragraphs_keep_their_lines_and_lose_their_indentation() {
    check("One two.  Three\nfour.\n\nFive", "One two. Three\nfour.\n\nFive");
    check("One,\n        far away,\n    near", "One,\nfar away,\nnear");
    check("\n\n      Deep\n\n\n", "Deep");
    check("", "");
    check("  \n \n", "");
}

#[test]
fn an_item_indents_what_belongs_to_it() {
    check("- one\n  more\n- two", "- one\n  more\n- two");
    check("* one\n\n* two\n\nend", "- one\n\n- two\n\nend");
    check("-   wide\n    more", "- wide\n  more");
    check("- one\n\n  - inner\n    more\n\n  back", "- one\n\n  - inner\n    more\n\n  back");
    check("- one\n    too deep", "- one\n  too deep");
    check("-\n  alone", "- alone");
}

#[test]
fn numbered_items_count_from_the_first() {
    check("1. one\n2. two\n   more", "1. one\n2. two\n   more");
    check("1) one\n2) two", "1. one\n2. two");
    check("(3) three\n(9) four", "3. three\n4. four");
    check("#. one\n#. two", "1. one\n2. two");
    check("9. nine\n10. ten\n    more", "9. nine\n10. ten\n    more");
    check("99999999999999999999. no number", "99999999999999999999\\. no number");
}

#[test]
fn a_list_after_a_colon_needs_no_empty_line() {
    check("Either:\n- one\n- two", "Either:\n\n- one\n- two");
    check("From 3\n- 4 of them", "From 3\n\\- 4 of them");
}

#[test]
fn two_colons_announce_a_literal_block() {
    check("Run::\n\n  a *b*\n\n    c\n\nend", "Run:\n\n```text\na *b*\n\n  c\n```\n\nend");
    check("Run ::\n\n  a", "Run\n\n```text\na\n```");
    check("::\n\n  a", "```text\na\n```");
    check("Text\n\n::\n\n  a", "Text\n\n```text\na\n```");
    check("- Run::\n\n    a\n\n- b", "- Run:\n\n  ```text\n  a\n  ```\n\n- b");
    check("Run::\n\nnot code", "Run:\n\nnot code");
    check("Run::\n\n  ```\n  a\n  ```", "Run:\n\n````text\n```\na\n```\n````");
}

#[test]
fn notes_become_quotations() {
    check(".. note:: One\n   two.\n\n   Three", "> **Note:** One\n> two.\n>\n> Three");
    check(".. note::\n   One", "> **Note:** One");
    check(".. caution:: Hot", "> **Caution:** Hot");
    check(".. warning::\n\n   - a\n   - b\n\nend", "> **Warning:**\n>\n> - a\n> - b\n\nend");
    check(".. admonition:: Two notes\n\n   1. a\n\n   2. b\n      c", "> **Two notes:**\n>\n> 1. a\n>\n> 2. b\n>    c");
    check(".. seealso:: `query-block`", "> **See also:** [`query-block`](super::commands::QueryBlock)");
    check(".. note:: Run::\n\n      a\n\n   end", "> **Note:** Run:\n>\n> ```text\n> a\n> ```\n>\n> end");
    check("- a\n\n  .. note:: b\n     c", "- a\n\n  > **Note:** b\n  > c");
}

#[test]
fn versions_become_labels() {
    check(".. versionadded:: 8.2 Faster\n   than before", "**Since 8.2:** Faster\nthan before");
    check(".. deprecated:: 9.0", "**Deprecated since 9.0:**");
}

#[test]
fn examples_are_fenced_and_annotated_ones_are_read() {
    check(
        ".. qmp-example::\n\n    -> { \"execute\": \"quit\" }\n    <- { \"return\": {} }",
        "**Example:**\n\n```text\n-> { \"execute\": \"quit\" }\n<- { \"return\": {} }\n```",
    );
    check(".. qmp-example::\n   :title: Two *ways*\n\n   -> {}", "**Example:** Two *ways*\n\n```text\n-> {}\n```");
    check(
        ".. qmp-example::\n   :annotated:\n   :title: Long\n\n   For `id`::\n\n     -> {}\n\n   Done.",
        "**Example:** Long\n\nFor `id`:\n\n```text\n-> {}\n```\n\nDone.",
    );
    check(
        ".. qmp-example::\n   :annotated:\n\n   For it::\n\n     -> {}",
        "**Example:** For it:\n\n```text\n-> {}\n```",
    );
    check(".. qmp-example::\n   :annotated:\n\n   ::\n\n     -> {}", "**Example:**\n\n```text\n-> {}\n```");
}

#[test]
fn no_code_block_is_rust() {
    check(".. code-block:: rust\n\n   fn main() {}", "```text\nfn main() {}\n```");
    check(".. code-block:: should_panic\n   :linenos:\n\n   a", "```text\na\n```");
    check(".. code-block::\n\n   a", "```text\na\n```");
    check(".. code-block:: json\n\n   { \"a\": 1 }", "```json\n{ \"a\": 1 }\n```");
    check(".. code-block:: JSON\n\n   { ... }", "```text\n{ ... }\n```");
    check(".. code:: console\n\n   $ ls", "```console\n$ ls\n```");
}

#[test]
fn other_directives_show_their_body_or_nothing() {
    check("a\n\n.. image:: x.png\n   :alt: x\n\nb", "a\n\nb");
    check(".. _label:\n\na", "a");
    check(".. a comment\n   that goes on\n\na", "a");
    check(".. rubric:: Words\n\n   a", "Words\n\na");
}

#[test]
fn dialogues_of_older_schemas_are_fenced() {
    check("Example:\n\n-> { \"a\":\n     1 }\n<- { }\n", "**Example:**\n\n```text\n-> { \"a\":\n     1 }\n<- { }\n```");
    check("Example:\n\n-> {}\n<- {}\n\n-> {}\n\nEnd", "**Example:**\n\n```text\n-> {}\n<- {}\n\n-> {}\n```\n\nEnd");
    check("1.\n-> {}", "1\\.\n\n```text\n-> {}\n```");
    check("Examples:\n\n# -> {}", "**Examples:**\n\n```text\n# -> {}\n```");
    check("from r/o\n-> r/w", "from r/o\n\\-> r/w".replace('\\', "").as_str());
}

#[test]
fn labels_of_older_schemas_are_bold() {
    check("Note: careful", "**Note:** careful");
    check("Notes: 1. a\n          b\n       2. c", "**Notes:**\n\n1. a\n   b\n2. c");
    check("Notes:\n   a", "**Notes:**\na");
    check("Noted: a", "Noted: a");
}

#[test]
fn headings() {
    check("*****\nTitle\n*****\n\na", "# Title\n\na");
    check("Title\n=====\na", "## Title\n\na");
    check("Title\n-----", "### Title");
    check("= Title\n\n== Below", "# Title\n\n## Below");
    check("No title\n---", "No title\n\\---");
}

#[test]
fn tables_become_tables() {
    let table = "===  =====\na    b|c\n===  =====\n1    ``|``\n2\n     more\n===  =====";
    check(table, "| a | b\\|c |\n| --- | --- |\n| 1 | `\\|` |\n| 2 | more |");
    check("==  ==\n1   2\n==  ==", "|  |  |\n| --- | --- |\n| 1 | 2 |");
    check("==  ==\n1 2 3\n==  ==", "```text\n==  ==\n1 2 3\n==  ==\n```");
    check("+--+\n|a |\n+--+\n\nb", "```text\n+--+\n|a |\n+--+\n```\n\nb");
    check(
        ".. table:: All\n   :widths: auto\n\n   ==  ==\n   a   b\n   ==  ==\n   1   2\n   ==  ==",
        "All\n\n| a | b |\n| --- | --- |\n| 1 | 2 |",
    );
}

#[test]
fn definitions_and_line_blocks() {
    check("``-foo`` x\n    What it\n    does\n\nbar\n    b", "- **`-foo` x:** What it\n  does\n\n- **bar:** b");
    check("| one\n| two", "one\\\ntwo");
}

#[test]
fn emphasis_and_literals() {
    check("*a b* **c** ``d*`` (*e*)", "*a b* **c** `d*` (*e*)");
    check("**not\nso**", "**not\nso**");
    check("``a\nb`` ``c`d`` ``e```", "`a b` ``c`d`` `` e` ``".replace("``c`d``", "`` c`d ``").as_str());
    check("**a ``b``**", "**a `b`**");
    check("``", "\\`\\`");
}

#[test]
fn lone_marks_are_characters() {
    check("2 * 3 * 4, a*b*c, rd_*, '*' and '*'", "2 \\* 3 \\* 4, a\\*b\\*c, rd\\_\\*, '\\*' and '\\*'");
    check("it`s and `", "it\\`s and \\`");
    check("\\*a\\* C:\\dir a\\ b \\@id", "\\*a\\* C:\\\\dir ab @id");
    check("_a_ b_c __d", "\\_a\\_ b_c \\_\\_d");
    check("~a~ a ~ b", "\\~a\\~ a ~ b");
}

#[test]
fn nothing_becomes_html_or_a_link_by_accident() {
    check("child<t> a < b <id> </a> AT&T &amp; a & b", "child\\<t> a < b \\<id> \\</a> AT\\&T \\&amp; a & b");
    check("[0, 10) [x](y) [z] ![i]", "\\[0, 10) \\[x](y) \\[z] !\\[i]");
    check("run --help or -- this", "run \\--help or -- this");
}

#[test]
fn no_line_starts_a_block_by_accident() {
    check("a\n# b\n> c\n+ d\n- e\n1. f\n| g", "a\n\\# b\n\\> c\n\\+ d\n\\- e\n1\\. f\n\\| g");
    check("a\n===\nb", "a\n\\===\nb".replace("a\n\\===\nb", "## a\n\nb").as_str());
    check("long title\n==\nb", "long title\n\\==\nb");
    check("(default:\n44100) and\n2. or\n1) or", "(default:\n44100) and\n2. or\n1\\) or");
    check("a | b\n--|--", "a | b\n\\--|--");
}

#[test]
fn references_are_links_where_they_lead_somewhere() {
    check(
        "`BlockInfo` of `query-block`, not `Other`",
        "[`BlockInfo`] of [`query-block`](super::commands::QueryBlock), not `Other`",
    );
    check("@id or @other_one-2. mail@id (@id)", "[`id`](Self::id) or `other_one-2`. mail@id ([`id`](Self::id))");
    check("@__org.qemu_x-a.", "`__org.qemu_x-a`.");
    check("`BlockInfo`: text `BlockInfo`(x)", "[`BlockInfo`]\\: text [`BlockInfo`]\\(x)");
    check("Look!`BlockInfo`", "Look\\![`BlockInfo`]");
    check("`the [] <query-block>`", "[`the []`](super::commands::QueryBlock)");
}

#[test]
fn roles() {
    check(
        ":qapi:type:`BlockInfo` :qapi:cmd:`~query-block`",
        "[`BlockInfo`] [`query-block`](super::commands::QueryBlock)",
    );
    check(":qapi:type:`!BlockInfo` :ref:`label` :kbd:`C-a`", "`BlockInfo` `label` `C-a`");
    check(
        ":doc:`/a/b` :doc:`The\nmanual </c>`",
        "[/a/b](https://example.org/a/b.html) [The manual](https://example.org/c.html)",
    );
    check("note:`a` :broken:`a", "note:`a` :broken:\\`a");
}

#[test]
fn urls() {
    check("See https://a.b/c_d?e=f. End", "See <https://a.b/c_d?e=f>. End");
    check("(http://a.b/c_(d)) <http://a.b>", "(<http://a.b/c_(d)>) <http://a.b>");
    check("must start with \"http://\".", "must start with \"http://\".");
    check("`Text_ <https://a.b/(c)>`_ and `Heading`_", "[Text\\_](<https://a.b/(c)>) and Heading");
}

#[test]
fn what_rust_forbids_in_comments_is_dropped() {
    check("a\r\nb\u{202e}c\td", "a\nbc\td");
    check("é: ‘ü’ ``ß``", "é: ‘ü’ `ß`");
}
