"""Runs a notebook with a kernel and nobody before it: `run_notebook.py NOTEBOOK` writes it with its outputs."""

import os
import sys

import nbformat
from nbclient import NotebookClient

notebook = nbformat.read(sys.argv[1], 4)
place = {"metadata": {"path": os.getcwd()}}
NotebookClient(notebook, timeout=80, kernel_name="python3", allow_errors=True, resources=place).execute()
sys.stdout.write(nbformat.writes(notebook))
