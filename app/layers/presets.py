"""Named kernels: each a pure function of its size and a few numbers.

Kernels are written as torch applies them, by cross-correlation (never flipped), so `sobel_x` answers positively where
the picture grows brighter to the right. Angles are those of the line that a kernel answers to, anticlockwise as one
looks at the picture: 0° lies flat, 45° rises to the right.

References:
    [1] Sobel of any size from binomials: Danielsson and Seger, "Generalized and Separable Sobel Operators" (1990).
    [2] Scharr, "Optimale Operatoren in der Digitalen Bildverarbeitung" (2000): weights made for 3×3.
    [3] Marr and Hildreth, "Theory of Edge Detection" (1980): the Laplacian of a Gaussian.
    [4] Daugman, "Uncertainty relation for resolution …" (1985): Gabor's function in two dimensions.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from app.errors import Refusal

Kernel = NDArray[np.float32]
Grid = NDArray[np.float64]
Number = int | float
Rule = Literal["any", "odd", "odd_height", "odd_width", "square", "three"]

LISTED_SIZES = range(1, 16)
EXAMPLE_SIZE = 3


@dataclass(frozen=True)
class Parameter:
    """One number that shapes a kernel. `integer` ones take whole numbers only."""

    name: str
    default: Number
    minimum: Number
    maximum: Number
    unit: Literal["", "px", "°"] = ""
    integer: bool = False

    def check(self, preset: str, value: object) -> Number:
        """The value, or `Refusal` (`preset_parameter`) if it is no finite number within the bounds."""
        right_type = isinstance(value, int if self.integer else (int, float)) and not isinstance(value, bool)
        if not right_type or not self.minimum <= value <= self.maximum:  # type: ignore[operator]
            code = "preset_parameter_integer" if self.integer else "preset_parameter"
            raise Refusal(code, preset=preset, name=self.name, minimum=self.minimum, maximum=self.maximum)
        return value  # type: ignore[return-value]


@dataclass(frozen=True)
class Preset:
    """A named kernel.

    `make(height, width, **params)` gives the float64 grid. `rule`, `smallest` (height, width) and `largest` say for
    which sizes it is meant; `largest` keeps the integers of binomial kernels within what float32 can hold.
    """

    name: str
    make: Callable[..., Grid]
    parameters: tuple[Parameter, ...] = ()
    rule: Rule = "any"
    smallest: tuple[int, int] = (1, 1)
    largest: int | None = None

    def fits(self, height: int, width: int) -> bool:
        if height < self.smallest[0] or width < self.smallest[1]:
            return False
        if self.largest is not None and max(height, width) > self.largest:
            return False
        match self.rule:
            case "any":
                return True
            case "odd":
                return height % 2 == 1 and width % 2 == 1
            case "odd_height":
                return height % 2 == 1
            case "odd_width":
                return width % 2 == 1
            case "square":
                return height == width
            case "three":
                return height == width == 3

    @property
    def sizes(self) -> list[int]:
        """The square sizes up to 15 that work."""
        return [size for size in LISTED_SIZES if self.fits(size, size)]

    def describe(self) -> dict[str, object]:
        """What a page needs to offer this kernel: name, sizes, parameters and one 3×3 example."""
        example = kernel(self.name, (EXAMPLE_SIZE, EXAMPLE_SIZE))
        return {
            "name": self.name,
            "sizes": self.sizes,
            "params": [asdict(parameter) for parameter in self.parameters],
            "values": example.tolist(),
        }


def kernel(name: str, size: tuple[int, int], /, **params: object) -> Kernel:
    """The kernel `name` at `size` (height, width), float32.

    Raises:
        Refusal: `preset_unknown`, `preset_size_<rule>`, `preset_parameter_unknown`, `preset_parameter`
            or `preset_parameter_integer`.
    """
    preset = PRESETS.get(name)
    if preset is None:
        raise Refusal("preset_unknown", name=_printable(name), known=", ".join(PRESETS))
    height, width = size
    if not preset.fits(height, width):
        raise _size_refusal(preset, height, width)
    for given in params:
        if given not in {parameter.name for parameter in preset.parameters}:
            known = ", ".join(parameter.name for parameter in preset.parameters) or "–"
            raise Refusal("preset_parameter_unknown", preset=name, name=_printable(given), known=known)
    numbers = {p.name: p.check(name, params.get(p.name, p.default)) for p in preset.parameters}
    return np.ascontiguousarray(preset.make(height, width, **numbers), dtype=np.float32)


def _printable(name: str) -> str:
    """A name from outside, fit to be sent back: not long, no half characters (lone surrogates)."""
    return name[:64].encode("utf-8", "replace").decode()


def _size_refusal(preset: Preset, height: int, width: int) -> Refusal:
    if preset.largest is not None and max(height, width) > preset.largest:
        return Refusal("preset_too_large", preset=preset.name, height=height, width=width, largest=preset.largest)
    smallest = "×".join(map(str, preset.smallest))
    return Refusal(f"preset_size_{preset.rule}", preset=preset.name, height=height, width=width, smallest=smallest)


# Building blocks. All in float64; `kernel` rounds once, at the end.


def _offsets(length: int) -> Grid:
    """Distances of the taps from the middle: -1, 0, 1 or -0.5, 0.5."""
    return np.arange(length, dtype=np.float64) - (length - 1) / 2


def _binomial(length: int) -> Grid:
    """1, 2, 1 and so on: the row of Pascal's triangle with `length` numbers."""
    return np.array([math.comb(length - 1, k) for k in range(length)], dtype=np.float64)


def _squared_radius(height: int, width: int) -> Grid:
    return _offsets(height)[:, None] ** 2 + _offsets(width)[None, :] ** 2


def _bell(height: int, width: int, sigma: float) -> Grid:
    """A Gaussian that sums to 1."""
    bell: Grid = np.exp(-_squared_radius(height, width) / (2 * sigma**2))
    bell /= bell.sum()
    return bell


def _full_convolution(a: Grid, b: Grid) -> Grid:
    out = np.zeros((a.shape[0] + b.shape[0] - 1, a.shape[1] + b.shape[1] - 1))
    for (row, col), value in np.ndenumerate(a):
        out[row : row + b.shape[0], col : col + b.shape[1]] += value * b
    return out


# The kernels.


def _identity(height: int, width: int) -> Grid:
    # Even sizes have no middle; this is the tap that torch's padding="same" puts onto the cell itself.
    grid = np.zeros((height, width))
    grid[(height - 1) // 2, (width - 1) // 2] = 1
    return grid


def _ones(height: int, width: int) -> Grid:
    return np.ones((height, width))


def _box_blur(height: int, width: int) -> Grid:
    return np.full((height, width), 1 / (height * width))


def _random(height: int, width: int, seed: int) -> Grid:
    return np.random.default_rng(seed).standard_normal((height, width))


def _sobel_x(height: int, width: int) -> Grid:
    return np.outer(_binomial(height), np.convolve(_binomial(width - 1), [-1, 1]))


def _prewitt_x(height: int, width: int) -> Grid:
    # The slope of a plane laid through the window by least squares; whole numbers for even widths too.
    return np.outer(np.ones(height), _offsets(width) * (1 if width % 2 else 2))


def _scharr_x(height: int, width: int) -> Grid:
    return np.outer([3.0, 10.0, 3.0], [-1.0, 0.0, 1.0])


def _transposed(make: Callable[[int, int], Grid]) -> Callable[[int, int], Grid]:
    return lambda height, width: make(width, height).T


def _laplacian(height: int, width: int) -> Grid:
    # The four-neighbour star, blurred by a binomial when the window is larger than 3×3.
    star = np.array([[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]])
    return _full_convolution(star, np.outer(_binomial(height - 2), _binomial(width - 2)))


def _sharpen(height: int, width: int) -> Grid:
    return _identity(height, width) - _laplacian(height, width) / 2.0 ** (height - 3 + width - 3)


def _emboss(height: int, width: int) -> Grid:
    return _offsets(height)[:, None] + _offsets(width)[None, :] + _identity(height, width)


def _laplacian_of_gaussian(height: int, width: int, sigma: float) -> Grid:
    grid: Grid = (_squared_radius(height, width) - 2 * sigma**2) / sigma**4 * _bell(height, width, sigma)
    grid -= grid.mean()  # A cut-off window would answer to plain brightness otherwise.
    return grid


def _line_horizontal(height: int, width: int) -> Grid:
    grid = np.full((height, width), -1.0)
    grid[height // 2] = height - 1
    return grid


def _line_135(height: int, width: int) -> Grid:
    return np.where(np.eye(height, dtype=bool), height - 1.0, -1.0)


def _line_45(height: int, width: int) -> Grid:
    return _line_135(height, width)[::-1]


def _gabor(height: int, width: int, angle: float, wavelength: float, sigma: float, aspect: float, phase: float) -> Grid:
    turn = math.radians(angle)
    up, right = -_offsets(height)[:, None], _offsets(width)[None, :]
    along, across = right * math.cos(turn) + up * math.sin(turn), up * math.cos(turn) - right * math.sin(turn)
    envelope = np.exp(-(across**2 + (aspect * along) ** 2) / (2 * sigma**2))
    wave = np.cos(2 * math.pi * across / wavelength + math.radians(phase))
    # Without its mean it answers to stripes alone; with a unit sum of absolute values pictures stay within ±0.5.
    grid: Grid = envelope * (wave - (envelope * wave).sum() / envelope.sum())
    grid /= np.abs(grid).sum()
    return grid


_BINOMIAL_LIMIT = 31

_SIGMA = Parameter("sigma", 1.0, 0.3, 20.0, "px")
_GABOR = (
    Parameter("angle", 0.0, -360.0, 360.0, "°"),
    Parameter("wavelength", 4.0, 2.5, 100.0, "px"),
    Parameter("sigma", 2.0, 0.5, 20.0, "px"),
    Parameter("aspect", 0.5, 0.1, 2.0),
    Parameter("phase", 0.0, -360.0, 360.0, "°"),
)

PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset("identity", _identity),
        Preset("box_blur", _box_blur),
        Preset("gaussian_blur", _bell, (_SIGMA,)),
        Preset("sharpen", _sharpen, rule="odd", smallest=(3, 3), largest=_BINOMIAL_LIMIT),
        Preset("emboss", _emboss, rule="odd", smallest=(3, 3)),
        Preset("sobel_x", _sobel_x, smallest=(1, 2), largest=_BINOMIAL_LIMIT),
        Preset("sobel_y", _transposed(_sobel_x), smallest=(2, 1), largest=_BINOMIAL_LIMIT),
        Preset("prewitt_x", _prewitt_x, smallest=(1, 2)),
        Preset("prewitt_y", _transposed(_prewitt_x), smallest=(2, 1)),
        Preset("scharr_x", _scharr_x, rule="three", smallest=(3, 3)),
        Preset("scharr_y", _transposed(_scharr_x), rule="three", smallest=(3, 3)),
        Preset("laplacian", _laplacian, smallest=(3, 3), largest=_BINOMIAL_LIMIT),
        Preset("laplacian_of_gaussian", _laplacian_of_gaussian, (_SIGMA,), smallest=(3, 3)),
        Preset("line_horizontal", _line_horizontal, rule="odd_height", smallest=(3, 1)),
        Preset("line_vertical", _transposed(_line_horizontal), rule="odd_width", smallest=(1, 3)),
        Preset("line_45", _line_45, rule="square", smallest=(3, 3)),
        Preset("line_135", _line_135, rule="square", smallest=(3, 3)),
        Preset("gabor", _gabor, _GABOR, smallest=(3, 3)),
        Preset("random", _random, (Parameter("seed", 0, 0, 2**32 - 1, integer=True),)),
        Preset("ones", _ones),
    )
}
