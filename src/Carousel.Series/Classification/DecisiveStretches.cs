using System.Numerics;
using Carousel.Jobs.Measuring;
using Carousel.Report;

namespace Carousel.Classification;

/// <summary>
/// Which stretch of a series decided: how the log odds of the answer change if the stretch comes from series of other
/// classes, and the most similar training series of the classes in question.
/// </summary>
/// <remarks>
/// Occlusion (Zeiler and Fergus 2014) with stretches of training series. Their level is theirs, because it may be what
/// decides.
/// </remarks>
/// <param name="model">The fitted model.</param>
/// <param name="data">The test set.</param>
/// <param name="training">Training series.</param>
internal sealed class DecisiveStretches(Classifier model, ClassData data, IReadOnlyList<ClassSample> training)
{
    private const int Fills = 4, ShownChannels = 3;

    /// <summary>Log odds below which a stretch counts little, and the share of the most that a shorter one needs.
    /// </summary>
    private const double Little = 0.5, ShareOfMost = 0.7;

    /// <summary>A longer series is only divided into quarters, so that a series takes two seconds at most.</summary>
    private const int MostSteps = 500;

    /// <summary>Comparisons of steps with training series.</summary>
    private const double MostWork = 1e8;

    // Of a part: a sixteenth, an eighth and a quarter of a series.
    private static readonly int[] _widths = [1, 2, 4];

    private readonly int _channels = data.Channels.Count;

    /// <summary>The charts of one series.</summary>
    /// <param name="title">What was answered.</param>
    /// <param name="n">Its place in the test set.</param>
    /// <param name="answers">What the model says of the test set.</param>
    /// <param name="cancellation">Stops it.</param>
    public IReadOnlyList<Block> Of(string title, int n, ClassAnswers answers, CancellationToken cancellation)
    {
        ClassSample sample = data.Samples[n];
        int steps = data.StepsOf(sample), answer = answers.Answers[n];
        int parts = 1 << Math.Min(steps > MostSteps ? 2 : 4, BitOperations.Log2((uint)steps));

        int Bound(int part) => (int)((long)part * steps / parts);
        (int Width, int From, int To)[] stretches =
        [
            .. from width in _widths
               where width == 1 || 4 * width <= parts
               from part in Enumerable.Range(0, parts / width)
               select (width, Bound(part * width), Bound((part + 1) * width)),
        ];
        ClassSample[] others = [.. training.Where(t => t.Label != answers.Labels[answer])];
        double[] odds = model.LogOdds(
            data with
            {
                Samples =
                [
                    sample,
                    .. from stretch in stretches
                       from fill in Enumerable.Range(0, Fills)
                       let other = others[(int)(((fill * 2) + 1L) * others.Length / (2 * Fills))]
                       select sample with
                       {
                           Values = Filled(sample.Values, other.Values, stretch.From, stretch.To),
                       },
                ],
            }, answer, cancellation);
        double[][] drops = [.. odds.Skip(1).Select(o => odds[0] - o).Chunk(Fills)];
        double[] means = [.. drops.Select(d => d.Average())];
        double least = Math.Max(Little, ShareOfMost * means.Max());
        IGrouping<int, int>? clear = Enumerable.Range(0, means.Length)
            .Where(s => means[s] >= least && drops[s].Min() > 0).GroupBy(s => stretches[s].Width).FirstOrDefault();
        (int Width, int From, int To) decisive = clear is null ? (1, 0, 0) : stretches[clear.MaxBy(s => means[s])];
        double[] OfSteps(Func<double[], double> of) =>
        [
            .. stretches.Zip(drops).Where(s => s.First.Width == decisive.Width)
                .SelectMany(s => Enumerable.Repeat(of(s.Second), s.First.To - s.First.From)),
        ];
        Axis axis = Axis.Range("step", 1, steps);
        return
        [
            new LineChart(title, axis, [.. Lines(sample, answers, n)])
            {
                Markers = clear is null ? []
                    : [new Marker(decisive.From, "decisive"), new Marker(decisive.To - 1)],
            },
            new LineChart(
                "Log odds of the answer that the stretch is worth", axis,
                [new Series("mean", OfSteps(d => d.Average()), SeriesRole.Forecast)])
            {
                Bands = [new Band($"{Fills} series of other classes", OfSteps(d => d.Min()), OfSteps(d => d.Max()))],
                Decimals = 2,
                Caption = clear is null ? "A single stretch did not decide the answer."
                    : Invariant.Of($"Steps {decisive.From + 1} to {decisive.To} count most for the answer."),
            },
        ];
    }

    /// <summary>
    /// The series; if it has one channel, also the most similar training series of its class and of the answer.
    /// </summary>
    private IEnumerable<Series> Lines(ClassSample sample, ClassAnswers answers, int n)
    {
        for (int c = 0; c < Math.Min(_channels, ShownChannels); c++)
        {
            yield return new Series(data.Channels[c], Channel(sample, c), SeriesRole.Truth);
        }

        string answer = answers.Labels[answers.Answers[n]];
        foreach (string label in _channels > 1 ? [] : new[] { answer, sample.Label }.Distinct())
        {
            if (Nearest(sample, label) is { } nearest)
            {
                double[] values = Channel(nearest, 0);
                yield return new Series($"most similar of class {label}", [.. Enumerable.Range(0, data.StepsOf(sample))
                    .Select(t => t < values.Length ? values[t] : double.NaN)], SeriesRole.Baseline);
            }
        }
    }

    private ClassSample? Nearest(ClassSample sample, string label)
    {
        int most = (int)(MostWork / sample.Values.Length / (1 + (sample.Values.Length / 5.0)));
        ClassSample[] own = [.. training.Where(t => t.Label == label).Take(most)];
        var warping = new NearestNeighbor.Warping(
            own.Append(sample).Max(data.StepsOf), _channels, stride: 1);
        double least = double.PositiveInfinity;
        return own.MinBy(other => least = Math.Min(least, warping.Distance(Known(sample), Known(other), least)));

        static float[] Known(ClassSample one) => [.. one.Values.Select(v => float.IsNaN(v) ? 0 : v)];
    }

    private double[] Channel(ClassSample sample, int channel) =>
        [.. Enumerable.Range(0, data.StepsOf(sample)).Select(t => (double)sample.Values[(t * _channels) + channel])];

    /// <summary>A series with a stretch of another one.</summary>
    private float[] Filled(float[] values, float[] other, int from, int to)
    {
        float[] filled = [.. values];
        int steps = values.Length / _channels, otherSteps = other.Length / _channels;
        for (int t = from; t < to; t++)
        {
            other.AsSpan((int)((long)t * otherSteps / steps) * _channels, _channels)
                .CopyTo(filled.AsSpan(t * _channels));
        }

        return filled;
    }
}
