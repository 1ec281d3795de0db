//! Values of core as plain Python objects, built piece by piece.

use core::fmt;

use pyo3::{
    Bound, IntoPyObject, IntoPyObjectExt as _, Py, PyAny, PyErr, Python,
    exceptions::PyValueError,
    types::{PyDict, PyDictMethods, PyList, PyString},
};
use serde::ser::{
    Error as _, Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeTuple,
    Serializer,
};

/// Why an object could not be built: Python said so.
#[derive(Debug)]
pub(super) struct Failure(PyErr);

impl Failure {
    pub(super) fn into_exception(self) -> PyErr {
        self.0
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl core::error::Error for Failure {}

impl serde::ser::Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(PyValueError::new_err(message.to_string()))
    }
}

impl From<PyErr> for Failure {
    fn from(error: PyErr) -> Self {
        Self(error)
    }
}

type Built<'py> = Result<Bound<'py, PyAny>, Failure>;

/// Builds one object.
#[derive(Clone, Copy)]
pub(super) struct Builder<'py>(Python<'py>);

impl<'py> Builder<'py> {
    pub(super) const fn new(py: Python<'py>) -> Self {
        Self(py)
    }

    fn any(self, value: impl IntoPyObject<'py>) -> Built<'py> {
        Ok(value.into_bound_py_any(self.0)?)
    }

    fn refused(what: &str) -> Built<'py> {
        Err(Failure::custom(format!("{what} have no plain object")))
    }
}

macro_rules! plainly {
    ($($method:ident: $type:ty,)*) => {$(
        fn $method(self, value: $type) -> Built<'py> {
            self.any(value)
        }
    )*};
}

impl<'py> Serializer for Builder<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failure;
    type SerializeSeq = Items<'py>;
    type SerializeTuple = Items<'py>;
    type SerializeMap = Entries<'py>;
    type SerializeStruct = Entries<'py>;
    type SerializeTupleStruct = Impossible<Self::Ok, Failure>;
    type SerializeTupleVariant = Impossible<Self::Ok, Failure>;
    type SerializeStructVariant = Impossible<Self::Ok, Failure>;

    plainly! {
        serialize_bool: bool,
        serialize_i8: i8,
        serialize_i16: i16,
        serialize_i32: i32,
        serialize_i64: i64,
        serialize_u8: u8,
        serialize_u16: u16,
        serialize_u32: u32,
        serialize_u64: u64,
        serialize_f32: f32,
        serialize_f64: f64,
        serialize_char: char,
        serialize_str: &str,
        serialize_bytes: &[u8],
    }

    fn serialize_none(self) -> Built<'py> {
        self.any(self.0.None())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Built<'py> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Built<'py> {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Built<'py> {
        self.serialize_none()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Built<'py> {
        self.any(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Built<'py> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Built<'py> {
        Self::refused("variants with content")
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'py>, Failure> {
        Ok(Items { py: self.0, items: Vec::new() })
    }

    fn serialize_tuple(self, len: usize) -> Result<Items<'py>, Failure> {
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Failure> {
        Err(Failure::custom("structs without names have no plain object"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Failure> {
        Err(Failure::custom("variants with content have no plain object"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'py>, Failure> {
        Ok(Entries { py: self.0, dict: PyDict::new(self.0), key: None })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Entries<'py>, Failure> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Failure> {
        Err(Failure::custom("variants with content have no plain object"))
    }
}

/// A list in the making.
pub(super) struct Items<'py> {
    py: Python<'py>,
    items: Vec<Bound<'py, PyAny>>,
}

impl<'py> Items<'py> {
    fn add<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failure> {
        self.items.push(value.serialize(Builder(self.py))?);
        Ok(())
    }

    fn list(self) -> Built<'py> {
        Ok(PyList::new(self.py, self.items)?.into_any())
    }
}

impl<'py> SerializeSeq for Items<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failure;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failure> {
        self.add(value)
    }

    fn end(self) -> Built<'py> {
        self.list()
    }
}

impl<'py> SerializeTuple for Items<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failure;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failure> {
        self.add(value)
    }

    fn end(self) -> Built<'py> {
        self.list()
    }
}

/// A dict in the making.
pub(super) struct Entries<'py> {
    py: Python<'py>,
    dict: Bound<'py, PyDict>,
    key: Option<Py<PyAny>>,
}

impl<'py> SerializeMap for Entries<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failure;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Failure> {
        self.key = Some(key.serialize(Builder(self.py))?.unbind());
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failure> {
        let key = self.key.take().ok_or_else(|| Failure::custom("a value without its key"))?;
        Ok(self.dict.set_item(key, value.serialize(Builder(self.py))?)?)
    }

    fn end(self) -> Built<'py> {
        Ok(self.dict.into_any())
    }
}

impl<'py> SerializeStruct for Entries<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failure;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), Failure> {
        let value = value.serialize(Builder(self.py))?;
        Ok(self.dict.set_item(PyString::intern(self.py, key), value)?)
    }

    fn end(self) -> Built<'py> {
        Ok(self.dict.into_any())
    }
}
