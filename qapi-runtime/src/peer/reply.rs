//! From text to the entries of an answer.

use crate::json;
use crate::model::{__object, Decode};
use crate::protocol::Response;
use serde_core::de::Error as _;
use serde_json::{Error, Value};

/// One entry (`SchemaInfo`). Which members it has depends on its kind; what an unknown kind has is passed over.
#[derive(Debug)]
pub struct Info {
    pub name: String,
    pub meta_type: String,
    pub features: Option<Vec<String>>,
    pub json_type: Option<String>,
    pub values: Option<Vec<String>>,
    pub element_type: Option<String>,
    pub members: Option<Vec<InfoMember>>,
    pub tag: Option<String>,
    pub variants: Option<Vec<InfoVariant>>,
    pub arg_type: Option<String>,
    pub ret_type: Option<String>,
}

__object! {
    Info {
        name: "name",
        meta_type: "meta-type",
        features: "*features",
        json_type: "*json-type",
        values: "*values",
        element_type: "*element-type",
        members: "*members",
        tag: "*tag",
        variants: "*variants",
        arg_type: "*arg-type",
        ret_type: "*ret-type",
    }
}

/// A member of an object, a value of an enumeration, or an alternative.
#[derive(Debug)]
pub struct InfoMember {
    pub name: Option<String>,
    pub ty: Option<String>,
    /// There if the member is optional, as `null`.
    pub default: Option<Value>,
    pub features: Option<Vec<String>>,
}

__object! {
    InfoMember {
        name: "*name",
        ty: "*type",
        default: "*default",
        features: "*features",
    }
}

/// A branch of a union.
#[derive(Debug)]
pub struct InfoVariant {
    pub case: String,
    pub ty: String,
}

__object! {
    InfoVariant {
        case: "case",
        ty: "type",
    }
}

/// Finds an answer in a text, and reads it.
pub fn find<T: Decode>(text: &str) -> Result<T, Error> {
    if !text.trim_start().starts_with('{') {
        return json::from_str(text);
    }
    let whole = match json::from_str(text) {
        Ok(response) => return answer(response),
        Err(error) => error,
    };
    // A session has a message on each line.
    let is_answer = |line: &&str| line.contains("\"meta-type\"");
    match text.lines().find(is_answer).filter(|line| line.len() < text.trim().len()) {
        Some(line) => answer(json::from_str(line)?),
        None => Err(whole),
    }
}

fn answer<T>(response: Response<T>) -> Result<T, Error> {
    response.result.map_err(|error| Error::custom(format_args!("the server did not answer but refused: {error}")))
}
