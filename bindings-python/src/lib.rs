#![doc = include_str!("../README.md")]

mod codes;
mod convert;
mod error;
mod pairing;
mod roll;
mod systems;

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
    module.add_class::<roll::Roll>()?;
    module.add_class::<systems::Verdict>()?;
    module.add("TumulteError", py.get_type::<error::TumulteError>())?;
    module.add("PairingError", py.get_type::<error::PairingError>())?;
    module.add("TokenError", py.get_type::<error::TokenError>())?;
    module.add("VttError", py.get_type::<error::VttError>())?;
    module.add("SystemsError", py.get_type::<error::SystemsError>())?;
    module.add_function(wrap_pyfunction!(codes::error_codes, module)?)?;
    module.add_function(wrap_pyfunction!(roll::parse_message, module)?)?;
    module.add_function(wrap_pyfunction!(systems::judge, module)?)?;
    module.add_function(wrap_pyfunction!(systems::systems, module)?)?;
    module.add_function(wrap_pyfunction!(pairing::create_pairing_offer, module)?)?;
    module.add_function(wrap_pyfunction!(pairing::sign_pairing_claim, module)?)?;
    module.add_function(wrap_pyfunction!(pairing::verify_pairing_offer, module)?)?;
    module.add_function(wrap_pyfunction!(pairing::verify_pairing_claim, module)?)?;
    module.add_function(wrap_pyfunction!(pairing::read_pairing_code, module)?)?;
    module.add_function(wrap_pyfunction!(pairing::read_connect_url, module)?)?;
    Ok(())
}
