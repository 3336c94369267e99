"""The inference service from the command line: ``python -m inference paint | hear | direct | ask | ledger``, and more.

It runs the same code as the Celery tasks, on files and in one process, without Django, a broker or a database. Programs
such as ``fetch``, ``train-lora``, ``bench``, ``sound`` and ``film`` have their own arguments and are imported only when
they are asked for. Bad input is one sentence on stderr and exit code 2; a job that fails is its sentence and 1.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from PIL import Image

from inference.contract.arrays import Picture, Relief
from inference.contract.art_styles import ART_STYLES, DEFAULT_ART_STYLE
from inference.contract.errors import CommandRefused, EngineError, EngineUnavailable
from inference.contract.files.picture_files import decode_picture, decode_relief
from inference.contract.files.storage import FolderStorage, Storage
from inference.contract.finishing import AskJob
from inference.contract.geometry import HEIGHT, mural_width, strip_x
from inference.contract.jobs import Reply
from inference.contract.pieces import StripJob, StripNote, StripResult
from inference.contract.speech.audio import AudioUnreadable, read_wav
from inference.engine.ledger import ledger_record, ledger_table
from inference.engine.protocols import Engine
from inference.engine_choice import ENGINE_NAMES, choose_engine, load_engine
from inference.environment import ConfigError
from inference.models.runtime.options import ModelOptions
from inference.mural.reader import StoredMural
from inference.mural.strip_job import paint_strip
from inference.sketch.ears.options import EarsOptions

CONTEXT_PHRASES = 8
"""Earlier phrases that the director gets, as in a room."""
MAX_PHRASE_LENGTH = 400
MAX_QUESTION_LENGTH = 300
MAX_PHRASES = 200
NO_REPLY = Reply(done="none", failed="none")
PROGRAMS = {
    "fetch": ("inference.models.hub.command", "Bring the models' weights ahead of a start."),
    "train-lora": ("inference.models.training.command", "Learn a style for the painter from a folder of pictures."),
    "bench": ("inference.models.bench.command", "Time the models engine on this machine."),
    "sound": ("inference.sound.command", "Render a world's sound as a WAV file."),
    "film": ("inference.studio.film.command", "Make a world's film."),
}
"""Programs other than the engine's jobs: module and description."""


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        refuse(f"{message[:1].upper()}{message[1:]}.")


def refuse(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise SystemExit(2)


def main(arguments: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if given and given[0] in PROGRAMS:
            return run_program(given[0], given[1:])
        options = parser().parse_args(given)
        answer, text = options.do(start_engine(options), options)
    except (EngineUnavailable, ConfigError) as error:
        refuse(str(error))
    except AudioUnreadable as error:
        refuse(error.message)
    except EngineError as error:
        print(error.message, file=sys.stderr)
        return 1
    except OSError as error:
        refuse(f"{error.filename} cannot be used: {error.strerror}.")
    print(json.dumps(answer, indent=2) if options.json else text)
    return 0


def run_program(name: str, arguments: Sequence[str]) -> int:
    """Run one of ``PROGRAMS``: a module with ``add_arguments`` and ``run``, which returns an exit code or an answer."""
    module, about = PROGRAMS[name]
    try:
        program = importlib.import_module(module)
    except ModuleNotFoundError as error:
        refuse(f"The library {error.name} is not installed: install requirements/models.txt.")
    # A program may take a file for its JSON instead.
    command = Parser(prog=f"python -m inference {name}", description=about, conflict_handler="resolve")
    command.add_argument("--json", action="store_true", help="print one JSON object, where there is an answer")
    program.add_arguments(command)
    options = command.parse_args(arguments)
    try:
        answer = program.run(options)
    except CommandRefused as error:
        refuse(str(error))
    if isinstance(answer, int):
        return answer
    record, text = answer
    print(json.dumps(record, indent=2) if options.json else text)
    return 0


def start_engine(options: argparse.Namespace) -> Engine:
    """The chosen engine, once it is warm enough for the command. Raises ``EngineError`` if it cannot become ready."""
    models = ModelOptions.read(os.environ)
    if options.random_weights and options.engine != "models":
        refuse("--random-weights are for --engine models.")
    # Random weights need no files, so that nothing is left to choose.
    name = "models" if options.random_weights else choose_engine(options.engine, models).name
    ears = EarsOptions.read(os.environ)
    hears = options.do in (hear_clip, show_ledger)
    engine = load_engine(name, models, ears=ears, hears=hears, random_weights=options.random_weights)
    reported = ""
    while True:
        warmup = engine.warmup
        if warmup.problem:
            raise EngineError("engine.unavailable", warmup.problem)
        if warmup.stage == "" if options.fully else warmup.ready:
            return engine
        if warmup.stage != reported:
            reported = warmup.stage
            print(f"{reported} ({warmup.done} of {warmup.of})", file=sys.stderr)
        time.sleep(0.05)


def parser() -> Parser:
    top = Parser(prog="python -m inference", description="Lightloom's engines, one job at a time.")
    names = ["paint", "hear", "direct", "ask", "ledger", *PROGRAMS]
    commands = top.add_subparsers(required=True, metavar="|".join(names))

    def command(name: str, do: Any, about: str, *, fully: bool = False) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=about, description=about)
        made.set_defaults(do=do, fully=fully)
        made.add_argument("--engine", default="auto", help=f"one of {', '.join(ENGINE_NAMES)} (default auto)")
        made.add_argument("--random-weights", action="store_true", help="models at full size, nothing downloaded")
        made.add_argument("--json", action="store_true", help="print one JSON object")
        return made

    paint = command("paint", paint_mural, "Paint phrases into one mural.")
    paint.add_argument("phrases", nargs="+", metavar="PHRASE", type=phrase)
    paint.add_argument("--out", type=Path, required=True, help="the mural: .png, .jpg or .webp")
    paint.add_argument("--relief", type=Path, help="its relief: a 16-bit .png")
    paint.add_argument("--seed", type=seed, help="the same seed paints the same mural (default: a new one)")
    paint.add_argument("--style", choices=ART_STYLES, default=DEFAULT_ART_STYLE)
    hear = command("hear", hear_clip, "Write down what a WAV file says.")
    hear.add_argument("clip", type=Path, metavar="CLIP.wav")
    direct = command("direct", direct_phrase, "Show what the director makes of a phrase.")
    direct.add_argument("phrase", metavar="PHRASE", type=phrase)
    direct.add_argument("--style", choices=ART_STYLES, default=DEFAULT_ART_STYLE)
    ask = command("ask", ask_world, "Weave phrases into a world and ask about it.", fully=True)
    ask.add_argument("question", metavar="QUESTION", type=question)
    ask.add_argument("phrases", nargs="+", metavar="PHRASE", type=phrase)
    ask.add_argument("--seed", type=seed, default=0)
    ask.add_argument("--style", choices=ART_STYLES, default=DEFAULT_ART_STYLE)
    command("ledger", show_ledger, "List what the engine has loaded.", fully=True)
    for name, (_, about) in PROGRAMS.items():
        commands.add_parser(name, help=about)
    return top


def phrase(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise argparse.ArgumentTypeError("a phrase needs at least one word")
    if len(words) > MAX_PHRASE_LENGTH:
        raise argparse.ArgumentTypeError(
            f"a phrase has at most {MAX_PHRASE_LENGTH} characters, this one has {len(words)}"
        )
    return words


def question(text: str) -> str:
    words = " ".join(text.split())
    if not 1 <= len(words) <= MAX_QUESTION_LENGTH:
        raise argparse.ArgumentTypeError(
            f"a question has 1 to {MAX_QUESTION_LENGTH} characters, this one has {len(words)}"
        )
    return words


def seed(text: str) -> int:
    if not text.isdecimal() or int(text) >= 2**63:
        raise argparse.ArgumentTypeError("a seed is a whole number from 0 to 2^63 - 1")
    return int(text)


def paint_mural(engine: Engine, options: argparse.Namespace) -> tuple[dict[str, Any], str]:
    check_output(options.out, (".png", ".jpg", ".jpeg", ".webp"))
    if options.relief is not None:
        check_output(options.relief, (".png",))
    if len(options.phrases) > MAX_PHRASES:
        refuse(f"At most {MAX_PHRASES} phrases are painted at once, these are {len(options.phrases)}.")
    width = mural_width(len(options.phrases))
    widest = {".webp": 16_383, ".jpg": 65_500, ".jpeg": 65_500}.get(options.out.suffix.lower(), width)
    if width > widest:
        refuse(f"A {options.out.suffix} is at most {widest} px wide and the mural would have {width}; use .png.")
    number = secrets.randbits(32) if options.seed is None else options.seed
    with tempfile.TemporaryDirectory() as folder:
        storage = FolderStorage(Path(folder))
        results = paint_strips(engine, storage, options.phrases, number, options.style)
        mural, relief = assemble(storage, results)
    Image.fromarray(mural).save(options.out)
    if options.relief is not None:
        Image.fromarray(relief).save(options.relief)
    answer = {
        "engine": engine.name,
        "seed": number,
        "out": str(options.out),
        "relief": None if options.relief is None else str(options.relief),
        "width": mural.shape[1],
        "height": mural.shape[0],
        "strips": [
            {
                "text": text,
                "x": result.x,
                "width": result.files.width,
                "direction": result.direction.model_dump(mode="json"),
                "palette": result.palette.model_dump(mode="json"),
                "seconds": result.seconds,
            }
            for text, result in zip(options.phrases, results, strict=True)
        ],
    }
    return answer, f"{options.out}: {mural.shape[1]} x {mural.shape[0]} px, {len(results)} strips, seed {number}"


def paint_strips(engine: Engine, storage: Storage, phrases: list[str], seed: int, style: Any) -> list[StripResult]:
    """One paint job after another, each carrying on the strip before it, as a room's phrases do."""
    results: list[StripResult] = []
    for position, text in enumerate(phrases):
        last = results[-1] if results else None
        job = StripJob(
            about=str(position),
            attempt=1,
            world="mural",
            text=text,
            seed=seed,
            position=position,
            x=strip_x(position),
            carried=last and last.files.picture,
            carried_relief=last and last.files.relief,
            anchor=results[0].files.picture if results else None,
            art_style=style,
            memory=last.memory if last else {},
            before=phrases[max(0, position - CONTEXT_PHRASES) : position],
            reply=NO_REPLY,
        )
        results.append(paint_strip(engine, storage, job))
    return results


def assemble(storage: Storage, results: list[StripResult]) -> tuple[Picture, Relief]:
    """The whole mural and its relief: every strip laid over the end of its neighbour."""
    width = mural_width(len(results))
    mural, relief = np.zeros((HEIGHT, width, 3), np.uint8), np.zeros((HEIGHT, width), np.uint16)
    for result in results:
        place = slice(result.x, result.x + result.files.width)
        mural[:, place] = decode_picture(storage.read(result.files.picture))
        relief[:, place] = decode_relief(storage.read(result.files.relief))
    return mural, relief


def check_output(path: Path, endings: tuple[str, ...]) -> None:
    """Before anything is painted, not after."""
    if path.suffix.lower() not in endings:
        refuse(f"{path} must end in {' or '.join(endings)}.")
    if not path.parent.is_dir():
        refuse(f"There is no folder {path.parent}.")


def hear_clip(engine: Engine, options: argparse.Namespace) -> tuple[dict[str, Any], str]:
    transcript = engine.ears.hear(read_wav(options.clip.read_bytes()))
    return transcript.model_dump(mode="json", include={"text", "words", "seconds"}), transcript.text


def direct_phrase(engine: Engine, options: argparse.Namespace) -> tuple[dict[str, Any], str]:
    direction = engine.director.direct(options.phrase, art_style=options.style, before=[], memory={})
    answer = direction.model_dump(mode="json")
    lines = [f"{name}: {answer[name]}" for name in ("shot", "light", "mood", "art_style", "scene", "understood")]
    lines.append("palette: " + " ".join(direction.palette))
    lines += [f"element: {element.count} {element.size} {element.kind}" for element in direction.elements]
    return answer, "\n".join(lines)


def ask_world(engine: Engine, options: argparse.Namespace) -> tuple[dict[str, Any], str]:
    with tempfile.TemporaryDirectory() as folder:
        storage = FolderStorage(Path(folder))
        results = paint_strips(engine, storage, options.phrases, options.seed, options.style)
        strips = [
            StripNote(
                position=position,
                x=result.x,
                width=result.files.width,
                picture=result.files.picture,
                relief=result.files.relief,
                text=text,
                narrator="somebody",
                direction=result.direction,
                palette=result.palette,
            )
            for position, (text, result) in enumerate(zip(options.phrases, results, strict=True))
        ]
        job = AskJob(about="question", question=options.question, strips=strips, reply=NO_REPLY)
        answer = engine.art_director.answer(job, StoredMural(storage, strips))
    return answer.model_dump(mode="json", include={"text", "position"}), answer.text


def show_ledger(engine: Engine, options: argparse.Namespace) -> tuple[dict[str, Any], str]:
    return ledger_record(engine), ledger_table(engine)


if __name__ == "__main__":
    sys.exit(main())
