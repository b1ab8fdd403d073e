namespace Carousel.Jobs.Tests.Decoding;

/// <summary>Every path of classes through a few steps, for what decoders and alignments are checked against.</summary>
internal static class AllPaths
{
    /// <summary>Scores in (−2, 2), the same for the same seed.</summary>
    public static float[] Scores(int steps, int classes, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, steps * classes).Select(_ => (float)((4 * random.NextDouble()) - 2))];
    }

    /// <summary>Each path with its probability and its labels.</summary>
    public static IEnumerable<(int[] Path, double Probability, int[] Labels)> Of(float[] scores, int classes)
    {
        int steps = scores.Length / classes;
        double[] sums =
        [
            .. Enumerable.Range(0, steps)
                .Select(t => Enumerable.Range(0, classes).Sum(c => Math.Exp(scores[(t * classes) + c]))),
        ];
        for (int number = 0; number < Math.Pow(classes, steps); number++)
        {
            var path = new int[steps];
            double probability = 1;
            for (int t = 0, rest = number; t < steps; t++, rest /= classes)
            {
                path[t] = rest % classes;
                probability *= Math.Exp(scores[(t * classes) + path[t]]) / sums[t];
            }

            yield return (path, probability, [.. path.Where((c, t) => c != 0 && (t == 0 || path[t - 1] != c))]);
        }
    }

    /// <summary>The probability of each sequence of labels.</summary>
    public static IReadOnlyList<(int[] Labels, double Probability)> Sums(float[] scores, int classes) =>
        [
            .. Of(scores, classes).GroupBy(p => string.Join(' ', p.Labels))
                .Select(g => (g.First().Labels, g.Sum(p => p.Probability))),
        ];
}
