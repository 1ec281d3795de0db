import ast
from pathlib import Path

import tumulte

STUB = ast.parse((Path(tumulte.__file__).parent / "__init__.pyi").read_text("utf-8"))


def test_the_declared_codes_are_the_cores():
    union = next(
        node.value for node in STUB.body if isinstance(node, ast.Assign) and node.targets[0].id == "ErrorCode"
    )
    declared = [code.value for code in union.slice.elts]
    assert sorted(declared) == sorted(tumulte.error_codes())


def test_every_public_name_is_declared_and_typed():
    declared = {node.name for node in STUB.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    declared |= {node.target.id for node in STUB.body if isinstance(node, ast.AnnAssign)}
    assert set(tumulte.__all__) <= declared
    assert (Path(tumulte.__file__).parent / "py.typed").exists()


def test_every_attribute_of_the_classes_is_declared():
    for name in ("Roll", "Verdict"):
        stub = next(node for node in STUB.body if isinstance(node, ast.ClassDef) and node.name == name)
        declared = {node.name for node in stub.body if isinstance(node, ast.FunctionDef)}
        native = {attribute for attribute in vars(getattr(tumulte, name)) if not attribute.startswith("_")}
        assert declared == native
