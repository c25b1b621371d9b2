"""`__all__` is what is public: sorted, importable, documented, and loaded only when asked for."""

import importlib

import pytest

PACKAGES = ("protocols",)


@pytest.mark.parametrize("package", PACKAGES)
def test_all_is_sorted_and_listed_by_dir(package: str) -> None:
    module = importlib.import_module(package)
    assert list(module.__all__) == sorted(module.__all__)
    assert set(module.__all__) <= set(dir(module))


@pytest.mark.parametrize("package", PACKAGES)
def test_each_public_name_can_be_imported_and_is_documented(package: str) -> None:
    module = importlib.import_module(package)
    for name in module.__all__:
        if name != "__version__":
            assert getattr(module, name).__doc__, name


def test_an_unknown_name_is_an_attribute_error() -> None:
    module = importlib.import_module("protocols")
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = module.no_such_name
