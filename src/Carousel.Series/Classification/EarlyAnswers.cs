using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Report;

namespace Carousel.Classification;

/// <summary>How accurate the answers are while a series is still coming.</summary>
/// <param name="Shares">Shares of each series' steps.</param>
/// <param name="Accuracies">As many: of the answers after that share.</param>
/// <param name="Count">How many test series were asked.</param>
internal sealed record EarlyAnswers(IReadOnlyList<double> Shares, IReadOnlyList<double> Accuracies, int Count)
{
    /// <summary>Steps of all beginnings together: some seconds.</summary>
    private const double MostSteps = 200_000;

    private static readonly double[] _shares = [0.1, 0.25, 0.5, 0.75];

    /// <summary>Whether beginnings are shorter than series.</summary>
    /// <param name="data">The test set.</param>
    public static bool HasBeginnings(ClassData data) => data.Samples.All(s => data.StepsOf(s) >= _shares.Length);

    /// <summary>Asks for the classes of beginnings of test series.</summary>
    /// <param name="model">The fitted model.</param>
    /// <param name="data">The test set.</param>
    /// <param name="whole">What the model says of it.</param>
    /// <param name="cancellation">Stops it.</param>
    public static EarlyAnswers Of(
        Classifier model, ClassData data, ClassAnswers whole, CancellationToken cancellation)
    {
        double steps = data.Samples.Average(data.StepsOf) * _shares.Sum();
        int count = (int)Math.Clamp(MostSteps / steps, 1, data.Samples.Count);
        int[] asked = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * data.Samples.Count / count))];
        IEnumerable<double> accuracies = _shares.Select(share =>
        {
            ClassSample[] beginnings = [.. asked.Select(i => Beginning(data, data.Samples[i], share))];
            ClassAnswers answers = model.Answer(
                data with { Samples = beginnings }, cancellation, needsLabels: false);
            return asked.Index().Count(a => answers.Answers[a.Index] == whole.Truth[a.Item]) / (double)count;
        });
        return new EarlyAnswers(
            [.. _shares, 1],
            [.. accuracies, asked.Count(i => whole.Answers[i] == whole.Truth[i]) / (double)count], count);
    }

    /// <summary>The answer after half of each series, in words.</summary>
    public string Sentence => Invariant.Of(
        $"After half of each series {FigureText.Percent(Accuracies[Shares.ToList().IndexOf(0.5)])} of the answers are "
        + $"right.");

    /// <summary>The curve.</summary>
    /// <param name="unit">What a sequence is called.</param>
    public Section Section(string unit) => new("How early is the answer right?",
    [
        new LineChart(
            "Share of right answers by the share of the series that is known",
            Axis.Category("share of the steps", [.. Shares.Select(s => FigureText.Percent(s, 0))]),
            [new Series("right", [.. Accuracies], SeriesRole.Forecast)])
        {
            Span = ValueSpan.Share,
            Decimals = 3,
        },
    ])
    {
        Lead = $"The model, which learned from whole series, answers for the beginnings of {Count} test {unit}s. A "
            + "model for early answers is fitted on series that are cut to that length.",
    };

    private static ClassSample Beginning(ClassData data, ClassSample sample, double share)
    {
        int steps = Math.Max(1, (int)Math.Ceiling(share * data.StepsOf(sample)));
        return sample with { Values = sample.Values[..(steps * data.Channels.Count)] };
    }
}
