using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Problems;

public sealed class CountingLanguageTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Targets_AreTheSymbolsThatMayFollow(int letters)
    {
        string names = "Sabc"[..(letters + 1)];
        var sequence = new ProblemSequence();
        var problem = new CountingLanguage(letters, 1, 10);

        // What may follow a beginning is what follows it in some string of the language.
        string[] all =
        [
            .. Enumerable.Range(1, 12)
                .Select(n => "S" + string.Concat(names[1..].Select(letter => new string(letter, n))) + "S"),
        ];
        for (int n = 1; n <= 10; n++)
        {
            problem.Write(n, sequence);
            string text = string.Concat(sequence.Symbols.ToArray().Select(symbol => names[symbol]));
            Assert.Equal(all[n - 1][..^1], text);
            for (int t = 0; t < text.Length; t++)
            {
                string before = text[..(t + 1)];
                char[] allowed =
                [
                    .. all.Where(other => other.StartsWith(before, StringComparison.Ordinal))
                        .Select(other => other[t + 1]).Distinct(),
                ];
                for (int symbol = 0; symbol <= letters; symbol++)
                {
                    Assert.Equal(
                        allowed.Contains(names[symbol]) ? 1 : 0, sequence.Targets[(t * (letters + 1)) + symbol]);
                }
            }
        }
    }

    [Fact]
    public void Draw_TakesEachNAsOften()
    {
        var random = new TrialRandom(1, "strings", 0);
        var sequence = new ProblemSequence();
        var problem = new CountingLanguage(2, 1, 10);
        int[] counts = new int[11];
        for (int n = 0; n < 20_000; n++)
        {
            problem.Draw(random, sequence);
            counts[(sequence.Length - 1) / 2]++;
        }

        Assert.All(counts[1..], count => Assert.InRange(count, 1800, 2200));
    }
}
