using Carousel.Inspection.Looks;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Report;

namespace Carousel.Classification;

/// <summary>What a classification adds to its report.</summary>
internal static class ClassReport
{
    private const int ExamplesOfKind = 2, MostClasses = 30;

    /// <summary>Steps of a series whose stretches are replaced: of a longer one that would take minutes.</summary>
    private const int MostSteps = 10_000;

    private const string Warning =
        "This shows what moved this model and does not prove causes in the real world.";

    private const string Rule =
        "The most confident right answers of two classes, and the two most confident wrong ones.";

    /// <summary>The sections between the result and the training.</summary>
    /// <param name="model">The fitted model.</param>
    /// <param name="data">The test set.</param>
    /// <param name="answers">What the model says of it.</param>
    /// <param name="early">What it says of beginnings; null where they were not asked.</param>
    /// <param name="known">The training set.</param>
    /// <param name="note">How much the result can be trusted.</param>
    /// <param name="cancellation">Stops it.</param>
    public static JobPage Page(
        Classifier model, ClassData data, ClassAnswers answers, EarlyAnswers? early, ClassData known,
        string note, CancellationToken cancellation) =>
        new($"Classes of {Path.GetFileName(data.Name)}", note,
        [
            Classes(answers), Reliability(answers, model.Temperature),
            .. Optional.Of(early?.Section(model.Design.Unit)),
            .. Optional.Of(model.Design.Input switch
            {
                ClassInput.Numbers => Stretches(model, data, answers, known, cancellation),
                ClassInput.Words => Words(model, data, answers, cancellation),
                _ => Sounds(model, data, answers, cancellation),
            }),
        ])
        {
            ScoreTitle = "Surprise by epoch on held-out data, in nats",
            LossTitle = "Surprise by epoch on training data, with noise, in nats",
            Settings = [new Fact("fingerprint", model.Origin.Fingerprint)],
        };

    private static Section Classes(ClassAnswers answers)
    {
        ConfusionMatrix confusion = answers.Confusion();
        int shown = Math.Min(confusion.Classes, MostClasses);
        string[] names = [.. answers.Labels.Take(shown)];
        float[] shares = [.. names.SelectMany((_, t) => names.Select((_, a) =>
            confusion.TrueCount(t) == 0 ? float.NaN : (float)confusion[t, a] / confusion.TrueCount(t)))];
        string Taken(int label) => string.Join(", ", Enumerable.Range(0, confusion.Classes)
            .Where(o => o != label && confusion[label, o] > 0).OrderByDescending(o => confusion[label, o]).Take(3)
            .Select(o => $"{answers.Labels[o]} ({confusion[label, o]})"));
        return new Section("Classes",
        [
            new HeatMap("Confusion matrix", Axis.Category("answer", names), names, shares)
            {
                RowName = "truth", Minimum = 0, Maximum = 1, ValueName = "share of the class", Decimals = 3,
            },
            Table.Of(["class", "count", "precision", "recall", "F1", "mistaken for"], names.Select((name, c) => new[]
            {
                name, FigureText.Count(confusion.TrueCount(c)), FigureText.Number(confusion.Of(c).Precision, 3),
                FigureText.Number(confusion.Of(c).Recall, 3), FigureText.Number(confusion.Of(c).F1, 3), Taken(c),
            })),
        ])
        {
            Lead = shown < confusion.Classes ? $"The first {shown} of {confusion.Classes} classes."
                : "A row is a true class; the diagonal contains the right answers.",
        };
    }

    private static Section Reliability(ClassAnswers answers, double temperature)
    {
        IReadOnlyList<ReliabilityBin> bins = ProbabilityMetrics.Reliability(
            answers.Labels.Count, answers.Probabilities, answers.Truth);
        Axis axis = Axis.Category(
            "probability of the answer",
            [.. bins.Select(b => Invariant.Of($"{b.Low:0.0} to {b.High:0.0}"))]);
        return new Section("Can the probabilities be trusted?",
        [
            new BarChart("Share of right answers by their probability", axis,
            [
                new Series("predicted", [.. bins.Select(b => b.Confidence)], SeriesRole.Baseline),
                new Series("right", [.. bins.Select(b => b.Right)], SeriesRole.Forecast),
            ])
            {
                Caption = "If both bars are equally high, the probabilities are calibrated.",
                Width = ChartWidth.Half,
            },
            new BarChart(
                "How many answers have that probability", axis,
                [new Series("answers", [.. bins.Select(b => (double)b.Count)])])
            {
                Width = ChartWidth.Half,
            },
        ])
        {
            Lead = Invariant.Of(
                $"Scores are divided by the temperature {temperature:0.00}, fitted on held-out training data."),
        };
    }

    /// <summary>Which sounds drove the surest right answers and the surest wrong ones.</summary>
    private static Section? Sounds(
        Classifier model, ClassData data, ClassAnswers answers, CancellationToken cancellation)
    {
        ClassInspection inside = model.Opened();
        return AttributionSection.Of(
            inside, model.Share,
            [
                .. Examples(data, answers).Select(e => new AttributionExample(
                    e.Title, inside.Sequence(data, data.Samples[e.Place]), answers.Answers[e.Place])),
            ], Rule, cancellation);
    }

    /// <summary>Which stretches of series of numbers drove them.</summary>
    private static Section? Stretches(
        Classifier model, ClassData data, ClassAnswers answers, ClassData known, CancellationToken cancellation)
    {
        var stretches = new DecisiveStretches(model, data, known.Samples);
        return Occlusion(
            Examples(data, answers).Where(e => data.StepsOf(data.Samples[e.Place]) <= MostSteps)
                .SelectMany(e => stretches.Of(e.Title, e.Place, answers, cancellation)),
            "Each stretch is replaced by the same stretch of training series of other classes (occlusion; Zeiler and "
                + "Fergus 2014): the more the log odds of the answer fall, the more the stretch counts.");
    }

    /// <summary>Which words of texts drove them.</summary>
    private static Section? Words(
        Classifier model, ClassData data, ClassAnswers answers, CancellationToken cancellation) =>
        Occlusion(
            Examples(data, answers).SelectMany(e => Optional.Of(
                DecisiveWords.Of(e.Title, model, data, e.Place, answers, cancellation))),
            "Each word, or each part of a long text, is left out once (occlusion; Zeiler and Fergus 2014).");

    /// <summary>What drove the answers to examples, if there are any.</summary>
    private static Section? Occlusion(IEnumerable<Block> drawn, string method)
    {
        Block[] blocks = [.. drawn];
        return blocks.Length == 0
            ? null
            : new Section("What drove the answer", blocks) { Lead = $"{Rule} {method} {Warning}" };
    }

    private static IEnumerable<(int Place, string Title)> Examples(ClassData data, ClassAnswers answers)
    {
        ILookup<bool, int> surest = Enumerable.Range(0, answers.Truth.Length).OrderByDescending(answers.Confidence)
            .ToLookup(n => answers.Answers[n] == answers.Truth[n]);
        IEnumerable<int> chosen = surest[true].DistinctBy(n => answers.Answers[n]).Take(ExamplesOfKind)
            .Concat(surest[false].Take(ExamplesOfKind));
        return chosen.Select(n =>
        {
            (ClassSample sample, string answer) = (data.Samples[n], answers.Labels[answers.Answers[n]]);
            return (n, $"{(answer == sample.Label ? "Right" : "Wrong")}: {sample.Id} is classified as {answer} "
                + $"({FigureText.Percent(answers.Confidence(n), 0).Replace(' ', '\u00a0')})"
                + (answer == sample.Label ? "" : $", but is {sample.Label}"));
        });
    }
}
