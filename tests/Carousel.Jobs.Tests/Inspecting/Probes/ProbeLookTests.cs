using System.Globalization;
using Carousel.Inspection.Looks;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Inspecting.Probes;

public sealed class ProbeLookTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void InputOfTheStepBefore_IsKnown_AndItsReadingsFollowTheDelay()
    {
        using ProbedModel model = ProbedModel.OfNoise(sequences: 20, steps: 60);
        InspectionSubject subject = model.Subject();
        string inputs = Labels(subject, (s, t) => subject.Sequences[s].Input[t]);

        InspectionResult before = Run(subject, inputs, delay: 1), now = Run(subject, inputs, delay: 0);

        Assert.True(before.Holds);
        Assert.Contains("the states know it", before.Sentence, StringComparison.Ordinal);
        Assert.InRange(Figure(before, "task_linear"), 0.5, 1);
        Assert.InRange(Figure(before, "input_alone_linear"), -0.05, 0.05);
        Assert.InRange(Figure(before, "chance_linear"), -0.1, 0.05);

        // The input of the same step contains it, so no state needs to.
        Assert.False(now.Holds);
        Assert.InRange(Figure(now, "input_alone_linear"), 0.999, 1);
    }

    [Fact]
    public void LabelOfEachSequence_ThatHasNothingToDoWithIt_IsNotKnown()
    {
        using ProbedModel model = ProbedModel.OfNoise(sequences: 20, steps: 60);
        InspectionSubject subject = model.Subject();
        int[] coins = [.. new Draws(8).Vector(20).Select(v => v > 0 ? 1 : 0)];

        InspectionResult result = Run(subject, Labels(subject, (s, _) => coins[s]), delay: 0);

        Assert.False(result.Holds);
        Assert.Contains("no evidence that the states know more than that", result.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void FewSequences_AreNoGroundForAClaim()
    {
        using ProbedModel model = ProbedModel.OfNoise(sequences: 9, steps: 60);
        InspectionSubject subject = model.Subject();

        InspectionResult result = Run(subject, Labels(subject, (s, t) => subject.Sequences[s].Input[t]), delay: 1);

        Assert.False(result.Holds);
        Assert.InRange(Figure(result, "task_linear"), 0.5, 1);
        Assert.Contains("too few sequences to say", result.Sentence, StringComparison.Ordinal);
        Assert.Contains(result.Notes, n => n.StartsWith("With fewer than 10 sequences", StringComparison.Ordinal));
    }

    [Fact]
    public void Trend_OfOneSequence_IsNoGroundForAClaim()
    {
        using ProbedModel model = ProbedModel.OfNoise(sequences: 1, steps: 3000);
        InspectionSubject subject = model.Subject();

        InspectionResult result = Run(subject, Labels(subject, (_, t) => t), delay: 0);

        Assert.False(result.Holds);
        Assert.Contains("changes too slowly to say", result.Sentence, StringComparison.Ordinal);
    }

    private static InspectionResult Run(InspectionSubject subject, string labels, int delay) =>
        new ProbeLook(new ProbeOptions { Labels = labels, Delay = delay, Kinds = ProbeKinds.Linear })
            .Run(subject, null, TestContext.Current.CancellationToken);

    private static double Figure(InspectionResult result, string name) =>
        result.Figures.Single(f => f.Name == name).Value;

    private string Labels(InspectionSubject subject, Func<int, int, float> label) => _folder.Write(
        "labels.csv",
        "sequence,step,label\n"
            + string.Concat(subject.Sequences.SelectMany(
                (s, k) =>
                    Enumerable.Range(0, s.Steps)
                        .Select(t => string.Create(CultureInfo.InvariantCulture, $"{k + 1},{t},{label(k, t)}\n")))));
}
