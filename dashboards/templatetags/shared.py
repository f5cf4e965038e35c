"""`{% shared bar contract period %}…{% endshared %}`: a part of a page that everyone who may see it gets alike."""

from django import template
from django.template import Context, Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token

from dashboards.page_cache import Kept

register = template.Library()


class SharedNode(Node):
    """Inside, only the named variables exist: no user, no request, no token can slip into what others get."""

    def __init__(self, kept: FilterExpression, names: list[str], nodelist: NodeList) -> None:
        self.kept, self.names, self.nodelist = kept, names, nodelist

    def render(self, context: Context) -> str:
        found: Kept = self.kept.resolve(context)
        return found.or_made(lambda: str(self._made(context)))

    def _made(self, context: Context) -> str:
        return self.nodelist.render(context.new({name: context[name] for name in self.names}))


@register.tag
def shared(parser: Parser, token: Token) -> SharedNode:
    _, *words = token.split_contents()
    if len(words) < 2:
        raise TemplateSyntaxError("shared names what is kept, then the variables that it may use.")
    nodelist = parser.parse(("endshared",))
    parser.delete_first_token()
    return SharedNode(parser.compile_filter(words[0]), words[1:], nodelist)
