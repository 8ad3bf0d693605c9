//! Types in the form that the generator emits, each with its schema.

use super::schema::{Alternate, By, NOTHING, Obj, PLAIN, Ty};
use super::{Described, Known, check_as};
use qapi_runtime::{Map, Timestamp, UnknownBranch, UnknownEvent, Value};

const fn int(min: i128, max: i128) -> Ty {
    Ty::Int(min, max)
}

macro_rules! ints {
    ($($name:ident $ty:ty,)*) => { $( static $name: Ty = int(<$ty>::MIN as i128, <$ty>::MAX as i128); )* };
}

ints! { I8 i8, I16 i16, I32 i32, I64 i64, U8 u8, U16 u16, U32 u32, U64 u64, }

#[derive(Debug, PartialEq)]
pub struct Numbers {
    pub a: i8,
    pub b: Option<i16>,
    pub c: Option<i32>,
    pub d: Option<i64>,
    pub e: Option<u8>,
    pub f: Option<u16>,
    pub g: Option<u32>,
    pub h: Option<u64>,
    pub i: Option<f64>,
    pub j: Option<Vec<bool>>,
}
qapi_runtime::object! {
    Numbers { a: "a", b: "*b", c: "*c", d: "*d", e: "*e", f: "*f", g: "*g", h: "*h", i: "*i", j: "*j", }
}
static NUMBERS: Obj = Obj {
    members: &[
        ("a", true, &I8),
        ("b", false, &I16),
        ("c", false, &I32),
        ("d", false, &I64),
        ("e", false, &U8),
        ("f", false, &U16),
        ("g", false, &U32),
        ("h", false, &U64),
        ("i", false, &Ty::Num),
        ("j", false, &Ty::List(&Ty::Bool)),
    ],
    ..PLAIN
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    On,
    FinishMigrate,
}
qapi_runtime::enumeration! { strict State { On = "on", FinishMigrate = "finish-migrate", } }
static STATE: Ty = Ty::Enum(&["on", "finish-migrate"]);

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Open {
    On,
    Unknown(String),
}
qapi_runtime::enumeration! { Open { On = "on", ..Unknown } }

#[derive(Debug, PartialEq)]
pub struct Inet {
    pub host: String,
    pub port: String,
    pub ipv4: Option<bool>,
}
qapi_runtime::object! { Inet { host: "host", port: "port", ipv4: "*ipv4", } }
static INET: Obj =
    Obj { members: &[("host", true, &Ty::Str), ("port", true, &Ty::Str), ("ipv4", false, &Ty::Bool)], ..PLAIN };

#[derive(Debug, PartialEq)]
pub struct Unix {
    pub path: String,
    pub mode: Option<State>,
}
qapi_runtime::object! { strict Unix { path: "path", mode: "*mode", } }
static UNIX: Obj = Obj { members: &[("path", true, &Ty::Str), ("mode", false, &STATE)], strict: true, ..PLAIN };

#[derive(Debug, PartialEq)]
pub enum Socket {
    Inet(Inet),
    Unix(Box<Unix>),
    Unknown(UnknownBranch),
}
qapi_runtime::union! { Socket by "type" { Inet(Inet) = "inet", Unix(Box<Unix>) = "unix", ..Unknown } }
static SOCKET: Obj =
    Obj { by: Some(&By { tag: "type", branches: &[("inet", &INET), ("unix", &UNIX)], strict: false }), ..PLAIN };

/// A union whose branch is a union.
#[derive(Debug, PartialEq)]
pub enum Address {
    Socket(Socket),
    Nowhere,
    Unknown(UnknownBranch),
}
qapi_runtime::union! { Address by "transport" { Socket(Socket) = "socket", Nowhere = "none", ..Unknown } }
static ADDRESS: Obj = Obj {
    by: Some(&By { tag: "transport", branches: &[("socket", &SOCKET), ("none", &NOTHING)], strict: false }),
    ..PLAIN
};

/// The same, but nothing unknown is taken.
#[derive(Debug, PartialEq)]
pub enum Closed {
    Inet(Inet),
    Nowhere,
    Unknown(UnknownBranch),
}
qapi_runtime::union! { strict Closed by "type" { Inet(Inet) = "inet", Nowhere = "none", ..Unknown } }
static CLOSED: Obj =
    Obj { by: Some(&By { tag: "type", branches: &[("inet", &INET), ("none", &NOTHING)], strict: true }), ..PLAIN };

/// A struct with a union in its middle, a branch of which is a struct with a union.
#[derive(Debug, PartialEq)]
pub struct Cpu {
    pub index: u8,
    pub target: Target,
    pub state: Option<Open>,
}
qapi_runtime::object! { Cpu { index: "cpu-index", target: "target" selects, state: "*state", } }
static CPU: Obj = Obj {
    members: &[("cpu-index", true, &U8), ("state", false, &Ty::Str)],
    by: Some(&By { tag: "target", branches: &[("s390x", &S390_OBJ), ("x86_64", &NOTHING)], strict: false }),
    ..PLAIN
};

#[derive(Debug, PartialEq)]
pub enum Target {
    S390(S390),
    X86,
    Unknown(UnknownBranch),
}
qapi_runtime::union! { Target by "target" { S390(S390) = "s390x", X86 = "x86_64", ..Unknown } }

#[derive(Debug, PartialEq)]
pub struct S390 {
    pub entitlement: f64,
    pub transport: Address,
    pub other: Option<Vec<Address>>,
}
qapi_runtime::object! { S390 { entitlement: "entitlement", transport: "transport" selects, other: "*other", } }
static S390_OBJ: Obj = Obj {
    members: &[("entitlement", true, &Ty::Num), ("other", false, &Ty::List(&Ty::Object(&ADDRESS)))],
    ..ADDRESS_BY
};
const ADDRESS_BY: Obj = Obj {
    by: Some(&By { tag: "transport", branches: &[("socket", &SOCKET), ("none", &NOTHING)], strict: false }),
    ..PLAIN
};

#[derive(Debug, PartialEq)]
pub enum Ref {
    Definition(Box<Options>),
    Reference(String),
    Size(i64),
    Null,
    Unknown(Value),
}
qapi_runtime::alternate! {
    Ref {
        object => Definition(Box<Options>),
        string => Reference(String),
        number => Size(i64),
        null => Null,
        ..Unknown
    }
}
static REF: Ty =
    Ty::Alternate(&Alternate { branches: &[&Ty::Object(&OPTIONS), &Ty::Str, &I64, &Ty::Null], strict: false });

#[derive(Debug, PartialEq)]
pub enum Either {
    List(Vec<String>),
    Flag(bool),
    Unknown(Value),
}
qapi_runtime::alternate! { strict Either { array => List(Vec<String>), bool => Flag(bool), ..Unknown } }
static EITHER: Ty = Ty::Alternate(&Alternate { branches: &[&Ty::List(&Ty::Str), &Ty::Bool], strict: true });

/// A type that nests in itself in every way.
#[derive(Debug, PartialEq)]
pub struct Options {
    pub name: String,
    pub backing: Option<Ref>,
    pub anything: Option<Value>,
    pub nothing: Option<()>,
    pub children: Option<Vec<Options>>,
    pub either: Option<Box<Either>>,
}
qapi_runtime::object! {
    Options {
        name: "node-name",
        backing: "*backing",
        anything: "*anything",
        nothing: "*nothing",
        children: "*children",
        either: "*either",
    }
}
static OPTIONS: Obj = Obj {
    members: &[
        ("node-name", true, &Ty::Str),
        ("backing", false, &REF),
        ("anything", false, &Ty::Any),
        ("nothing", false, &Ty::Null),
        ("children", false, &Ty::List(&Ty::Object(&OPTIONS))),
        ("either", false, &EITHER),
    ],
    ..PLAIN
};

/// Keeps what is not listed.
#[derive(Debug, PartialEq)]
pub struct Device {
    pub driver: String,
    pub more: Map,
}
qapi_runtime::object! { Device { driver: "driver", ..more } }
static DEVICE: Obj = Obj { members: &[("driver", true, &Ty::Str)], keeps: true, ..PLAIN };

/// The same with a union, in which both keep what is not listed.
#[derive(Debug, PartialEq)]
pub struct Backend {
    pub id: String,
    pub kind: Kind,
    pub more: Map,
}
qapi_runtime::object! { Backend { id: "id", kind: "type" selects, ..more } }
static BACKEND: Obj = Obj {
    members: &[("id", true, &Ty::Str)],
    by: Some(&By { tag: "type", branches: &[("inet", &INET), ("device", &DEVICE)], strict: false }),
    keeps: true,
    ..PLAIN
};

#[derive(Debug, PartialEq)]
pub enum Kind {
    Inet(Inet),
    Device(Box<Device>),
    Unknown(UnknownBranch),
}
qapi_runtime::union! { Kind by "type" { Inet(Inet) = "inet", Device(Box<Device>) = "device", ..Unknown } }

mod minutes {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::time::Duration;

    pub fn serialize<S: Serializer>(value: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        (value.as_secs() / 60).serialize(serializer)
    }
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u32::deserialize(deserializer).map(|minutes| Duration::from_secs(u64::from(minutes) * 60))
    }
}

#[derive(Debug, PartialEq)]
pub struct Pause {
    pub wait: Option<std::time::Duration>,
    pub pause: std::time::Duration,
}
qapi_runtime::object! {
    strict Pause { wait: "*wait" optional_with(self::minutes), pause: "pause" with(self::minutes), }
}
static PAUSE: Obj = Obj { members: &[("wait", false, &U32), ("pause", true, &U32)], strict: true, ..PLAIN };

#[derive(Debug, PartialEq)]
pub struct Stop;
qapi_runtime::object! { Stop {} }

#[derive(Debug, PartialEq)]
pub struct Add(pub Inet);
qapi_runtime::transparent! { Add(Inet) }

#[derive(Debug, PartialEq)]
pub struct Choice(pub Socket);
qapi_runtime::transparent! { Choice(Socket) }

#[derive(Debug, PartialEq)]
pub enum Event {
    Stop { data: Stop, timestamp: Timestamp },
    Cpu { data: Cpu, timestamp: Timestamp },
    Add { data: Add, timestamp: Timestamp },
    Few { data: Few, timestamp: Timestamp },
    Choice { data: Box<Choice>, timestamp: Timestamp },
    Unknown(UnknownEvent),
}
qapi_runtime::events! {
    Event {
        Stop(Stop) = "STOP",
        Cpu(Cpu) = "CPU",
        Add(Add) = "ADD",
        Few(Few) = "FEW",
        Choice(Box<Choice>) = "CHOICE",
        ..Unknown
    }
}
static EVENT: Ty = Ty::Event(&[("STOP", &NOTHING), ("CPU", &CPU), ("ADD", &INET), ("FEW", &FEW), ("CHOICE", &SOCKET)]);

/// A type of many members that may all be absent.
macro_rules! wide {
    ($name:ident, $table:ident, $by:expr, { $($field:ident $member:literal,)* } $($union:ident : $ty:ty)?) => {
        #[derive(Debug, PartialEq)]
        pub struct $name {
            $( pub $field: Option<u8>, )*
            $( pub $union: $ty, )?
        }
        qapi_runtime::object! { $name { $( $field: $member, )* $( $union: "type" selects, )? } }
        static $table: Obj = Obj { members: &[$( (stringify!($field), false, &U8), )*], by: $by, ..PLAIN };
    };
}

wide! { Few, FEW, None, { a "*a", b "*b", } }
wide! {
    Many, MANY, None, {
        m0 "*m0", m1 "*m1", m2 "*m2", m3 "*m3", m4 "*m4", m5 "*m5", m6 "*m6", m7 "*m7", m8 "*m8", m9 "*m9",
        m10 "*m10", m11 "*m11", m12 "*m12", m13 "*m13", m14 "*m14", m15 "*m15", m16 "*m16", m17 "*m17", m18
        "*m18", m19 "*m19", m20 "*m20", m21 "*m21", m22 "*m22", m23 "*m23", m24 "*m24", m25 "*m25", m26
        "*m26", m27 "*m27", m28 "*m28", m29 "*m29", m30 "*m30", m31 "*m31", m32 "*m32", m33 "*m33", m34
        "*m34", m35 "*m35", m36 "*m36", m37 "*m37", m38 "*m38", m39 "*m39", m40 "*m40", m41 "*m41", m42
        "*m42", m43 "*m43", m44 "*m44", m45 "*m45", m46 "*m46", m47 "*m47", m48 "*m48", m49 "*m49", m50
        "*m50", m51 "*m51", m52 "*m52", m53 "*m53", m54 "*m54", m55 "*m55", m56 "*m56", m57 "*m57", m58
        "*m58", m59 "*m59", m60 "*m60", m61 "*m61", m62 "*m62", m63 "*m63", m64 "*m64", m65 "*m65", m66
        "*m66", m67 "*m67", m68 "*m68", m69 "*m69",
    }
}
wide! {
    More, MORE, SOCKET.by, {
        m0 "*m0", m1 "*m1", m2 "*m2", m3 "*m3", m4 "*m4", m5 "*m5", m6 "*m6", m7 "*m7", m8 "*m8", m9 "*m9",
        m10 "*m10", m11 "*m11", m12 "*m12", m13 "*m13", m14 "*m14", m15 "*m15", m16 "*m16", m17 "*m17", m18
        "*m18", m19 "*m19", m20 "*m20", m21 "*m21", m22 "*m22", m23 "*m23", m24 "*m24", m25 "*m25", m26
        "*m26", m27 "*m27", m28 "*m28", m29 "*m29", m30 "*m30", m31 "*m31", m32 "*m32", m33 "*m33", m34
        "*m34", m35 "*m35", m36 "*m36", m37 "*m37", m38 "*m38", m39 "*m39", m40 "*m40", m41 "*m41", m42
        "*m42", m43 "*m43", m44 "*m44", m45 "*m45", m46 "*m46", m47 "*m47", m48 "*m48", m49 "*m49", m50
        "*m50", m51 "*m51", m52 "*m52", m53 "*m53", m54 "*m54", m55 "*m55", m56 "*m56", m57 "*m57", m58
        "*m58", m59 "*m59", m60 "*m60", m61 "*m61", m62 "*m62", m63 "*m63", m64 "*m64", m65 "*m65", m66
        "*m66", m67 "*m67", m68 "*m68", m69 "*m69", m70 "*m70", m71 "*m71", m72 "*m72", m73 "*m73", m74
        "*m74", m75 "*m75", m76 "*m76", m77 "*m77", m78 "*m78", m79 "*m79", m80 "*m80", m81 "*m81", m82
        "*m82", m83 "*m83", m84 "*m84", m85 "*m85", m86 "*m86", m87 "*m87", m88 "*m88", m89 "*m89", m90
        "*m90", m91 "*m91", m92 "*m92", m93 "*m93", m94 "*m94", m95 "*m95", m96 "*m96", m97 "*m97", m98
        "*m98", m99 "*m99", m100 "*m100", m101 "*m101", m102 "*m102", m103 "*m103", m104 "*m104", m105
        "*m105", m106 "*m106", m107 "*m107", m108 "*m108", m109 "*m109", m110 "*m110", m111 "*m111", m112
        "*m112", m113 "*m113", m114 "*m114", m115 "*m115", m116 "*m116", m117 "*m117", m118 "*m118", m119
        "*m119", m120 "*m120", m121 "*m121", m122 "*m122", m123 "*m123", m124 "*m124", m125 "*m125", m126
        "*m126", m127 "*m127", m128 "*m128", m129 "*m129", m130 "*m130", m131 "*m131", m132 "*m132", m133
        "*m133", m134 "*m134",
    }
    socket: Socket
}

macro_rules! described {
    ($($ty:ty = $schema:expr;)*) => {
        $( impl Described for $ty { const TY: &'static Ty = $schema; } )*

        /// Shows how each type is checked.
        pub(super) fn each(show: &mut dyn FnMut(fn(&str, &Known))) {
            $( show(check_as::<$ty>); )*
        }

        /// The schema of each type.
        pub const TYPES: &[&Ty] = &[$( $schema, )*];
    };
}

described! {
    Numbers = &Ty::Object(&NUMBERS);
    State = &STATE;
    Open = &Ty::Str;
    Vec<Address> = &Ty::List(&Ty::Object(&ADDRESS));
    Vec<Closed> = &Ty::List(&Ty::Object(&CLOSED));
    Choice = &Ty::Object(&SOCKET);
    Unix = &Ty::Object(&UNIX);
    Vec<Cpu> = &Ty::List(&Ty::Object(&CPU));
    Options = &Ty::Object(&OPTIONS);
    Either = &EITHER;
    Device = &Ty::Object(&DEVICE);
    Vec<Backend> = &Ty::List(&Ty::Object(&BACKEND));
    Pause = &Ty::Object(&PAUSE);
    Event = &EVENT;
    Few = &Ty::Object(&FEW);
    Many = &Ty::Object(&MANY);
    More = &Ty::Object(&MORE);
    Map = &Ty::Object(&Obj { keeps: true, ..PLAIN });
    Value = &Ty::Any;
}
