using System.Text.RegularExpressions;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Problems;

/// <summary>Strings and admissible symbols against a second description of the grammar: a regular expression.</summary>
public sealed partial class EmbeddedReberGrammarTests
{
    private const string Names = "BTPSXVE";

    [Fact]
    public void Strings_AreOfTheGrammar()
    {
        foreach (string text in Strings(seed: 1, count: 5000))
        {
            Assert.Matches(Grammar(), text);
        }
    }

    [Fact]
    public void Strings_AreNineSymbolsOrLonger_AndTwelveOnAverage()
    {
        var lengths = Strings(seed: 2, count: 20_000).Select(text => text.Length).ToList();

        // Expected symbols from node n to the last: h₃ = 1 + h₂/2, h₂ = 2 + h₄, h₄ = 1 + h₃/2, h₁ = 2 + h₃, so h₀ = 1 +
        // (h₁ + h₂)/2 = 6; six more stand around them.
        Assert.Equal(9, lengths.Min());
        Assert.InRange(lengths.Average(), 11.9, 12.1);
    }

    [Fact]
    public void Admissible_IsWhatTheRegularExpressionAllows()
    {
        var texts = Strings(seed: 3, count: 400).Distinct().ToList();
        var endings = texts.SelectMany(text => Enumerable.Range(0, Math.Min(10, text.Length)).Select(n => text[^n..]))
            .Distinct().ToList();
        var random = new TrialRandom(3, "strings", 1);
        var problem = new EmbeddedReberGrammar();
        var sequence = new ProblemSequence();
        for (int n = 0; n < 60; n++)
        {
            problem.Draw(random, sequence);
            string text = Text(sequence);
            for (int t = 0; t < sequence.Length; t++)
            {
                string before = text[..(t + 1)];
                string expected = string.Concat(Names.Where(
                    next => endings.Any(ending => Grammar().IsMatch(before + next + ending))));
                string actual = string.Concat(Names.Where((_, symbol) => (sequence.Admissible[t] >> symbol & 1) != 0));
                Assert.Equal(expected, actual);
            }
        }
    }

    [Fact]
    public void Targets_AreTheNextSymbols()
    {
        var sequence = new ProblemSequence();
        new EmbeddedReberGrammar().Draw(new TrialRandom(4, "strings", 0), sequence);

        Assert.Equal(0, sequence.FirstTarget);
        Assert.Equal(sequence.Symbols[1..].ToArray(), sequence.TargetSymbols[..^1].ToArray());
        Assert.Equal(ReberGrammar.E, sequence.TargetSymbols[^1]);
    }

    [Fact]
    public void Ways_AreEquallyLikely()
    {
        var texts = Strings(seed: 5, count: 20_000).ToList();

        Assert.InRange(texts.Count(text => text[1] == 'T') / 20_000.0, 0.48, 0.52);
        Assert.InRange(texts.Count(text => text[3] == 'T') / 20_000.0, 0.48, 0.52);
        Assert.InRange(texts.Count(text => text[3..5] == "TX") / 20_000.0, 0.235, 0.265);
    }

    [Fact]
    public void Sets_ShareNoString_AndTestStringsDiffer()
    {
        (ProblemSequence[] training, ProblemSequence[] test) = EmbeddedReberGrammar.DrawSets(
            new TrialRandom(6, "sets", 0), 256, 256);

        Assert.Equal(256, training.Length);
        Assert.Equal(256, test.Length);
        Assert.Equal(256, test.Select(Text).Except(training.Select(Text)).Count());
        Assert.InRange(training.Select(Text).Distinct().Count(), 60, 200);
    }

    [Fact]
    public void Sets_DependOnTheSeedAlone()
    {
        Assert.Equal(Texts(7, 0), Texts(7, 0));
        Assert.NotEqual(Texts(7, 0), Texts(8, 0));
        Assert.NotEqual(Texts(7, 0), Texts(7, 1));

        static string[] Texts(ulong seed, int trial) =>
            [.. EmbeddedReberGrammar.DrawSets(new TrialRandom(seed, "sets", trial), 16, 4).Training.Select(Text)];
    }

    private static IEnumerable<string> Strings(ulong seed, int count)
    {
        var random = new TrialRandom(seed, "strings", 0);
        var problem = new EmbeddedReberGrammar();
        var sequence = new ProblemSequence();
        for (int n = 0; n < count; n++)
        {
            problem.Draw(random, sequence);
            yield return Text(sequence);
        }
    }

    private static string Text(ProblemSequence sequence)
    {
        var text = new System.Text.StringBuilder();
        foreach (int symbol in sequence.Symbols)
        {
            text.Append(Names[symbol]);
        }

        return text.Append(Names[sequence.TargetSymbols[^1]]).ToString();
    }

    [GeneratedRegex(@"^B([TP])B(?:TS*X(?:S|X(?:T*VPX)*T*V(?:V|PS))|P(?:T*VPX)*T*V(?:V|PS))E\1E$")]
    private static partial Regex Grammar();
}
