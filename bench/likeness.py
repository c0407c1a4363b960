"""How like a reduced picture is to a reduction of high precision: light, an almost ideal kernel in 64-bit floating point, and SSIM.
Pictures are arrays of sRGB from 0 to 1, grey."""
import math

import numpy

STRIP = 128  # rows at a time: what fits a processor's cache


def to_light(srgb):
    """IEC 61966-2-1."""
    return numpy.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def to_srgb(light):
    light = numpy.clip(light, 0, 1)
    return numpy.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def almost_ideal():
    """A sinc of ten lobes within a Kaiser window: next to nothing above the limit, next to everything below."""
    lobes, beta = 10, 8
    return lobes, lambda x: numpy.where(
        abs(x) < lobes, numpy.sinc(x) * numpy.i0(beta * numpy.sqrt(numpy.clip(1 - (x / lobes) ** 2, 0, 1))) / numpy.i0(beta), 0)


def _reduced_rows(values, kernel, new_length):
    """`kernel` is its radius in new pixels and the weight at a distance."""
    radius, weight = kernel
    length = values.shape[0]
    scale = length / new_length
    rows = []
    for start in range(0, new_length, STRIP):
        centres = (numpy.arange(start, min(start + STRIP, new_length)) + 0.5) * scale - 0.5
        first = max(0, math.floor(centres[0] - radius * scale))
        end = min(length, math.ceil(centres[-1] + radius * scale) + 1)
        matrix = weight((numpy.arange(first, end)[None, :] - centres[:, None]) / scale)
        rows.append(matrix / matrix.sum(axis=1, keepdims=True) @ values[first:end])
    return numpy.concatenate(rows)


def reduced(srgb, width, height, kernel, is_linear=True):
    """Not yet rounded to 8 bits."""
    values = to_light(srgb) if is_linear else srgb
    small = _reduced_rows(_reduced_rows(values, kernel, height).T, kernel, width).T
    return to_srgb(small) if is_linear else numpy.clip(small, 0, 1)


def _smoothed(values):
    """By a Gaussian window of 1.5 pixels."""
    size = 11
    window = numpy.exp(-((numpy.arange(size) - size // 2) ** 2) / (2 * 1.5 ** 2))
    window = (window / window.sum()).astype(values.dtype)
    for _ in range(2):
        length = values.shape[0] - size + 1
        values = sum(weight * values[i:i + length] for i, weight in enumerate(window)).T
    return values


def _ssim_map(a, b):
    c1, c2 = 0.01 ** 2, 0.03 ** 2
    mean_a, mean_b = _smoothed(a), _smoothed(b)
    var_a, var_b = _smoothed(a * a) - mean_a ** 2, _smoothed(b * b) - mean_b ** 2
    both = _smoothed(a * b) - mean_a * mean_b
    return (2 * mean_a * mean_b + c1) * (2 * both + c2) / ((mean_a ** 2 + mean_b ** 2 + c1) * (var_a + var_b + c2))


def ssim(a, b):
    """Wang et al. 2004; 1 for the same picture."""
    overlap = 10
    a, b = a.astype(numpy.float32), b.astype(numpy.float32)
    strips = [_ssim_map(a[top:top + STRIP + overlap], b[top:top + STRIP + overlap]) for top in range(0, a.shape[0] - overlap, STRIP)]
    return float(sum(strip.sum() for strip in strips) / sum(strip.size for strip in strips))
