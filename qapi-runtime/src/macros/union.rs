//! Unions.

/// A union: `union! { Type by "tag" { Variant(Payload) = "value", Bare = "other", ..Unknown } }`.
///
/// A payload is a type made by [`object!`](crate::object) or `union!`, or a `Box` of one; its members share the
/// JSON object with the discriminator. `Unknown` holds an
/// [`UnknownBranch`](crate::UnknownBranch); with `strict` before the type, decoding never makes
/// one and an unknown branch is an error. `encode` and `decode` are as in [`object!`](crate::object).
///
/// ```
/// # #[derive(Debug, Clone, PartialEq)]
/// # pub struct MigrationExecCommand { pub args: Vec<String> }
/// # qapi_runtime::object! { MigrationExecCommand { args: "args", } }
/// #[derive(Debug, Clone, PartialEq)]
/// pub enum MigrationAddress {
///     Exec(MigrationExecCommand),
///     None,
///     Unknown(qapi_runtime::UnknownBranch),
/// }
/// qapi_runtime::union! {
///     MigrationAddress by "transport" {
///         Exec(MigrationExecCommand) = "exec",
///         None = "none",
///         ..Unknown
///     }
/// }
/// let text = r#"{"transport":"exec","args":["cat"]}"#;
/// let address: MigrationAddress = serde_json::from_str(text).unwrap();
/// assert!(matches!(&address, MigrationAddress::Exec(exec) if exec.args == ["cat"]));
/// assert_eq!(serde_json::to_string(&address).unwrap(), text);
/// assert_eq!(address.discriminator(), "exec");
/// ```
///
/// A union whose base has more members than the discriminator is a struct; the field for the
/// discriminator holds the branch:
///
/// ```
/// # #[derive(Debug, Clone, PartialEq)]
/// # pub struct CpuInfoS390 { pub dedicated: bool }
/// # qapi_runtime::object! { CpuInfoS390 { dedicated: "dedicated", } }
/// #[derive(Debug, Clone, PartialEq)]
/// pub struct CpuInfo { pub cpu_index: i64, pub target: CpuInfoTarget }
/// qapi_runtime::object! { CpuInfo { cpu_index: "cpu-index", target: "target" selects, } }
///
/// #[derive(Debug, Clone, PartialEq)]
/// pub enum CpuInfoTarget { S390x(CpuInfoS390), X86_64, Unknown(qapi_runtime::UnknownBranch) }
/// qapi_runtime::union! {
///     CpuInfoTarget by "target" { S390x(CpuInfoS390) = "s390x", X86_64 = "x86_64", ..Unknown }
/// }
/// let info: CpuInfo = serde_json::from_str(r#"{"target":"x86_64","cpu-index":0}"#).unwrap();
/// assert_eq!(info, CpuInfo { cpu_index: 0, target: CpuInfoTarget::X86_64 });
/// ```
#[macro_export]
macro_rules! union {
    (strict $ty:ident by $tag:literal $body:tt) => {
        $crate::__discriminator! { $ty $body }
        $crate::__union_impl! { encode strict $ty by $tag $body }
        $crate::__union_impl! { decode strict $ty by $tag $body }
        $crate::__serialize! { $ty }
        $crate::__deserialize! { $ty }
    };
    (encode strict $ty:ident by $tag:literal $body:tt) => {
        $crate::__discriminator! { $ty $body }
        $crate::__union_impl! { encode strict $ty by $tag $body }
        $crate::__serialize! { $ty }
    };
    (decode strict $ty:ident by $tag:literal $body:tt) => {
        $crate::__discriminator! { $ty $body }
        $crate::__union_impl! { decode strict $ty by $tag $body }
        $crate::__deserialize! { $ty }
    };
    (encode $ty:ident by $tag:literal $body:tt) => {
        $crate::__discriminator! { $ty $body }
        $crate::__union_impl! { encode open $ty by $tag $body }
        $crate::__serialize! { $ty }
    };
    (decode $ty:ident by $tag:literal $body:tt) => {
        $crate::__discriminator! { $ty $body }
        $crate::__union_impl! { decode open $ty by $tag $body }
        $crate::__deserialize! { $ty }
    };
    ($ty:ident by $tag:literal $body:tt) => {
        $crate::__discriminator! { $ty $body }
        $crate::__union_impl! { encode open $ty by $tag $body }
        $crate::__union_impl! { decode open $ty by $tag $body }
        $crate::__serialize! { $ty }
        $crate::__deserialize! { $ty }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __discriminator {
    (
        $ty:ident {
            $( $(#[$meta:meta])* $variant:ident $( ($payload:ty) )? = $name:literal , )*
            .. $other:ident $(,)?
        }
    ) => {
        impl $ty {
            /// The value of the discriminator, which names the branch.
            #[must_use]
            #[inline]
            pub fn discriminator(&self) -> &str {
                match self {
                    $( $(#[$meta])* Self::$variant { .. } => $name, )*
                    Self::$other(unknown) => &unknown.name,
                }
            }
        }
    };
}
