//! Python objects as the JSON that core's readers take.

use pyo3::{
    Bound, PyAny, PyErr, PyResult,
    exceptions::{PyTypeError, PyValueError},
    types::{
        PyAnyMethods, PyBool, PyBoolMethods, PyDict, PyDictMethods, PyFloat, PyInt, PyList,
        PyListMethods, PyMapping, PyMappingMethods, PyString, PyStringMethods, PyTuple,
        PyTupleMethods, PyTypeMethods,
    },
};

/// Deeper than any message is read, and far from the end of a thread's stack.
const MAX_DEPTH: usize = 600;

/// Writes what `json.dumps` would write; an object of this package by its `to_dict`.
///
/// What has no JSON raises `TypeError`, what holds itself raises `ValueError`, as there.
pub(super) fn written(value: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    let mut writer = Writer { out: Vec::with_capacity(256) };
    writer.any(value, 0)?;
    Ok(writer.out)
}

struct Writer {
    out: Vec<u8>,
}

impl Writer {
    fn any(&mut self, value: &Bound<'_, PyAny>, depth: usize) -> PyResult<()> {
        if depth > MAX_DEPTH {
            return Err(PyValueError::new_err("Circular reference, or nested too deep"));
        }
        if let Ok(text) = value.cast::<PyString>() {
            self.text(text)?;
        } else if value.is_none() {
            self.raw("null");
        } else if let Ok(switch) = value.cast::<PyBool>() {
            self.raw(if switch.is_true() { "true" } else { "false" });
        } else if value.is_instance_of::<PyInt>() {
            self.integer(value)?;
        } else if value.is_instance_of::<PyFloat>() {
            // NaN and infinity become words that are no JSON; every reader refuses them.
            self.raw(&value.repr()?.to_cow()?);
        } else if let Ok(dict) = value.cast::<PyDict>() {
            self.entries(dict.iter().map(Ok), depth)?;
        } else if let Ok(list) = value.cast::<PyList>() {
            self.items(list.iter(), depth)?;
        } else if let Ok(tuple) = value.cast::<PyTuple>() {
            self.items(tuple.iter(), depth)?;
        } else if let Ok(mapping) = value.cast::<PyMapping>() {
            let items = mapping.items()?;
            self.entries(items.iter().map(|item| item.extract()), depth)?;
        } else if let Ok(to_dict) = value.getattr("to_dict") {
            self.any(&to_dict.call0()?, depth + 1)?;
        } else {
            let name = value.get_type().name()?;
            let message = format!("Object of type {name} is not JSON serializable");
            return Err(PyTypeError::new_err(message));
        }
        Ok(())
    }

    fn raw(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    /// Large ones too, and never what a subclass such as an enumeration calls itself.
    fn integer(&mut self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        if let Ok(small) = value.extract::<i64>() {
            self.raw(&small.to_string());
        } else {
            let plain = value.py().get_type::<PyInt>().call1((value,))?;
            self.raw(&plain.repr()?.to_cow()?);
        }
        Ok(())
    }

    fn text(&mut self, text: &Bound<'_, PyString>) -> PyResult<()> {
        if let Ok(text) = text.to_cow() {
            return serde_json::to_writer(&mut self.out, &text)
                .map_err(|error| PyValueError::new_err(error.to_string()));
        }
        // Half a surrogate pair: the quotes stay, the text in them is no UTF-8.
        let bytes = text.call_method1("encode", ("utf-8", "surrogatepass"))?;
        self.out.push(b'"');
        self.out.extend_from_slice(bytes.extract::<&[u8]>()?);
        self.out.push(b'"');
        Ok(())
    }

    fn items<'py>(
        &mut self,
        items: impl Iterator<Item = Bound<'py, PyAny>>,
        depth: usize,
    ) -> PyResult<()> {
        self.out.push(b'[');
        for (place, item) in items.enumerate() {
            if place > 0 {
                self.out.push(b',');
            }
            self.any(&item, depth + 1)?;
        }
        self.out.push(b']');
        Ok(())
    }

    fn entries<'py>(
        &mut self,
        entries: impl Iterator<Item = PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)>>,
        depth: usize,
    ) -> PyResult<()> {
        self.out.push(b'{');
        for (place, entry) in entries.enumerate() {
            let (key, value) = entry?;
            if place > 0 {
                self.out.push(b',');
            }
            self.key(&key)?;
            self.out.push(b':');
            self.any(&value, depth + 1)?;
        }
        self.out.push(b'}');
        Ok(())
    }

    /// Numbers, switches and `None` are keys by their JSON.
    fn key(&mut self, key: &Bound<'_, PyAny>) -> PyResult<()> {
        if let Ok(text) = key.cast::<PyString>() {
            return self.text(text);
        }
        let is_plain = key.is_none()
            || key.is_instance_of::<PyBool>()
            || key.is_instance_of::<PyInt>()
            || key.is_instance_of::<PyFloat>();
        if !is_plain {
            return Err(no_key(key));
        }
        self.out.push(b'"');
        self.any(key, 0)?;
        self.out.push(b'"');
        Ok(())
    }
}

fn no_key(key: &Bound<'_, PyAny>) -> PyErr {
    match key.get_type().name() {
        Ok(name) => {
            PyTypeError::new_err(format!("keys must be str, int, float, bool or None, not {name}"))
        }
        Err(error) => error,
    }
}
