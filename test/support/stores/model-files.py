"""
Runs the step runtime's model files for tests: a list of jobs from standard input, the list of their results to standard
output. Each job is an object with `do`; each result has `ok`, or `error` with the message for users.
"""

import base64
import hashlib
import json
import os
import resource
import signal
import sys
import tempfile

# Modules of a folder that stand in for those of the interpreter.
sys.path[:0] = filter(None, [os.environ.get("HIDDEN")])

from sqlflow_step.databases.mysql.connection import tls_mode
from sqlflow_step.engines.tensorflow.engine import TENSORFLOW
from sqlflow_step.engines.xgboost.engine import XGBOOST
from sqlflow_step.errors import StepError
from sqlflow_step.step import Step
from sqlflow_step.stores import models
from sqlflow_step.stores.format import blocks
from sqlflow_step.stores.metadata.document import decode_metadata, encode_metadata
from sqlflow_step.stores.metadata.json_text import json_text
from sqlflow_step.stores.oss.place import Place
from sqlflow_step.urls import Address


def bytes_of(job):
    if "base64" in job:
        return base64.b64decode(job["base64"])
    return job["text"].encode("utf-8") if "text" in job else None


def described(data):
    return dict(length=len(data), sha256=hashlib.sha256(data).hexdigest())


def save(job):
    step = Step(dict(into=job["name"], compiler="sqlflowc test"), os.environ)
    return models.save_model(step, job["metadata"], job["path"])


def load(job):
    with tempfile.TemporaryDirectory() as folder:
        step = Step(dict(), os.environ)
        engine = next(
            one for one in (XGBOOST, TENSORFLOW) if one.name == models.load_metadata(step, job["name"])["engine"]
        )
        metadata, path = models.load_model(step, job["name"], engine, folder, **job.get("options", dict()))
        digest = hashlib.sha256()
        for piece in models.pieces_of(path):
            digest.update(piece)
        size, name = os.path.getsize(path), os.path.basename(path)
        return dict(metadata=metadata, file=name, length=size, sha256=digest.hexdigest())


def metadata(job):
    return models.load_metadata(Step(dict(), os.environ), job["name"])


def encode(job):
    """A model's blocks."""
    stream = blocks.encode_model(bytes_of(job["metadata"]), [bytes_of(job["model"])])
    return [
        dict(described(block), base64=base64.b64encode(block).decode("ascii") if len(block) <= 512 else None)
        for block in blocks.blocks_of(stream, job["blockSize"])
    ]


def decode(job):
    """Rows, read as a whole and for their metadata only."""
    rows = [(row["id"], bytes_of(row)) for row in job["rows"]]
    rows.sort(key=lambda row: row[0])

    def size(data):
        return None if data is None else len(data)

    def piece(number, offset, length):
        for at, data in rows:
            if at == number:
                return size(data), None if data is None else data[offset : offset + length]
        return None

    def next_id(number):
        return min([at for at, _ in rows if at > number], default=None)

    if job.get("part") == "metadata":
        return blocks.decode_model(lambda: blocks.consecutive_pieces(piece, next_id), job["name"])[0]
    every = [(at, size(data), data) for at, data in rows]
    document, model = blocks.decode_model(lambda: blocks.consecutive(every), job["name"])
    return dict(document=document, model=described(b"".join(blocks.verified(model, document))))


def document(job):
    """A document's bytes as they are written after they were read."""
    return encode_metadata(decode_metadata(bytes_of(job), job["name"])).decode("utf-8")


def as_json(job):
    return json_text(job["value"])


def place(job):
    """Where an OSS URL leads."""
    found = Place(job["url"], job["environment"])
    names = ("bucket", "prefix", "endpoint", "region", "signature", "cname", "path_style", "timeout", "credentials")
    return dict((name, getattr(found, name)) for name in names)


def address(job):
    """Where a MySQL URL leads."""
    found = Address(job["url"])
    names = ("host", "port", "unix_socket", "user", "password", "database")
    return dict([(name, getattr(found, name)) for name in names] + [("tls", tls_mode(found.options))])


def memory(job):
    """The most that the process ever had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def kill_before(job):
    """From now on statements and requests are counted; before the n-th the process is killed."""
    counter = dict(left=job["statement"])

    def counted(method):
        def run(*arguments, **more):
            counter["left"] -= 1
            if counter["left"] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return method(*arguments, **more)

        return run

    kind = os.environ["SQLFLOW_MODEL_STORE"].split(":")[0]
    if kind == "sqlite":
        import sqlite3

        class Counted(sqlite3.Connection):
            execute = counted(sqlite3.Connection.execute)
            executemany = counted(sqlite3.Connection.executemany)

        connect = sqlite3.connect
        sqlite3.connect = lambda *arguments, **more: connect(*arguments, **dict(more, factory=Counted))
    elif kind == "mysql":
        import pymysql.cursors

        pymysql.cursors.Cursor.execute = counted(pymysql.cursors.Cursor.execute)
    else:
        import oss2

        oss2.http.Session.do_request = counted(oss2.http.Session.do_request)


def small_limits(job):
    """So that a small model takes many statements."""
    from sqlflow_step.stores.mysql import save as mysql_save
    from sqlflow_step.stores.sqlite import save as sqlite_save

    for module in (mysql_save, sqlite_save):
        module.BATCH_BYTES = job["batch"]


JOBS = dict(
    save=save,
    load=load,
    metadata=metadata,
    encode=encode,
    decode=decode,
    document=document,
    json=as_json,
    place=place,
    address=address,
    memory=memory,
    kill_before=kill_before,
    small_limits=small_limits,
)


def result(job):
    try:
        return dict(ok=JOBS[job["do"]](job))
    except StepError as error:
        return dict(error=str(error))


json.dump([result(job) for job in json.load(sys.stdin)], sys.stdout)
