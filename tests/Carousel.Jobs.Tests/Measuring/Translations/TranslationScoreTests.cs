using Carousel.Jobs.Measuring;

namespace Carousel.Jobs.Tests.Measuring.Translations;

public class TranslationScoreTests
{
    /// <summary>
    /// Translations, references, and what sacreBLEU's formulas give for them, computed apart in Python.
    /// </summary>
    public static TheoryData<string[], string[], double, double> Cases() => new()
    {
        { ["The cat sat on the mat."], ["The cat sat on the mat."], 100, 100 },
        { ["the the the the the the the"], ["the cat is on the mat"], 7.809849842300637, 14.232426848159648 },
        { ["a b"], ["a b c d"], 0, 47.16981132075471 },
        {
            ["It costs 1,234.56 dollars - 3-4 of them, i.e. \"few\" & so (on)."],
            ["It cost 1,234.5 dollars, 3 or 4 of them, &quot;few&quot; &amp; so on."], 27.55396296659942,
            38.04857076353125
        },
        {
            ["Ein Mann fährt Fahrrad.", "Zwei Hunde spielen im Schnee"],
            ["Ein Mann fährt ein Fahrrad.", "Zwei Hunde spielen im tiefen Schnee ."], 40.992506530651006,
            71.6630977244001
        },
        { ["", "Zwei"], ["leer", "Zwei Hunde"], 0, 27.898232697069343 },
        { ["x y z"], ["a b c"], 0, 0 },
        { ["😀 gut 𝄞 ok"], ["😀 gut 𝄞 okay"], 59.460355750136046, 71.56215465699471 },
        { ["a b c d e f", "g"], ["a b c x e f", "g h i j k l m n"], 14.075175635660155, 14.560138609434386 },
        { ["Hunde Hunde Katze Maus Vogel"], ["Hunde Katze Maus Vogel Hunde"], 70.71067811865478, 87.65996017712264 },
        { [], [], 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Scores_AreThoseOfSacreBleu(string[] found, string[] references, double bleu, double characters)
    {
        string[][] wanted = [.. references.Select(r => new[] { r })];
        Assert.Equal(bleu, BleuScore.Of(found, wanted).Score, 1e-9);
        Assert.Equal(characters, CharacterScore.Of(found, wanted), 1e-9);
    }

    [Fact]
    public void Bleu_IsWorkedByHand()
    {
        // 5 of 6 tokens, 3 of 5 pairs, 1 of 4 triples, no run of four of 3: 1/2 of one.
        BleuScore score = BleuScore.Of(["the cat sat on the mat"], [["the cat sat at the mat today"]]);
        Assert.Equal(
            [500 / 6.0, 60, 25, 100 / 6.0], score.Precisions.Select(p => Math.Round(p, 9)),
            (a, b) => Math.Abs(a - b) < 1e-8);
        Assert.Equal(Math.Exp(1 - (7 / 6.0)), score.BrevityPenalty, 1e-12);
        Assert.Equal(score.BrevityPenalty * Math.Pow(500 / 6.0 * 60 * 25 * 100 / 6.0, 0.25), score.Score, 1e-9);
        Assert.Equal((6, 7), (score.Tokens, score.ReferenceTokens));
    }

    [Theory]
    [InlineData("a,b 1,000.5 3.", "a , b 1,000.5 3 .")]
    [InlineData("5-6 x-y -7", "5 - 6 x-y -7")]
    [InlineData("\"(a)\" [b] {c} ~ `d` e@f.g h/i", "\" ( a ) \" [ b ] { c } ~ ` d ` e @ f . g h / i")]
    [InlineData("it's 10% $5 50%", "it's 10 % $ 5 50 %")]
    [InlineData("a &lt;b&gt; &amp;quot;", "a < b > & quot ;")]
    [InlineData("naïve\u00a0café …", "naïve café …")]
    [InlineData("..,", ". . ,")]
    public void Tokens_AreThoseOf13a(string line, string tokens) => Assert.Equal(tokens.Split(' '), Tokens13a.Of(line));

    /// <summary>Python 3.11: <c>[hex(c) for c in range(0x10000) if len(('a' + chr(c) + 'b').split()) == 2]</c>,
    /// surrogates left out.</summary>
    private static readonly int[] _pythonSpaces =
    [
        0x9, 0xA, 0xB, 0xC, 0xD, 0x1C, 0x1D, 0x1E, 0x1F, 0x20, 0x85, 0xA0, 0x1680, 0x2000, 0x2001, 0x2002,
        0x2003, 0x2004, 0x2005, 0x2006, 0x2007,
        0x2008, 0x2009, 0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
    ];

    [Fact]
    public void Tokens_AreCutWherePythonSplits()
    {
        int[] cut = [.. Enumerable.Range(0, 0x10000)
            .Where(c => !char.IsSurrogate((char)c) && Tokens13a.Of($"a{(char)c}b") is ["a", "b"])];
        Assert.Equal(_pythonSpaces, cut);
    }

    [Fact]
    public void Characters_AreThoseThatPythonDoesNotSplitAt()
    {
        // If the character is skipped, the line equals the one without it; else it is an error.
        int[] passed = [.. Enumerable.Range(0, 0x10000)
            .Where(c => !char.IsSurrogate((char)c) && CharacterScore.Of([$"a{(char)c}b"], [["ab"]]) == 100)];
        Assert.Equal(_pythonSpaces, passed);
    }

    [Theory]
    [InlineData("a.\u001C", "a .")]
    [InlineData("1,\u001D2", "1 , 2")]
    [InlineData("\u001Ea-\u001F", "a-")]
    [InlineData("a\u200Bb\uFEFFc\u180Ed\u0085e", "a\u200Bb\uFEFFc\u180Ed e")]
    public void Tokens_AreThoseOf13a_AtSeparators(string line, string tokens) =>
        Assert.Equal(tokens.Split(' '), Tokens13a.Of(line));

    [Fact]
    public void Scores_CountAllReferences_InAnyOrder()
    {
        string[] found = ["the the cat sat here on a mat", "a red dog"];
        string[][] references =
        [
            ["the cat sat here today", "on a mat the dog sat here on the one mat"],
            ["one blue bird", "a red dog"],
        ];

        // 11 of 11 tokens, 8 of 9 pairs, 5 of 7 triples, 1 of 5 runs of four; references of 5 and 12 tokens: 5 is
        // nearer to 8.
        BleuScore score = BleuScore.Of(found, references);
        Assert.Equal([100, 800 / 9.0, 500 / 7.0, 20], score.Precisions, (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal((11, 8), (score.Tokens, score.ReferenceTokens));
        Assert.Equal(100, BleuScore.Of(["a red dog today"], [["no", "a red dog today"]]).Score, 1e-9);
        Assert.Equal(100, CharacterScore.Of(["a red dog"], [["no", "a red dog"]]), 1e-9);
        string[][] turned = [.. references.Select(r => r.Reverse().ToArray())];
        Assert.Equal(score.Precisions, BleuScore.Of(found, turned).Precisions);
        Assert.Equal(CharacterScore.Of(found, references), CharacterScore.Of(found, turned));
        Assert.Equal(CharacterScore.Of(["a b"], [["a c"]]), CharacterScore.Of(["a b"], [["xyz", "a c"]]));
    }

    [Fact]
    public void Scores_RefuseAnotherNumberOfReferences()
    {
        Assert.Throws<ArgumentException>(() => BleuScore.Of(["a"], []));
        Assert.Throws<ArgumentException>(() => CharacterScore.Of(["a"], []));
    }
}
