//! Structs of texts and whole numbers as JSON.

use core::fmt::Display;

use serde::ser::{Error as _, Impossible, Serialize, SerializeStruct, Serializer};
use serde_json::Value;

use super::{JsonError, writer::put};

/// A struct of texts, whole numbers and such structs as JSON, its fields in their order.
///
/// # Errors
///
/// Anything else in it.
pub(crate) fn plain_json(value: &impl Serialize) -> Result<String, JsonError> {
    let mut json = String::new();
    value.serialize(Plain(&mut json)).map(|()| json)
}

/// Where JSON is appended.
struct Plain<'j>(&'j mut String);

type Written = Result<(), JsonError>;

fn unfit<T>() -> Result<T, JsonError> {
    Err(JsonError::custom("neither text nor whole number"))
}

impl Plain<'_> {
    fn value(self, value: impl Into<Value>) {
        put(&value.into(), self.0);
    }
}

/// What goes by another's name, and what is not written.
macro_rules! simple {
    ($($name:ident($kind:ty))*; $($unfit:ident($($refused:ty),*) -> $made:ty;)*) => {
        $(fn $name(self, value: $kind) -> Written {
            self.value(value);
            Ok(())
        })*
        $(fn $unfit(self, $(_: $refused),*) -> Result<$made, JsonError> {
            unfit()
        })*
    };
}

impl<'j> Serializer for Plain<'j> {
    type Ok = ();
    type Error = JsonError;
    type SerializeSeq = Impossible<(), JsonError>;
    type SerializeTuple = Impossible<(), JsonError>;
    type SerializeTupleStruct = Impossible<(), JsonError>;
    type SerializeTupleVariant = Impossible<(), JsonError>;
    type SerializeMap = Impossible<(), JsonError>;
    type SerializeStruct = Open<'j>;
    type SerializeStructVariant = Impossible<(), JsonError>;

    simple! {
        serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64)
        serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64)
        serialize_str(&str);
        serialize_bool(bool) -> ();
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_char(char) -> ();
        serialize_bytes(&[u8]) -> ();
        serialize_none() -> ();
        serialize_unit() -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Written {
        unfit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Written {
        self.value(name);
        Ok(())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'j>, JsonError> {
        Ok(Open { json: self.0, mark: '{' })
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Written {
        self.value(value.to_string());
        Ok(())
    }
}

/// A struct that is not at its end.
struct Open<'j> {
    json: &'j mut String,
    /// What stands before the next field.
    mark: char,
}

impl Open<'_> {
    fn name(&mut self, name: &str) {
        self.json.push(core::mem::replace(&mut self.mark, ','));
        put(&name.into(), self.json);
        self.json.push(':');
    }
}

impl SerializeStruct for Open<'_> {
    type Ok = ();
    type Error = JsonError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Written {
        self.name(name);
        value.serialize(Plain(self.json))
    }

    fn end(self) -> Written {
        self.json.push('}');
        Ok(())
    }
}
