pub enum Reference<'a> {
    Member(&'a str),
    Definition(&'a str),
}
pub fn markdown(rst: &str, _: &dyn Fn(Reference<'_>) -> Option<String>) -> String {
    rst.to_owned()
}
