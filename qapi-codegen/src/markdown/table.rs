//! Tables whose columns are marked by a border of `=`. Lines that do not fit the columns are shown as they are.

use super::code;
use super::inline::{Context, inline};
use super::kind::is_border;
use super::writer::{Line, Writer};

/// Writes the table in the first lines, and returns the number of its lines.
pub fn write(writer: &mut Writer<'_>, lines: &[Line<'_>]) -> usize {
    const LONGEST: usize = 500;
    let blank_after = |i: usize| lines.get(i + 1).is_none_or(Line::is_blank);
    let Some(last) = (1..lines.len().min(LONGEST)).find(|&i| is_border(lines[i].text) && blank_after(i)) else {
        return code::drawing(writer, lines);
    };
    match rows(&lines[..=last]) {
        Some(rows) => rows_out(writer, &rows),
        None => code::fence(writer, &lines[..=last], ""),
    }
    last + 1
}

/// The cells. The first row is the header, which may be empty. `None` if a line does not keep to the columns.
fn rows(lines: &[Line<'_>]) -> Option<Vec<Vec<String>>> {
    let columns = columns(lines[0].text);
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut borders = 0;
    for line in lines {
        if is_border(line.text) {
            borders += 1;
            if borders > 3 {
                return None;
            }
            if borders == 2 && lines.len() > 2 && std::ptr::eq(line, &lines[lines.len() - 1]) {
                rows.insert(0, vec![String::new(); columns.len()]);
            }
        } else if !line.is_blank() {
            let offset = line.indent.checked_sub(lines[0].indent)?;
            let cells = cells(line.text, offset, &columns)?;
            match rows.last_mut() {
                // A row without a first cell goes on with the one before.
                Some(row) if cells[0].is_empty() => row.iter_mut().zip(cells).for_each(|(cell, more)| {
                    let space = if cell.is_empty() || more.is_empty() { "" } else { " " };
                    cell.extend([space, more]);
                }),
                _ => rows.push(cells.into_iter().map(String::from).collect()),
            }
        }
    }
    (!rows.is_empty()).then_some(rows)
}

/// Where the columns of a border start and end.
fn columns(border: &str) -> Vec<(usize, usize)> {
    let mut columns = Vec::new();
    let mut at = 0;
    for bar in border.split(' ') {
        if !bar.is_empty() {
            columns.push((at, at + bar.len()));
        }
        at += bar.len() + 1;
    }
    columns
}

/// The cells of a line that starts at column `offset` of the table. The last column has no end.
fn cells<'a>(text: &'a str, offset: usize, columns: &[(usize, usize)]) -> Option<Vec<&'a str>> {
    let at = |column: usize| column.saturating_sub(offset).min(text.len());
    let cell = |(i, &(start, end)): (usize, &(usize, usize))| match columns.get(i + 1) {
        Some(&(next, _)) if !text.get(at(end)..at(next))?.trim().is_empty() => None,
        Some(_) => text.get(at(start)..at(end)).map(str::trim),
        None => text.get(at(start)..).map(str::trim),
    };
    columns.iter().enumerate().map(cell).collect()
}

fn rows_out(writer: &mut Writer<'_>, rows: &[Vec<String>]) {
    writer.begin(true);
    for (i, row) in rows.iter().enumerate() {
        if i > 0 {
            writer.newline();
        }
        writer.out.push('|');
        for cell in row {
            writer.out.push(' ');
            inline(writer, cell, Context { emphasis: false, cell: true });
            writer.out.push_str(" |");
        }
        if i == 0 {
            writer.newline();
            writer.out.push('|');
            row.iter().for_each(|_| writer.out.push_str(" --- |"));
        }
    }
}
