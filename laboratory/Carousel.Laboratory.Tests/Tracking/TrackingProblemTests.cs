using Carousel.Laboratory.Tracking.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Tracking;

/// <summary>Every answer is compared with one computed in another way, only from the symbols.</summary>
public sealed class TrackingProblemTests
{
    private const int Sequences = 50, Longest = 60;

    public static TheoryData<string> Words { get; } = [.. TrackingProblems.All.Select(p => p.Word)];

    [Theory]
    [MemberData(nameof(Words))]
    public void SymbolsAndAnswers_AreWithinBounds_AndAFunctionOfTheSeed(string word)
    {
        TrackingProblem problem = TrackingProblems.Find(word.ToUpperInvariant())!;
        for (int length = 1; length <= Math.Min(Longest, problem.MostLength); length++)
        {
            (int[] symbols, int[] answers) = Draw(problem, length, length);
            Assert.All(symbols, s => Assert.InRange(s, 0, problem.Symbols - 1));
            Assert.All(answers, a => Assert.InRange(a, problem.IsRunning ? 0 : -1, problem.Answers - 1));
            Assert.Contains(answers, a => a >= 0);
            (int[] again, int[] answersAgain) = Draw(problem, length, length);
            Assert.Equal(symbols, again);
            Assert.Equal(answers, answersAgain);
        }
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void EverySymbolAndAnswer_Occurs(string word)
    {
        TrackingProblem problem = TrackingProblems.Find(word)!;
        (int[] Symbols, int[] Answers)[] drawn =
        [
            .. Enumerable.Range(0, 500).Select(k => Draw(problem, 40, k)),
        ];
        Assert.Equal(problem.Symbols, drawn.SelectMany(d => d.Symbols).Distinct().Count());
        Assert.Equal(problem.Answers, drawn.SelectMany(d => d.Answers).Where(a => a >= 0).Distinct().Count());
    }

    [Fact]
    public void Parity_IsThatOfTheSum() => AssertAnswers("parity", prefix => prefix.Sum() % 2);

    [Fact]
    public void Cycle_IsTheSumOfTheSteps() =>
        AssertAnswers("cycle", prefix => (((prefix.Count(s => s == 2) - prefix.Count(s => s == 0)) % 5) + 5) % 5);

    [Fact]
    public void Counter_StaysWithinItsBounds() => AssertAnswers("counter", prefix =>
    {
        int count = 0;
        foreach (int symbol in prefix)
        {
            count += symbol == 0 ? (count < 9 ? 1 : 0) : count > 0 ? -1 : 0;
        }

        return count;
    });

    [Fact]
    public void Arithmetic_MultipliesFirst() => AssertAnswers("arithmetic", prefix =>
    {
        int[] whole = prefix.Length % 2 == 1 ? prefix : prefix[..^1];
        var products = new List<int> { whole[0] };
        for (int t = 1; t < whole.Length; t += 2)
        {
            switch (whole[t])
            {
                case 5: products.Add(whole[t + 1]); break;
                case 6: products.Add(-whole[t + 1]); break;
                case 7: products[^1] = products[^1] * whole[t + 1] % 5; break;
                default: Assert.Fail("Two numbers have no sign between them."); break;
            }
        }

        return ((products.Sum() % 5) + 5) % 5;
    });

    [Theory]
    [InlineData("s3", 3)]
    [InlineData("s5", 5)]
    public void Groups_TellOrdersApart_ByWhatTheSymbolsDoToThings(string word, int things)
    {
        TrackingProblem problem = TrackingProblems.Find(word)!;
        var names = new Dictionary<int, string>();
        for (int k = 0; k < 400; k++)
        {
            (int[] symbols, int[] answers) = Draw(problem, 40, k);
            List<int> row = [.. Enumerable.Range(0, things)];
            for (int t = 0; t < symbols.Length; t++)
            {
                int from = symbols[t] == 0 ? 1 : 0, to = symbols[t] == 0 ? 0 : things - 1, thing = row[from];
                row.RemoveAt(from);
                row.Insert(to, thing);
                string order = string.Concat(row);
                Assert.Equal(order, names.GetValueOrDefault(answers[t], order));
                names[answers[t]] = order;
            }
        }

        Assert.Equal(problem.Answers, names.Values.Distinct().Count());
        Assert.Equal(string.Concat(Enumerable.Range(0, things)), names[0]);
    }

    [Theory]
    [InlineData("dyck1", 1)]
    [InlineData("dyck2", 2)]
    public void Brackets_MatchAndEndClosed(string word, int kinds)
    {
        AssertAnswers(word, prefix =>
        {
            string text = string.Concat(prefix.Select(s => (char)('a' + s)));
            for (int before = -1; before != text.Length;)
            {
                before = text.Length;
                for (int k = 0; k < kinds; k++)
                {
                    text = text.Replace(
                        $"{(char)('a' + k)}{(char)('a' + kinds + k)}", "", StringComparison.Ordinal);
                }
            }

            Assert.All(text, c => Assert.InRange(c, 'a', (char)('a' + kinds - 1)));
            return text.Length == 0 ? kinds : text[^1] - 'a';
        });
        (_, int[] answers) = Draw(TrackingProblems.Find(word)!, 500, 1);
        Assert.Equal(kinds, answers[^1]);
    }

    [Fact]
    public void EveryBracketWord_IsAsLikely()
    {
        // Of 8 brackets of one kind there are 14 words.
        var counts = new Dictionary<string, int>();
        TrackingProblem problem = TrackingProblems.Find("dyck1")!;
        for (int k = 0; k < 14_000; k++)
        {
            string word = string.Concat(Draw(problem, 8, k).Symbols);
            counts[word] = counts.GetValueOrDefault(word) + 1;
        }

        Assert.Equal(14, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 850, 1_150));
    }

    [Theory]
    [InlineData("reverse")]
    [InlineData("sort")]
    public void Rearranged_AreTheSymbolsOfTheString(string word)
    {
        TrackingProblem problem = TrackingProblems.Find(word)!;
        for (int length = 1; length <= Longest; length++)
        {
            (int[] symbols, int[] answers) = Draw(problem, length, length);
            int[] shown = symbols[..length];
            Assert.Equal(word == "sort" ? shown.Order() : shown.AsEnumerable().Reverse(), answers[length..]);
            Assert.All(symbols[length..], s => Assert.Equal(problem.Answers, s));
            Assert.All(answers[..length], a => Assert.Equal(TrackingProblem.Unasked, a));
        }
    }

    [Fact]
    public void Recall_AsksForEveryKeyOnce_AndEachHasTheValueThatItCameWith()
    {
        TrackingProblem problem = TrackingProblems.Find("recall")!;
        for (int pairs = 1; pairs <= RecallProblem.Keys; pairs++)
        {
            (int[] symbols, int[] answers) = Draw(problem, pairs, pairs);
            var values = new Dictionary<int, int>();
            foreach (int symbol in symbols[..pairs])
            {
                int[] shown = Shown(symbol);
                Assert.Equal(2, shown.Length);
                values.Add(shown[0], shown[1] - RecallProblem.Keys);
            }

            Assert.All(answers[..pairs], a => Assert.Equal(TrackingProblem.Unasked, a));
            for (int k = 0; k < pairs; k++)
            {
                int[] shown = Shown(symbols[pairs + k]);
                Assert.Equal(problem.Inputs - 1, shown[1]);
                Assert.True(values.Remove(shown[0], out int value));
                Assert.Equal(value, answers[pairs + k]);
            }
        }

        int[] Shown(int symbol)
        {
            float[] inputs = new float[problem.Inputs];
            problem.Show(symbol, inputs);
            return [.. Enumerable.Range(0, inputs.Length).Where(i => inputs[i] == 1)];
        }
    }

    private static void AssertAnswers(string word, Func<int[], int> expected)
    {
        for (int k = 0; k < Sequences; k++)
        {
            (int[] symbols, int[] answers) = Draw(TrackingProblems.Find(word)!, 1 + (k % Longest), k);
            for (int t = 0; t < symbols.Length; t++)
            {
                Assert.Equal(expected(symbols[..(t + 1)]), answers[t]);
            }
        }
    }

    private static (int[] Symbols, int[] Answers) Draw(TrackingProblem problem, int length, int number)
    {
        int steps = problem.StepsOf(length);
        int[] symbols = new int[steps], answers = new int[steps];
        problem.Draw(new TrialRandom(7, $"test/{problem.Word}", number), length, symbols, answers);
        return (symbols, answers);
    }
}
