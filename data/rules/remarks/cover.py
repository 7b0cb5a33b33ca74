"""Which remarks are known to be harmless: those of which every word is accounted for, and nothing else.

A remark is parted where its script changes, and then once as a whole, without its punctuation, and once sentence by
sentence. Each part must be a row of phrases of one language (`harmless_words`) from its first word to its last. A
question mark, a digit, a word or a sign that no phrase has: somebody must look. So what is put beside something
harmless is looked at unless it is harmless itself, and two harmless remarks one after the other are harmless.
"""

from collections.abc import Iterable
from functools import cache
from typing import Final

import msgspec
import polars as pl

from orderdeck.data.rules.remarks.fold import QUESTION, fold_asking
from orderdeck.data.rules.remarks.harmless.words import Language, languages
from orderdeck.data.rules.remarks.required_words import FEW, Needed, needed

_EMOJI: Final = "".join(
    (
        r"\x{1f600}-\x{1f64f}\x{1f910}-\x{1f92f}\x{1f970}-\x{1f97a}\x{1fae0}-\x{1fae8}\x{1faf0}-\x{1faf8}",  # faces
        r"\x{2639}-\x{263b}\x{1f3fb}-\x{1f3ff}",
        r"\x{2661}\x{2665}\x{2763}\x{2764}\x{1f48b}-\x{1f49f}\x{1f90d}-\x{1f90f}\x{1f5a4}\x{1f9e1}",  # hearts
        r"\x{1fa75}-\x{1fa77}",
        r"\x{1f44b}-\x{1f450}\x{1f4aa}\x{1f918}-\x{1f91f}\x{1f932}\x{270a}-\x{270d}\x{261d}",  # hands
        r"\x{2b50}\x{2605}\x{2606}\x{2728}\x{1f31f}\x{1f320}\x{1f4ab}\x{1f525}\x{1f4af}\x{26a1}\x{1f3c6}",  # praise
        r"\x{1f947}\x{2705}\x{2713}\x{2714}\x{2611}\x{1f451}\x{1f48e}\x{266a}\x{266b}\x{1f3b5}\x{1f3b6}",
        r"\x{1f389}-\x{1f38b}\x{1f384}\x{1f385}\x{1f388}\x{1f37b}\x{1f942}\x{1f380}\x{2744}\x{2603}",  # feasts
        r"\x{1f337}-\x{1f340}\x{1f490}\x{1f4ae}\x{1f400}-\x{1f43f}\x{1f981}-\x{1f9ae}\x{2600}\x{1f308}",  # nature
        r"\x{1f31e}\x{2618}",
        r"\x{1f680}\x{1f69a}\x{1f69b}\x{2708}\x{1f4e6}\x{23f0}-\x{23f3}\x{1f3c3}",  # on its way
        r"\x{200b}-\x{200f}\x{fe0e}\x{fe0f}",
    )
)

_ODD: Final = (
    rf"[^\p{{L}}\p{{M}}\p{{N}}\p{{P}}\p{{Z}}\s^`~´¨=<>|+$€£¥＾｀～＝＜＞｜＋＄￡￥{_EMOJI}]|\x{{20e3}}"
)
"""A sign that may mean something: a colour, a flag, a telephone, a "no entry"."""
_SMILES: Final = (
    (r"<3+", " "),
    (r"\^[oO_.\-]*\^", " "),
    (r"(^|[\s\p{L}.!,])[:;=xX]['’]?-?[DPp]+($|[\s.!,])", "$1 $2"),
    (r"(^|[\s\p{L}.!,])[:;=]['’]?-?[oO*]+($|[\s.!,])", "$1 $2"),
    (r"\b[ToO]_+[ToO]\b", " "),
    (r"(^|[^A-Za-z])[Oo]rz($|[^A-Za-z])", "$1 $2"),
)
_SMILING: Final = ["<3", "^", "_", ":", ";", "=", "rz", "xD", "XD", "xP", "XP"]
"""What every one of them has a part of."""
_SCRIPTS: Final[dict[str, str]] = {
    "Latin": r"\p{Latin}",
    "Cyrillic": r"\p{Cyrillic}",
    "Greek": r"\p{Greek}",
    "Han": r"\p{Han}\p{Hiragana}\p{Katakana}ー々",
    "Hangul": r"\p{Hangul}",
    "Arabic": r"\p{Arabic}",
    "Hebrew": r"\p{Hebrew}",
    "Thai": r"\p{Thai}",
}
_RUNS: Final = "|".join([*(f"[{letters}][{letters} ]*" for letters in _SCRIPTS.values()), r"\S+"])


class Cover(msgspec.Struct, frozen=True):
    """Tells harmless remarks. `own`: the user's phrases, which count in every language."""

    own: tuple[str, ...] = ()

    def covers(self, remarks: pl.Series, folded: pl.Series) -> pl.Series:
        """Whether each of `remarks` (as they came, none null) is known to be harmless: Boolean.

        `folded` are the same by `fold_asking`.
        """
        smiling = remarks.str.contains_any(_SMILING)
        if smiling.any():
            bare = pl.DataFrame({"text": remarks}).select(
                pl.when(smiling).then(fold_asking(_unsmiling(pl.col("text")))).otherwise(folded)
            )
            folded = bare.to_series()
        frame = pl.DataFrame({"odd": remarks.str.contains(_ODD), "folded": folded})
        frame = frame.with_columns(
            runs=_runs(pl.col("folded")), sentence=pl.col("folded").str.split(" . "), row=pl.row_index()
        )
        split = frame.select("row", "sentence").explode("sentence")
        split = split.select("row", runs=_runs(pl.col("sentence")), bare=_bare(pl.col("sentence")))
        every = pl.concat([frame["runs"].explode(), split["runs"].explode()]).drop_nulls().unique()
        good = self._good(every).implode()
        sentences = split.select(
            "row",
            good=pl.col("runs").list.eval(pl.element().is_in(good)).list.all()
            | pl.col("bare").is_in(_alone().implode()),
        )
        whole = frame.select(pl.col("runs").list.eval(pl.element().is_in(good)).list.all()).to_series()
        apart = sentences.group_by("row", maintain_order=True).agg(pl.col("good").all())["good"]
        return (whole | apart) & ~frame["odd"]

    def _good(self, parts: pl.Series) -> pl.Series:
        """Those of `parts` that are a row of phrases."""
        few = "\n".join(parts.to_list()) if len(parts) <= FEW else None
        scripts = {key for key, letters in _SCRIPTS.items() if parts.str.contains(f"[{letters}]").any()}
        patterns = [
            found for one in languages() if one.script in scripts and (found := self._pattern(one, few))
        ]
        return parts.filter(
            pl.DataFrame({"part": parts})
            .select(pl.any_horizontal(pl.lit(False), *(pl.col("part").str.contains(one) for one in patterns)))
            .to_series()
        )

    def _pattern(self, language: Language, text: str | None) -> str | None:
        """What a row of phrases of `language` looks like; of those alone that `text` may hold, where it is given."""
        fill: Iterable[str] = language.fill
        say: Iterable[str] = language.say
        ask: Iterable[str] = language.ask
        if text is not None:
            fill = (
                language.fill & {*text.split()} if language.blanks else [one for one in fill if one in text]
            )
            say, ask = _held(_needs(language.say), text), _held(_needs(language.ask), text)
        phrases = [*sorted(fill), *say, *self.own, *(f"(?:{one})(?: {QUESTION})?" for one in ask)]
        if not phrases:
            return None
        return (
            f"^ (?:(?:{'|'.join(phrases)}) )+$" if language.blanks else f"^ (?:(?:{'|'.join(phrases)}) ?)+$"
        )


@cache
def _needs(patterns: tuple[str, ...]) -> tuple[tuple[str, Needed], ...]:
    return tuple((one, needed(one)) for one in patterns)


def _held(patterns: Iterable[tuple[str, Needed]], text: str) -> list[str]:
    return [one for one, words in patterns if words is None or any(word in text for word in words)]


@cache
def _alone() -> pl.Series:
    return pl.Series(
        sorted({f" {one} " for language in languages() for one in language.alone}), dtype=pl.String
    )


def _unsmiling(text: pl.Expr) -> pl.Expr:
    for pattern, replacement in _SMILES:
        text = text.str.replace_all(pattern, replacement)
    return text


def _bare(text: pl.Expr) -> pl.Expr:
    """Without punctuation, and one blank before, after and between words."""
    return (" " + text.str.replace_all(r"[ .,/+-]+", " ").str.strip_chars() + " ").str.replace_all("  +", " ")


def _runs(text: pl.Expr) -> pl.Expr:
    """The parts of a folded text that are of one script each, bare."""
    return _bare(text).str.extract_all(_RUNS).list.eval(" " + pl.element().str.strip_chars() + " ")
