#![doc = include_str!("../README.md")]

mod convert;
mod error;
mod pairing;

use pyo3::{
    Bound, PyResult, pymodule,
    types::{PyModule, PyModuleMethods},
    wrap_pyfunction,
};

/// The compiled half of the package `tumulte`.
#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("TumulteError", py.get_type::<error::TumulteError>())?;
    module.add("PairingError", py.get_type::<error::PairingError>())?;
    module.add_function(wrap_pyfunction!(pairing::create_pairing_offer, module)?)?;
    module.add_function(wrap_pyfunction!(pairing::sign_pairing_claim, module)?)?;
    module.add_function(wrap_pyfunction!(pairing::verify_pairing_offer, module)?)?;
    module.add_function(wrap_pyfunction!(pairing::verify_pairing_claim, module)?)?;
    module.add_function(wrap_pyfunction!(pairing::read_pairing_code, module)?)?;
    module.add_function(wrap_pyfunction!(pairing::read_connect_url, module)?)?;
    Ok(())
}
