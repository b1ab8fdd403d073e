namespace Carousel.Tests.SequenceModels;

/// <summary>Small tasks that a network learns in seconds.</summary>
internal static class MadeSequences
{
    /// <summary>
    /// Sequences of two features and different lengths; the target is the sum of the first feature's first three
    /// values.
    /// </summary>
    public static (float[][][] Inputs, float[] Sums) FirstThree(int count, int seed = 1)
    {
        var random = new Random(seed);
        float[][][] inputs =
        [
            .. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, random.Next(5, 12))
                .Select(_ => new[] { 100 + (20 * random.NextSingle()), random.NextSingle() }).ToArray()),
        ];
        return (inputs, [.. inputs.Select(s => s[0][0] + s[1][0] + s[2][0])]);
    }

    /// <summary>Pieces of sines, each with a random phase and pace, and of noise.</summary>
    public static (float[][][] Inputs, string[] Labels) SinesAndNoise(int count, int seed = 1)
    {
        var random = new Random(seed);
        string[] labels = [.. Enumerable.Range(0, count).Select(n => n % 2 == 0 ? "sine" : "noise")];
        return (
        [
            .. labels.Select(label =>
            {
                double phase = random.NextDouble() * 6, pace = 0.3 + (0.4 * random.NextDouble());
                return Enumerable.Range(0, 20).Select(t => new[]
                {
                    label == "sine" ? (float)Math.Sin(phase + (pace * t)) : (2 * random.NextSingle()) - 1,
                }).ToArray();
            }),
        ], labels);
    }

    /// <summary>Running sums, a target for each step.</summary>
    public static (float[][][] Inputs, float[][][] Sums) RunningSums(int count, int seed = 1)
    {
        var random = new Random(seed);
        float[][][] inputs =
        [
            .. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, random.Next(3, 9))
                .Select(_ => new[] { random.NextSingle() - 0.5f }).ToArray()),
        ];
        return (inputs,
        [
            .. inputs.Select(s =>
            {
                float sum = 0;
                return s.Select(step => new[] { sum += step[0] }).ToArray();
            }),
        ]);
    }
}
