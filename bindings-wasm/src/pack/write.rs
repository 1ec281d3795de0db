//! To bytes.

use core::fmt;

use serde::ser::{
    self, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct,
    SerializeStructVariant, SerializeTuple, SerializeTupleStruct,
};

use super::{END, FALSE, FLOAT, INTEGER, LIST, MAP, NULL, TEXT, TRUE};

/// Appends a value. In the place of what says that it can't be written is nothing, so that what holds it need not ask.
pub(crate) fn write<T: Serialize + ?Sized>(value: &T, bytes: &mut Vec<u8>) {
    if value.serialize(Pack(bytes)).is_err() {
        bytes.push(NULL);
    }
}

/// Appends what is written, with its length in 4 bytes before it.
pub(crate) fn frame(bytes: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let start = bytes.len();
    bytes.extend([0; 4]);
    write(bytes);
    let length = length(bytes.len() - start - 4);
    if let Some(place) = bytes.get_mut(start..start + 4) {
        place.copy_from_slice(&length);
    }
}

fn length(bytes: usize) -> [u8; 4] {
    u32::try_from(bytes).unwrap_or(u32::MAX).to_le_bytes()
}

struct Pack<'b>(&'b mut Vec<u8>);

impl<'b> Pack<'b> {
    /// Begins what has an end.
    #[inline(never)]
    fn open(self, sign: u8) -> Open<'b> {
        self.0.push(sign);
        Open { bytes: self.0, ends: 1 }
    }

    fn run(&mut self, sign: u8, run: &[u8]) {
        self.0.push(sign);
        self.0.extend_from_slice(&length(run.len()));
        self.0.extend_from_slice(run);
    }

    fn float(self, value: f64) {
        self.0.push(FLOAT);
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    #[expect(clippy::cast_precision_loss, reason = "numbers of the script are no more exact")]
    fn whole(self, value: i64) {
        match i32::try_from(value) {
            Ok(value) => {
                self.0.push(INTEGER);
                self.0.extend_from_slice(&value.to_le_bytes());
            }
            Err(_) => self.float(value as f64),
        }
    }
}

/// Writing to memory does not fail, but a value may say that it can't be written.
#[derive(Debug, thiserror::Error)]
#[error("this can't be written")]
pub(crate) struct Never;

impl ser::Error for Never {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

macro_rules! whole {
    ($($name:ident: $kind:ty),*) => {$(
        fn $name(self, value: $kind) -> Result<(), Never> {
            self.whole(i64::from(value));
            Ok(())
        }
    )*};
}

impl<'b> ser::Serializer for Pack<'b> {
    type Ok = ();
    type Error = Never;
    type SerializeSeq = Open<'b>;
    type SerializeTuple = Open<'b>;
    type SerializeTupleStruct = Open<'b>;
    type SerializeTupleVariant = Impossible<(), Never>;
    type SerializeMap = Open<'b>;
    type SerializeStruct = Open<'b>;
    type SerializeStructVariant = Open<'b>;

    whole!(serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64);
    whole!(serialize_u8: u8, serialize_u16: u16, serialize_u32: u32);

    fn serialize_bool(self, value: bool) -> Result<(), Never> {
        self.0.push(if value { TRUE } else { FALSE });
        Ok(())
    }

    #[expect(clippy::cast_precision_loss, reason = "numbers of the script are no more exact")]
    fn serialize_u64(self, value: u64) -> Result<(), Never> {
        match i64::try_from(value) {
            Ok(value) => self.whole(value),
            Err(_) => self.float(value as f64),
        }
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<(), Never> {
        self.serialize_f64(f64::from(value))
    }

    fn serialize_f64(self, value: f64) -> Result<(), Never> {
        self.float(value);
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Never> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(mut self, value: &str) -> Result<(), Never> {
        self.run(TEXT, value.as_bytes());
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Never> {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Result<(), Never> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Never> {
        self.0.push(NULL);
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Never> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Never> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        let mut map = self.open(MAP);
        map.item(variant);
        map.item(value);
        map.close();
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'b>, Never> {
        Ok(self.open(LIST))
    }

    fn serialize_tuple(self, length: usize) -> Result<Open<'b>, Never> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Open<'b>, Never> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Never> {
        Err(Never)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Open<'b>, Never> {
        Ok(self.open(MAP))
    }

    fn serialize_struct(self, _: &'static str, length: usize) -> Result<Open<'b>, Never> {
        self.serialize_map(Some(length))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'b>, Never> {
        let mut outer = self.open(MAP);
        outer.item(variant);
        Ok(Open { ends: 2, ..Pack(outer.bytes).open(MAP) })
    }
}

/// A list or map that is not at its end.
pub(crate) struct Open<'b> {
    bytes: &'b mut Vec<u8>,
    ends: u8,
}

impl Open<'_> {
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) {
        write(value, self.bytes);
    }

    fn close(self) {
        self.bytes.extend((0..self.ends).map(|_| END));
    }
}

macro_rules! list {
    ($($role:ident: $method:ident),*) => {$(
        impl $role for Open<'_> {
            type Ok = ();
            type Error = Never;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
                self.item(value);
                Ok(())
            }

            fn end(self) -> Result<(), Never> {
                self.close();
                Ok(())
            }
        }
    )*};
}

list!(SerializeSeq: serialize_element, SerializeTuple: serialize_element, SerializeTupleStruct: serialize_field);

macro_rules! fields {
    ($($role:ident),*) => {$(
        impl $role for Open<'_> {
            type Ok = ();
            type Error = Never;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), Never> {
                self.item(key);
                self.item(value);
                Ok(())
            }

            fn end(self) -> Result<(), Never> {
                self.close();
                Ok(())
            }
        }
    )*};
}

fields!(SerializeStruct, SerializeStructVariant);

impl SerializeMap for Open<'_> {
    type Ok = ();
    type Error = Never;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Never> {
        self.item(key);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        self.item(value);
        Ok(())
    }

    fn end(self) -> Result<(), Never> {
        self.close();
        Ok(())
    }
}
