using Carousel.Jobs.Measuring;
using Carousel.Report;

namespace Carousel.Classification;

/// <summary>
/// Which stretch of a series decided: how the log odds of the answer change if the stretch comes from other series, and
/// the most similar training series of the classes in question.
/// </summary>
/// <remarks>
/// Occlusion (Zeiler and Fergus 2014) with stretches of training series, moved so that their ends meet those of the
/// series: a jump would be another shape.
/// </remarks>
/// <param name="model">The fitted model.</param>
/// <param name="data">The test set.</param>
/// <param name="training">Training series.</param>
internal sealed class DecisiveStretches(Classifier model, ClassData data, IReadOnlyList<ClassSample> training)
{
    private const int Fills = 4, FewestParts = 4, MostParts = 16, ShownChannels = 3;

    /// <summary>Steps of all variants of a series together: about a second.</summary>
    private const double MostSteps = 30_000;

    /// <summary>Comparisons of steps with training series.</summary>
    private const double MostWork = 1e8;

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
        int parts = (int)Math.Clamp(
            MostSteps / (Fills * (double)steps), Math.Min(FewestParts, steps), Math.Min(MostParts, steps));
        int[] bounds = [.. Enumerable.Range(0, parts + 1).Select(p => (int)((long)p * steps / parts))];
        ClassSample[] variants =
        [
            .. from part in Enumerable.Range(0, parts)
               from fill in Enumerable.Range(0, Fills)
               let other = training[(int)((long)((fill * 2) + 1) * training.Count / (2 * Fills))]
               select sample with { Values = Filled(sample.Values, other.Values, bounds[part], bounds[part + 1]) },
        ];
        ClassAnswers told = model.Answer(data with { Samples = variants }, cancellation, needsLabels: false);
        double whole = answers.LogOdds(n, answer);
        double[][] drops =
        [
            .. Enumerable.Range(0, parts).Select(p => Enumerable.Range(p * Fills, Fills)
                .Select(v => whole - told.LogOdds(v, answer)).ToArray()),
        ];
        double[] OfSteps(Func<double[], double> of) =>
            [.. Enumerable.Range(0, parts).SelectMany(p => Enumerable.Repeat(of(drops[p]), bounds[p + 1] - bounds[p]))];
        int decisive = Array.IndexOf(drops, drops.MaxBy(d => d.Average()));
        Axis axis = Axis.Range("step", 1, steps);
        return
        [
            new LineChart(title, axis, [.. Lines(sample, answers, n)])
            {
                Markers = [new Marker(bounds[decisive], "decisive"), new Marker(bounds[decisive + 1] - 1)],
            },
            new LineChart(
                "Log odds of the answer that the stretch is worth", axis,
                [new Series("mean", OfSteps(d => d.Average()), SeriesRole.Forecast)])
            {
                Bands = [new Band($"{Fills} other series", OfSteps(d => d.Min()), OfSteps(d => d.Max()))],
                Decimals = 2,
                Caption = Invariant.Of(
                    $"Steps {bounds[decisive] + 1} to {bounds[decisive + 1]} count most for the answer."),
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

    /// <summary>A series with a stretch of another one, whose ends are moved to those of the series.</summary>
    private float[] Filled(float[] values, float[] other, int from, int to)
    {
        float[] filled = [.. values];
        int steps = values.Length / _channels, otherSteps = other.Length / _channels, last = to - 1;
        int Place(int t) => (int)((long)t * otherSteps / steps);
        for (int c = 0; c < _channels; c++)
        {
            float At(int t) => other[(Place(t) * _channels) + c];
            float begin = values[(from * _channels) + c] - At(from), end = values[(last * _channels) + c] - At(last);

            // Where a value is missing, nothing has to meet.
            begin = float.IsNaN(begin) ? float.IsNaN(end) ? 0 : end : begin;
            end = float.IsNaN(end) ? begin : end;
            for (int t = from; t < to; t++)
            {
                float share = last == from ? 0 : (float)(t - from) / (last - from);

                // At an end of the series nothing has to meet.
                float moved = from == 0 ? end : to == steps ? begin : begin + (share * (end - begin));
                filled[(t * _channels) + c] = At(t) + moved;
            }
        }

        return filled;
    }
}
