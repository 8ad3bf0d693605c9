//! The built-in type that holds what several hold.

use crate::schema::Builtin;

/// The least and the greatest value of an integer type.
fn range(builtin: Builtin) -> Option<(i128, i128)> {
    Some(match builtin {
        Builtin::Int8 => (i8::MIN.into(), i8::MAX.into()),
        Builtin::Int16 => (i16::MIN.into(), i16::MAX.into()),
        Builtin::Int32 => (i32::MIN.into(), i32::MAX.into()),
        Builtin::Int | Builtin::Int64 => (i64::MIN.into(), i64::MAX.into()),
        Builtin::Uint8 => (0, u8::MAX.into()),
        Builtin::Uint16 => (0, u16::MAX.into()),
        Builtin::Uint32 => (0, u32::MAX.into()),
        Builtin::Uint64 | Builtin::Size => (0, u64::MAX.into()),
        Builtin::Integer => (i64::MIN.into(), u64::MAX.into()),
        _ => return None,
    })
}

/// The integer types from the narrowest to the widest.
const BY_WIDTH: [Builtin; 9] = [
    Builtin::Uint8,
    Builtin::Int8,
    Builtin::Uint16,
    Builtin::Int16,
    Builtin::Uint32,
    Builtin::Int32,
    Builtin::Uint64,
    Builtin::Int64,
    Builtin::Integer,
];

/// The type that holds every value of these, which come newest first; `None` if there is none but `any`.
///
/// [`Builtin::Integer`] is what replies say of integers. It tells no width, so a schema's type decides where there is
/// one.
pub(super) fn join(builtins: &[Builtin]) -> Option<Builtin> {
    let newest = *builtins.first()?;
    if builtins.iter().all(|builtin| *builtin == newest) {
        return Some(newest);
    }
    if builtins.contains(&Builtin::Any) {
        return Some(Builtin::Any);
    }
    if builtins.iter().all(|builtin| matches!(builtin, Builtin::Str | Builtin::QType)) {
        return Some(Builtin::Str);
    }
    let is_number = |builtin: &Builtin| *builtin == Builtin::Number || range(*builtin).is_some();
    if !builtins.iter().all(is_number) {
        return None;
    }
    if builtins.contains(&Builtin::Number) {
        return Some(Builtin::Number);
    }
    let of_schemas: Vec<_> = builtins.iter().copied().filter(|builtin| *builtin != Builtin::Integer).collect();
    let ranges: Vec<_> = of_schemas.iter().filter_map(|builtin| range(*builtin)).collect();
    let least = ranges.iter().map(|range| range.0).min()?;
    let greatest = ranges.iter().map(|range| range.1).max()?;
    let holds = |builtin: &Builtin| range(*builtin).is_some_and(|range| range.0 <= least && range.1 >= greatest);
    of_schemas.iter().chain(&BY_WIDTH).copied().find(holds)
}

#[cfg(test)]
mod tests {
    use super::join;
    use crate::schema::Builtin::{self, *};

    /// Rule: the newest type stays if it holds all values; else the narrowest type is taken that does.
    #[test]
    fn the_result_holds_every_value() {
        let cases: [(&[Builtin], Option<Builtin>); 12] = [
            (&[Int, Uint32], Some(Int)),
            (&[Uint32, Int], Some(Int)),
            (&[Uint8, Int8], Some(Int16)),
            (&[Uint64, Int], Some(Integer)),
            (&[Size, Uint64], Some(Size)),
            (&[Uint64, Size], Some(Uint64)),
            (&[Number, Int], Some(Number)),
            (&[Integer, Uint16], Some(Uint16)),
            (&[Integer, Integer], Some(Integer)),
            (&[Str, Any], Some(Any)),
            (&[Str, Int], None),
            (&[Bool, Null], None),
        ];
        for (builtins, expected) in cases {
            assert_eq!(join(builtins), expected, "{builtins:?}");
        }
    }
}
