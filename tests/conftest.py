"""What several tests share: the real letters if they are there, and an index of composed ones."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from corpus.composer import compose, write_folder
from index.build import build
from index.engine import Engine
from index.store import open_index

# How long an example takes, or takes to be drawn, tells of the machine alone.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("untimed")

_REAL_LETTERS = Path(__file__).parents[2] / "shared" / "letters"


@pytest.fixture(scope="session", autouse=True)
def _light_processes() -> Iterator[None]:
    """Keep processes that read letters from importing pytest.

    Each imports the program that it is started for, by its file: `imr` costs nothing, `pytest` more than most of what
    tests give it to read.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(sys.modules["__main__"], "__file__", raising=False)
        yield


@pytest.fixture(scope="session")
def real_letters() -> Path:
    """The folder of real letters, which are not part of the project."""
    if not _REAL_LETTERS.is_dir():
        pytest.skip("the real letters (../shared/letters) are not here")
    return _REAL_LETTERS


@pytest.fixture(scope="session")
def letters_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of 150 composed letters, some of them PDFs."""
    folder = tmp_path_factory.mktemp("letters")
    write_folder(compose(150, seed=7), folder, pdf_every=10)
    return folder


@pytest.fixture(scope="session")
def index_folder(letters_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of `letters_folder`. Tests only read it."""
    folder = tmp_path_factory.mktemp("index") / "imr-index"
    build(folder, [letters_folder])
    return folder


@pytest.fixture
def engine(index_folder: Path) -> Iterator[Engine]:
    """The engine of `index_folder`."""
    opened = open_index(index_folder)
    yield opened
    opened.close()
