#!/usr/bin/env python3
"""Makes the reference tensors beside this file with Pillow and NumPy, as torchvision's transforms would.

Resize, CenterCrop, ToTensor and Normalize are written out here, since they are short; the resampling and the conversion to
grey are Pillow's own. Run in this folder: /usr/bin/python3 reference.py (Debian: python3-pil python3-numpy). The files here were
made with Pillow 9.4.0.
"""
import numpy
from PIL import Image

EXAMPLES = "../../../../"
MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def shorter(picture, side):
    """torchvision.transforms.Resize(side)"""
    w, h = picture.size
    short, long = min(w, h), max(w, h)
    new_long = int(side * long / short)
    return exact(picture, *((side, new_long) if h <= w else (new_long, side)))


def exact(picture, height, width):
    """torchvision.transforms.Resize((height, width))"""
    return picture.resize((width, height), Image.BILINEAR)


def crop(picture, height, width):
    """torchvision.transforms.CenterCrop((height, width))"""
    w, h = picture.size
    top, left = int(round((h - height) / 2.0)), int(round((w - width) / 2.0))
    return picture.crop((left, top, left + width, top + height))


def save(name, picture, scale=1 / 255, mean=0, std=1, bgr=False):
    pixels = numpy.asarray(picture).astype(numpy.float64)
    pixels = pixels[numpy.newaxis] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)
    if bgr:
        pixels = pixels[::-1]
    column = lambda values: numpy.asarray(values, numpy.float64).reshape(-1, 1, 1)
    tensor = (pixels * scale - column(mean)) / column(std)
    numpy.save(name, numpy.ascontiguousarray(tensor[numpy.newaxis].astype(numpy.float32)))


def photo(name, mode):
    return Image.open(f"{EXAMPLES}photos/{name}.png").convert(mode)


save("imagenet.npy", crop(shorter(photo("coffee", "RGB"), 37), 32, 32), mean=MEAN, std=STD)
save("bgr.npy", exact(photo("chelsea", "RGB"), 31, 23), scale=1, bgr=True, mean=[103.939, 116.779, 123.68])
save("gray.npy", crop(exact(photo("astronaut", "L"), 40, 57), 33, 50))
save("larger.npy", crop(shorter(Image.open(f"{EXAMPLES}lenet5/digits/seven.png").convert("L"), 45), 40, 38))
