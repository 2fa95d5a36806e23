"""Runs programs one after another, each in a process of its own that begins with PyTorch loaded: for test/interop/python.ts.

Each line that it reads is a JSON object: `words`, a program and what it is told, or `-m` and a module; `cwd`, the folder to run them in. Each line that it writes is what became of it: `status`, `stdout`, `stderr`.
"""
import json
import os
import runpy
import signal
import sys
import tempfile
import traceback

# The first folder of a program's path is its own.
sys.path.pop(0)
import torch


def run(words, cwd):
    """As `python3 WORDS` would: gives the exit code."""
    os.chdir(cwd)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        if words[0] == '-m':
            sys.argv = words[1:]
            sys.path.insert(0, cwd)
            runpy.run_module(words[1], run_name='__main__', alter_sys=True)
        else:
            sys.argv = words
            sys.path.insert(0, os.path.dirname(os.path.abspath(words[0])))
            runpy.run_path(words[0], run_name='__main__')
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
        return 1
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def forked(words, cwd):
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                os.dup2(out.fileno(), 1)
                os.dup2(err.fileno(), 2)
                status = run(words, cwd)
                sys.stdout.flush()
                sys.stderr.flush()
            finally:
                # Nothing of the parent's is ended here.
                os._exit(status & 255)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        out.seek(0)
        err.seek(0)
        return {'status': status, 'stdout': out.read().decode(), 'stderr': err.read().decode()}


print(json.dumps({'torch': torch.__version__}), flush=True)
for line in sys.stdin:
    print(json.dumps(forked(**json.loads(line))), flush=True)
