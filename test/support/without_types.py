"""Input: pairs of a Python text and the same as it is packed. Prints which differ in more than types and notes."""

from __future__ import annotations

import ast
import json
import sys


class Untyped(ast.NodeTransformer):
    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or ([] if isinstance(node, ast.Module) else [ast.Pass()])
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.returns = None
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        return ast.Assign([node.target], node.value) if node.value else None

    def visit_If(self, node: ast.If) -> ast.AST | None:
        self.generic_visit(node)
        return None if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING" else node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | None:
        is_typing = node.module == "typing" and [name.name for name in node.names] == ["TYPE_CHECKING"]
        return None if is_typing or node.module == "__future__" else node


def differs(source: str, packed: str) -> bool:
    return ast.dump(Untyped().visit(ast.parse(source))) != ast.dump(ast.parse(packed))


if __name__ == "__main__":
    json.dump([at for at, pair in enumerate(json.load(sys.stdin)) if differs(*pair)], sys.stdout)
