// @generated from qapi.pest by tests/grammar.rs; do not edit.

#![allow(dead_code, missing_docs, clippy::all)]
/// The parser of `qapi.pest`.
pub(super) struct Grammar;
#[allow(dead_code, non_camel_case_types, clippy::upper_case_acronyms)]
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Rule {
    r#file,
    r#item,
    r#misplaced,
    r#value,
    r#object,
    r#member,
    r#list,
    r#next,
    r#string,
    r#boolean,
    r#gap,
    r#space,
    r#comment,
    r#doc,
    r#doc_open,
    r#doc_close,
    r#more,
    r#colon,
    r#comma,
    r#open_brace,
    r#close_brace,
    r#open_bracket,
    r#close_bracket,
    r#tokens,
    r#token,
    r#escape,
    r#unclosed,
    r#word,
}
impl Rule {
    pub fn all_rules() -> &'static [Rule] {
        &[
            Rule::r#file,
            Rule::r#item,
            Rule::r#misplaced,
            Rule::r#value,
            Rule::r#object,
            Rule::r#member,
            Rule::r#list,
            Rule::r#next,
            Rule::r#string,
            Rule::r#boolean,
            Rule::r#gap,
            Rule::r#space,
            Rule::r#comment,
            Rule::r#doc,
            Rule::r#doc_open,
            Rule::r#doc_close,
            Rule::r#more,
            Rule::r#colon,
            Rule::r#comma,
            Rule::r#open_brace,
            Rule::r#close_brace,
            Rule::r#open_bracket,
            Rule::r#close_bracket,
            Rule::r#tokens,
            Rule::r#token,
            Rule::r#escape,
            Rule::r#unclosed,
            Rule::r#word,
        ]
    }
}
#[allow(clippy::all)]
impl ::pest::Parser<Rule> for Grammar {
    fn parse<'i>(
        rule: Rule,
        input: &'i str,
    ) -> ::std::result::Result<
        ::pest::iterators::Pairs<'i, Rule>,
        ::pest::error::Error<Rule>,
    > {
        mod rules {
            #![allow(clippy::upper_case_acronyms)]
            pub mod hidden {
                use super::super::Rule;
                #[inline]
                #[allow(dead_code, non_snake_case, unused_variables)]
                pub fn skip(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    Ok(state)
                }
            }
            pub mod visible {
                use super::super::Rule;
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#file(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    state
                        .atomic(
                            ::pest::Atomicity::CompoundAtomic,
                            |state| {
                                state
                                    .rule(
                                        Rule::r#file,
                                        |state| {
                                            state
                                                .sequence(|state| {
                                                    self::r#gap(state)
                                                        .and_then(|state| {
                                                            state
                                                                .repeat(|state| {
                                                                    state
                                                                        .sequence(|state| {
                                                                            self::r#item(state).and_then(|state| { self::r#gap(state) })
                                                                        })
                                                                })
                                                        })
                                                })
                                        },
                                    )
                            },
                        )
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#item(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    let state = state.check_stack_limit()?;
                    self::r#doc(state)
                        .or_else(|state| { self::r#object(state) })
                        .or_else(|state| { self::r#misplaced(state) })
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#misplaced(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    state
                        .atomic(
                            ::pest::Atomicity::CompoundAtomic,
                            |state| {
                                state
                                    .rule(
                                        Rule::r#misplaced,
                                        |state| {
                                            self::r#string(state)
                                                .or_else(|state| { self::r#list(state) })
                                                .or_else(|state| { self::r#boolean(state) })
                                        },
                                    )
                            },
                        )
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#value(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    let state = state.check_stack_limit()?;
                    self::r#string(state)
                        .or_else(|state| { self::r#object(state) })
                        .or_else(|state| { self::r#list(state) })
                        .or_else(|state| { self::r#boolean(state) })
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#object(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    state
                        .atomic(
                            ::pest::Atomicity::CompoundAtomic,
                            |state| {
                                state
                                    .rule(
                                        Rule::r#object,
                                        |state| {
                                            state
                                                .sequence(|state| {
                                                    state
                                                        .match_string("{")
                                                        .and_then(|state| { self::r#gap(state) })
                                                        .and_then(|state| {
                                                            state
                                                                .match_string("}")
                                                                .or_else(|state| {
                                                                    state
                                                                        .sequence(|state| {
                                                                            self::r#member(state)
                                                                                .and_then(|state| {
                                                                                    state
                                                                                        .repeat(|state| {
                                                                                            state
                                                                                                .sequence(|state| {
                                                                                                    self::r#next(state)
                                                                                                        .and_then(|state| { self::r#member(state) })
                                                                                                })
                                                                                        })
                                                                                })
                                                                                .and_then(|state| { self::r#gap(state) })
                                                                                .and_then(|state| {
                                                                                    state
                                                                                        .match_string("}")
                                                                                        .or_else(|state| {
                                                                                            state
                                                                                                .sequence(|state| {
                                                                                                    self::r#more(state)
                                                                                                        .and_then(|state| { self::r#close_brace(state) })
                                                                                                })
                                                                                        })
                                                                                })
                                                                        })
                                                                })
                                                                .or_else(|state| { self::r#close_brace(state) })
                                                        })
                                                })
                                        },
                                    )
                            },
                        )
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#member(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    state
                        .sequence(|state| {
                            self::r#string(state)
                                .and_then(|state| { super::hidden::skip(state) })
                                .and_then(|state| {
                                    state
                                        .match_string(":")
                                        .or_else(|state| {
                                            state
                                                .sequence(|state| {
                                                    self::r#gap(state)
                                                        .and_then(|state| { super::hidden::skip(state) })
                                                        .and_then(|state| { self::r#colon(state) })
                                                })
                                        })
                                })
                                .and_then(|state| { super::hidden::skip(state) })
                                .and_then(|state| { self::r#gap(state) })
                                .and_then(|state| { super::hidden::skip(state) })
                                .and_then(|state| { self::r#value(state) })
                        })
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#list(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    state
                        .atomic(
                            ::pest::Atomicity::CompoundAtomic,
                            |state| {
                                state
                                    .rule(
                                        Rule::r#list,
                                        |state| {
                                            state
                                                .sequence(|state| {
                                                    state
                                                        .match_string("[")
                                                        .and_then(|state| { self::r#gap(state) })
                                                        .and_then(|state| {
                                                            state
                                                                .match_string("]")
                                                                .or_else(|state| {
                                                                    state
                                                                        .sequence(|state| {
                                                                            self::r#value(state)
                                                                                .and_then(|state| {
                                                                                    state
                                                                                        .repeat(|state| {
                                                                                            state
                                                                                                .sequence(|state| {
                                                                                                    self::r#next(state)
                                                                                                        .and_then(|state| { self::r#value(state) })
                                                                                                })
                                                                                        })
                                                                                })
                                                                                .and_then(|state| { self::r#gap(state) })
                                                                                .and_then(|state| {
                                                                                    state
                                                                                        .match_string("]")
                                                                                        .or_else(|state| {
                                                                                            state
                                                                                                .sequence(|state| {
                                                                                                    self::r#more(state)
                                                                                                        .and_then(|state| { self::r#close_bracket(state) })
                                                                                                })
                                                                                        })
                                                                                })
                                                                        })
                                                                })
                                                                .or_else(|state| { self::r#close_bracket(state) })
                                                        })
                                                })
                                        },
                                    )
                            },
                        )
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#next(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    state
                        .sequence(|state| {
                            state
                                .match_string(",")
                                .or_else(|state| {
                                    state
                                        .sequence(|state| {
                                            self::r#gap(state)
                                                .and_then(|state| { super::hidden::skip(state) })
                                                .and_then(|state| { state.match_string(",") })
                                        })
                                })
                                .and_then(|state| { super::hidden::skip(state) })
                                .and_then(|state| { self::r#gap(state) })
                        })
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#string(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    state
                        .rule(
                            Rule::r#string,
                            |state| {
                                state
                                    .atomic(
                                        ::pest::Atomicity::Atomic,
                                        |state| {
                                            state
                                                .sequence(|state| {
                                                    state
                                                        .match_string("'")
                                                        .and_then(|state| {
                                                            let strings = ["'", "\\", "\n"];
                                                            state.skip_until(&strings)
                                                        })
                                                        .and_then(|state| {
                                                            state
                                                                .match_string("'")
                                                                .or_else(|state| {
                                                                    state
                                                                        .sequence(|state| {
                                                                            state
                                                                                .sequence(|state| {
                                                                                    state
                                                                                        .sequence(|state| {
                                                                                            state
                                                                                                .match_string("\\\\")
                                                                                                .and_then(|state| {
                                                                                                    let strings = ["'", "\\", "\n"];
                                                                                                    state.skip_until(&strings)
                                                                                                })
                                                                                        })
                                                                                        .and_then(|state| {
                                                                                            state
                                                                                                .repeat(|state| {
                                                                                                    state
                                                                                                        .sequence(|state| {
                                                                                                            state
                                                                                                                .match_string("\\\\")
                                                                                                                .and_then(|state| {
                                                                                                                    let strings = ["'", "\\", "\n"];
                                                                                                                    state.skip_until(&strings)
                                                                                                                })
                                                                                                        })
                                                                                                })
                                                                                        })
                                                                                })
                                                                                .and_then(|state| { state.match_string("'") })
                                                                        })
                                                                })
                                                        })
                                                })
                                        },
                                    )
                            },
                        )
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#boolean(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    state
                        .rule(
                            Rule::r#boolean,
                            |state| {
                                state
                                    .atomic(
                                        ::pest::Atomicity::Atomic,
                                        |state| {
                                            state
                                                .match_string("true")
                                                .or_else(|state| { state.match_string("false") })
                                        },
                                    )
                            },
                        )
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#gap(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    let state = state.check_stack_limit()?;
                    state
                        .sequence(|state| {
                            state
                                .match_string(" ")
                                .and_then(|state| { super::hidden::skip(state) })
                                .and_then(|state| {
                                    state
                                        .lookahead(
                                            true,
                                            |state| {
                                                state
                                                    .match_string("'")
                                                    .or_else(|state| { state.match_string("[") })
                                                    .or_else(|state| { state.match_string("{") })
                                                    .or_else(|state| { state.match_string("}") })
                                                    .or_else(|state| { state.match_string("]") })
                                            },
                                        )
                                })
                        })
                        .or_else(|state| {
                            state
                                .sequence(|state| {
                                    state
                                        .optional(|state| {
                                            self::r#space(state)
                                                .or_else(|state| {
                                                    state
                                                        .sequence(|state| {
                                                            state
                                                                .match_string("#")
                                                                .and_then(|state| { super::hidden::skip(state) })
                                                                .and_then(|state| {
                                                                    state.lookahead(false, |state| { state.match_string("#") })
                                                                })
                                                                .and_then(|state| { super::hidden::skip(state) })
                                                                .and_then(|state| { self::r#comment(state) })
                                                        })
                                                })
                                                .and_then(|state| {
                                                    state
                                                        .repeat(|state| {
                                                            state
                                                                .sequence(|state| {
                                                                    super::hidden::skip(state)
                                                                        .and_then(|state| {
                                                                            self::r#space(state)
                                                                                .or_else(|state| {
                                                                                    state
                                                                                        .sequence(|state| {
                                                                                            state
                                                                                                .match_string("#")
                                                                                                .and_then(|state| { super::hidden::skip(state) })
                                                                                                .and_then(|state| {
                                                                                                    state.lookahead(false, |state| { state.match_string("#") })
                                                                                                })
                                                                                                .and_then(|state| { super::hidden::skip(state) })
                                                                                                .and_then(|state| { self::r#comment(state) })
                                                                                        })
                                                                                })
                                                                        })
                                                                })
                                                        })
                                                })
                                        })
                                })
                        })
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#space(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    let state = state.check_stack_limit()?;
                    state
                        .match_string("        ")
                        .or_else(|state| { state.match_string(" ") })
                        .or_else(|state| { state.match_string("\n") })
                        .or_else(|state| { state.match_string("\t") })
                        .or_else(|state| { state.match_string("\r") })
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#comment(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    state
                        .rule(
                            Rule::r#comment,
                            |state| {
                                state
                                    .atomic(
                                        ::pest::Atomicity::Atomic,
                                        |state| {
                                            let strings = ["\r\n", "\n"];
                                            state.skip_until(&strings)
                                        },
                                    )
                            },
                        )
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#doc(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    state
                        .atomic(
                            ::pest::Atomicity::CompoundAtomic,
                            |state| {
                                state
                                    .rule(
                                        Rule::r#doc,
                                        |state| {
                                            state
                                                .sequence(|state| {
                                                    self::r#doc_open(state)
                                                        .and_then(|state| {
                                                            state
                                                                .repeat(|state| {
                                                                    state
                                                                        .sequence(|state| {
                                                                            state
                                                                                .match_string("\n#")
                                                                                .or_else(|state| {
                                                                                    state
                                                                                        .sequence(|state| {
                                                                                            state
                                                                                                .sequence(|state| {
                                                                                                    self::r#space(state)
                                                                                                        .and_then(|state| {
                                                                                                            state.repeat(|state| { self::r#space(state) })
                                                                                                        })
                                                                                                })
                                                                                                .and_then(|state| { state.match_string("#") })
                                                                                        })
                                                                                })
                                                                                .and_then(|state| {
                                                                                    state.lookahead(false, |state| { state.match_string("#") })
                                                                                })
                                                                                .and_then(|state| { self::r#comment(state) })
                                                                        })
                                                                })
                                                        })
                                                        .and_then(|state| {
                                                            state
                                                                .optional(|state| {
                                                                    state
                                                                        .sequence(|state| {
                                                                            state
                                                                                .repeat(|state| { self::r#space(state) })
                                                                                .and_then(|state| { self::r#doc_close(state) })
                                                                        })
                                                                })
                                                        })
                                                })
                                        },
                                    )
                            },
                        )
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#doc_open(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    state
                        .rule(
                            Rule::r#doc_open,
                            |state| {
                                state
                                    .atomic(
                                        ::pest::Atomicity::Atomic,
                                        |state| {
                                            state
                                                .sequence(|state| {
                                                    state
                                                        .match_string("##")
                                                        .and_then(|state| {
                                                            let strings = ["\r\n", "\n"];
                                                            state.skip_until(&strings)
                                                        })
                                                })
                                        },
                                    )
                            },
                        )
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#doc_close(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    state
                        .rule(
                            Rule::r#doc_close,
                            |state| {
                                state
                                    .atomic(
                                        ::pest::Atomicity::Atomic,
                                        |state| {
                                            state
                                                .sequence(|state| {
                                                    state
                                                        .match_string("##")
                                                        .and_then(|state| {
                                                            let strings = ["\r\n", "\n"];
                                                            state.skip_until(&strings)
                                                        })
                                                })
                                        },
                                    )
                            },
                        )
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#more(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    state
                        .optional(|state| {
                            state
                                .sequence(|state| {
                                    state
                                        .lookahead(false, |state| { state.match_string(",") })
                                        .and_then(|state| { super::hidden::skip(state) })
                                        .and_then(|state| { self::r#comma(state) })
                                })
                        })
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#colon(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    state
                        .rule(
                            Rule::r#colon,
                            |state| {
                                state
                                    .atomic(
                                        ::pest::Atomicity::Atomic,
                                        |state| { state.match_string(":") },
                                    )
                            },
                        )
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#comma(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    state
                        .rule(
                            Rule::r#comma,
                            |state| {
                                state
                                    .atomic(
                                        ::pest::Atomicity::Atomic,
                                        |state| { state.match_string(",") },
                                    )
                            },
                        )
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#open_brace(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    state
                        .rule(
                            Rule::r#open_brace,
                            |state| {
                                state
                                    .atomic(
                                        ::pest::Atomicity::Atomic,
                                        |state| { state.match_string("{") },
                                    )
                            },
                        )
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#close_brace(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    state
                        .rule(
                            Rule::r#close_brace,
                            |state| {
                                state
                                    .atomic(
                                        ::pest::Atomicity::Atomic,
                                        |state| { state.match_string("}") },
                                    )
                            },
                        )
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#open_bracket(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    state
                        .rule(
                            Rule::r#open_bracket,
                            |state| {
                                state
                                    .atomic(
                                        ::pest::Atomicity::Atomic,
                                        |state| { state.match_string("[") },
                                    )
                            },
                        )
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#close_bracket(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    state
                        .rule(
                            Rule::r#close_bracket,
                            |state| {
                                state
                                    .atomic(
                                        ::pest::Atomicity::Atomic,
                                        |state| { state.match_string("]") },
                                    )
                            },
                        )
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#tokens(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    state
                        .atomic(
                            ::pest::Atomicity::CompoundAtomic,
                            |state| {
                                state
                                    .rule(
                                        Rule::r#tokens,
                                        |state| {
                                            state
                                                .sequence(|state| {
                                                    self::r#gap(state)
                                                        .and_then(|state| {
                                                            state
                                                                .repeat(|state| {
                                                                    state
                                                                        .sequence(|state| {
                                                                            self::r#token(state)
                                                                                .and_then(|state| { self::r#gap(state) })
                                                                        })
                                                                })
                                                        })
                                                })
                                        },
                                    )
                            },
                        )
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#token(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    let state = state.check_stack_limit()?;
                    self::r#string(state)
                        .or_else(|state| { self::r#escape(state) })
                        .or_else(|state| { self::r#unclosed(state) })
                        .or_else(|state| { self::r#boolean(state) })
                        .or_else(|state| { self::r#open_brace(state) })
                        .or_else(|state| { self::r#close_brace(state) })
                        .or_else(|state| { self::r#open_bracket(state) })
                        .or_else(|state| { self::r#close_bracket(state) })
                        .or_else(|state| { self::r#colon(state) })
                        .or_else(|state| { self::r#comma(state) })
                        .or_else(|state| { self::r#doc_open(state) })
                        .or_else(|state| { self::r#word(state) })
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#escape(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    state
                        .rule(
                            Rule::r#escape,
                            |state| {
                                state
                                    .atomic(
                                        ::pest::Atomicity::Atomic,
                                        |state| {
                                            state
                                                .sequence(|state| {
                                                    state
                                                        .match_string("'")
                                                        .and_then(|state| {
                                                            let strings = ["'", "\\", "\n"];
                                                            state.skip_until(&strings)
                                                        })
                                                        .and_then(|state| {
                                                            state
                                                                .repeat(|state| {
                                                                    state
                                                                        .sequence(|state| {
                                                                            state
                                                                                .match_string("\\\\")
                                                                                .and_then(|state| {
                                                                                    let strings = ["'", "\\", "\n"];
                                                                                    state.skip_until(&strings)
                                                                                })
                                                                        })
                                                                })
                                                        })
                                                        .and_then(|state| { state.match_string("\\") })
                                                        .and_then(|state| {
                                                            state
                                                                .lookahead(
                                                                    false,
                                                                    |state| {
                                                                        state
                                                                            .match_string("\r\n")
                                                                            .or_else(|state| { state.match_string("\n") })
                                                                    },
                                                                )
                                                        })
                                                        .and_then(|state| { self::r#ANY(state) })
                                                })
                                        },
                                    )
                            },
                        )
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#unclosed(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    state
                        .rule(
                            Rule::r#unclosed,
                            |state| {
                                state
                                    .atomic(
                                        ::pest::Atomicity::Atomic,
                                        |state| {
                                            state
                                                .sequence(|state| {
                                                    state
                                                        .match_string("'")
                                                        .and_then(|state| {
                                                            let strings = ["\r\n", "\n"];
                                                            state.skip_until(&strings)
                                                        })
                                                })
                                        },
                                    )
                            },
                        )
                }
                #[inline]
                #[allow(non_snake_case, unused_variables)]
                pub fn r#word(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    state
                        .rule(
                            Rule::r#word,
                            |state| {
                                state
                                    .atomic(
                                        ::pest::Atomicity::Atomic,
                                        |state| {
                                            state
                                                .sequence(|state| {
                                                    self::r#ANY(state)
                                                        .and_then(|state| {
                                                            let strings = [
                                                                " ",
                                                                "\n",
                                                                "\t",
                                                                "\r",
                                                                "[",
                                                                "]",
                                                                "{",
                                                                "}",
                                                                ":",
                                                                ",",
                                                                "'",
                                                                "#",
                                                            ];
                                                            state.skip_until(&strings)
                                                        })
                                                })
                                        },
                                    )
                            },
                        )
                }
                #[inline]
                #[allow(dead_code, non_snake_case, unused_variables)]
                pub fn ANY(
                    state: ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                ) -> ::pest::ParseResult<
                    ::std::boxed::Box<::pest::ParserState<'_, Rule>>,
                > {
                    state.skip(1)
                }
            }
            pub use self::visible::*;
        }
        ::pest::state(
            input,
            |state| {
                match rule {
                    Rule::r#file => rules::r#file(state),
                    Rule::r#item => rules::r#item(state),
                    Rule::r#misplaced => rules::r#misplaced(state),
                    Rule::r#value => rules::r#value(state),
                    Rule::r#object => rules::r#object(state),
                    Rule::r#member => rules::r#member(state),
                    Rule::r#list => rules::r#list(state),
                    Rule::r#next => rules::r#next(state),
                    Rule::r#string => rules::r#string(state),
                    Rule::r#boolean => rules::r#boolean(state),
                    Rule::r#gap => rules::r#gap(state),
                    Rule::r#space => rules::r#space(state),
                    Rule::r#comment => rules::r#comment(state),
                    Rule::r#doc => rules::r#doc(state),
                    Rule::r#doc_open => rules::r#doc_open(state),
                    Rule::r#doc_close => rules::r#doc_close(state),
                    Rule::r#more => rules::r#more(state),
                    Rule::r#colon => rules::r#colon(state),
                    Rule::r#comma => rules::r#comma(state),
                    Rule::r#open_brace => rules::r#open_brace(state),
                    Rule::r#close_brace => rules::r#close_brace(state),
                    Rule::r#open_bracket => rules::r#open_bracket(state),
                    Rule::r#close_bracket => rules::r#close_bracket(state),
                    Rule::r#tokens => rules::r#tokens(state),
                    Rule::r#token => rules::r#token(state),
                    Rule::r#escape => rules::r#escape(state),
                    Rule::r#unclosed => rules::r#unclosed(state),
                    Rule::r#word => rules::r#word(state),
                }
            },
        )
    }
}
