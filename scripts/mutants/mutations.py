"""Every single change that can be made to a module: another comparison, operator, constant, branch or function."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
}
FUNCTIONS = {"min": "max", "max": "min", "any": "all", "all": "any", "floor": "ceil", "ceil": "floor"}


@dataclass(frozen=True)
class Mutant:
    """A module with one change in it. `before` and `after` are what was changed."""

    module: str
    line: int
    column: int
    before: str
    after: str
    original: str
    source: str

    @property
    def name(self) -> str:
        return f"{self.module}:{self.line}: {self.before} → {self.after}"

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What does not change when lines are added above: the module, the text of the line, the change."""
        line = self.original.splitlines()[self.line - 1].strip()
        return self.module, line, self.before, self.after

    @property
    def diff(self) -> str:
        lines = unified_diff(
            self.original.splitlines(), self.source.splitlines(), self.module, "mutant", n=1, lineterm=""
        )
        return "\n".join(lines)


def mutants_of(path: Path) -> Iterator[Mutant]:
    """All the mutants of a module, in the order of its lines."""
    source = path.read_text("utf-8")
    for node in _computing(ast.parse(source)):
        for changed in _changes(node):
            yield _mutant(path.stem, source, node, changed)


def _computing(tree: ast.Module) -> Iterator[ast.expr]:
    """The expressions that are computed: not annotations, decorators, or messages."""
    ignored = {id(each) for node in ast.walk(tree) for part in _words(node) for each in ast.walk(part)}
    computed = [node for node in ast.walk(tree) if isinstance(node, ast.expr) and id(node) not in ignored]
    yield from sorted(computed, key=lambda node: (node.lineno, node.col_offset, -(node.end_col_offset or 0)))


def _words(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.AnnAssign(annotation=annotation) | ast.arg(annotation=ast.expr() as annotation):
            yield annotation
        case ast.FunctionDef(returns=returns, decorator_list=decorators):
            yield from [*decorators, *filter(None, [returns])]
        case ast.ClassDef(decorator_list=decorators):
            yield from decorators
        case ast.TypeAlias() | ast.JoinedStr():
            yield node
        case _:
            pass


def _changes(node: ast.expr) -> Iterator[ast.expr]:
    """What the expression may become."""
    match node:
        case ast.Compare(left=left, ops=[first, *others], comparators=comparators):
            yield ast.Compare(left, [COMPARISONS[type(first)](), *others], comparators)
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in OPERATORS:
            yield ast.BinOp(left, OPERATORS[type(operator)](), right)
        case ast.BoolOp(op=operator, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield ast.IfExp(test, orelse, body)
        case ast.Constant(value=value):
            yield from map(ast.Constant, _other_constants(value))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords) if name in FUNCTIONS:
            yield ast.Call(ast.Name(FUNCTIONS[name]), args, keywords)
        case _:
            pass


def _other_constants(value: object) -> Iterator[int]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1)


def _mutant(module: str, source: str, node: ast.expr, changed: ast.expr) -> Mutant:
    before = ast.get_source_segment(source, node) or ""
    start = _offset(source, node.lineno, node.col_offset)
    end = _offset(source, node.end_lineno or node.lineno, node.end_col_offset or 0)
    after = ast.unparse(ast.fix_missing_locations(changed))
    text = source[:start] + f"({after})" + source[end:]
    return Mutant(module, node.lineno, node.col_offset, " ".join(before.split()), after, source, text)


def _offset(source: str, line: int, column: int) -> int:
    """The place of a node in the text; `ast` counts the bytes of a line."""
    lines = source.splitlines(keepends=True)
    return sum(map(len, lines[: line - 1])) + len(lines[line - 1].encode()[:column].decode())
