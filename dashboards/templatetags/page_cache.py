"""`{% cached_part body contract period %}…{% endcached_part %}`: a part of a page that everyone gets alike."""

from django import template
from django.template import Context, Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token

from accounts.templatetags.french import exponents
from dashboards.page_cache import CachedPart, InnerPart
from dashboards.page_frame import Holes

register = template.Library()


class CachedPartNode(Node):
    """Inside, only the named variables exist: no user, no request, no token can slip into what others get."""

    def __init__(self, part: FilterExpression, names: list[str], nodelist: NodeList) -> None:
        self.part, self.names, self.nodelist = part, names, nodelist

    def render(self, context: Context) -> str:
        part: CachedPart | InnerPart = self.part.resolve(context)
        holes: Holes | None = context.get("holes")
        if holes is None:
            return part.get_or_render(lambda: str(self._rendered(context)))
        # The layout writes the ordinals of what it sees: a part that it does not see is kept with its own.
        return holes.leave(part, lambda: str(exponents(self._rendered(context))))

    def _rendered(self, context: Context) -> str:
        return self.nodelist.render(context.new({name: context[name] for name in self.names}))


@register.tag
def cached_part(parser: Parser, token: Token) -> CachedPartNode:
    _, *words = token.split_contents()
    if len(words) < 2:
        raise TemplateSyntaxError("cached_part names the cached part, then the variables that it may use.")
    nodelist = parser.parse(("endcached_part",))
    parser.delete_first_token()
    return CachedPartNode(parser.compile_filter(words[0]), words[1:], nodelist)
