using Carousel.Data;
using Carousel.Inspection.Looks;
using Carousel.Inspection.Probes;
using Carousel.Inspection.Traces;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Networks;

namespace Carousel.Jobs.Tests.Inspecting.Probes;

public sealed class ProbeGatheringTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Row_HasTheStateAndTheInputOfItsStep_AndThePropertyOfDelayStepsBefore(int delay)
    {
        using ProbedModel model = ProbedModel.OfNoise(sequences: 12, steps: 30);
        InspectionSubject subject = model.Subject();
        ProbeGathering gathered = Of(subject, new ProbeOptions { Property = "step", Delay = delay });

        Assert.Equal(12 * (30 - delay), gathered.Sample.Steps.Count);
        ProbeRows states = gathered.Targets.States, input = gathered.Targets.Input;
        for (int k = 0; k < gathered.Sample.Steps.Count; k++)
        {
            (int sequence, int step, int group) = gathered.Sample.Steps[k];
            Assert.Equal(step - delay, gathered.Targets.Property.Values[k]);
            Assert.Equal(sequence, group);
            Assert.Equal(
                subject.Sequences[sequence].Input[step], (input.Row(k)[0] * input.Deviations[0]) + input.Means[0],
                1e-5);
        }

        float[] hidden = NetworkTrace.Of(
            model.Backend, model.Reader, subject.Sequences[5].Input, [TraceQuantity.Hidden])[^1][TraceQuantity.Hidden];
        int row = gathered.Sample.Steps.ToList().FindIndex(s => s.Sequence == 5 && s.Step == 7);
        for (int i = 0; i < 16; i++)
        {
            Assert.Equal(hidden[(7 * 16) + i], (states.Row(row)[i] * states.Deviations[i]) + states.Means[i], 1e-5);
        }
    }

    [Fact]
    public void Chances_AreWholeTracksOfOtherSequences()
    {
        using ProbedModel model = ProbedModel.OfNoise(sequences: 12, steps: 30);
        ProbeGathering gathered = Of(model.Subject(), new ProbeOptions { Property = "step" });

        Assert.Equal(19, gathered.Targets.Chances.Count);
        Assert.All(
            gathered.Targets.Chances,
            chance =>
                Assert.All(
                    chance.Values.Chunk(30),
                    track => Assert.Equal(29, track.Zip(track.Skip(1)).Count(p => p.Second == (p.First + 1) % 30))));
        Assert.False(gathered.IsTooSlow);
    }

    [Fact]
    public void OneSequence_IsCut_WithAGapOfThePropertysOwnMemory()
    {
        using ProbedModel model = ProbedModel.OfNoise(sequences: 1, steps: 4000);
        using var folder = new TemporaryFolder();
        string blocks = Labels(folder, 4000, t => t / 50 * (t / 50) * 31 % 1009), trend = Labels(folder, 4000, t => t);

        ProbeGathering gathered = Of(model.Subject(), new ProbeOptions { Labels = blocks });

        // The correlation of blocks of 50 falls to nothing within 50 steps.
        Assert.InRange(gathered.Sample.Gap, 35, 50);
        Assert.False(gathered.IsTooSlow);
        Assert.Equal(5, gathered.Targets.States.Folds);
        ProbeGathering slow = Of(model.Subject(), new ProbeOptions { Labels = trend });
        Assert.True(slow.IsTooSlow);
        Assert.Equal(400, slow.Sample.Gap);
    }

    [Fact]
    public void TooFewSteps_AreRefused()
    {
        using ProbedModel model = ProbedModel.OfNoise(sequences: 1, steps: 110);
        using ProbedModel few = ProbedModel.OfNoise(sequences: 3, steps: 20);

        Assert.Throws<DataFormatException>(
            () => Of(model.Subject(), new ProbeOptions { Property = "step", Delay = 60 }));
        Assert.Throws<DataFormatException>(() => Of(few.Subject(), new ProbeOptions { Property = "step" }));
    }

    private static string Labels(TemporaryFolder folder, int steps, Func<int, int> label) =>
        folder.Write(
            $"labels{label(steps - 1)}.csv",
            "sequence,step,label\n" + string.Concat(Enumerable.Range(0, steps).Select(t => $"1,{t},{label(t)}\n")));

    private static ProbeGathering Of(InspectionSubject subject, ProbeOptions options) =>
        ProbeGathering.Of(
            subject, StepProperty.Of(subject, options), options,
            new LookProgress(null, TestContext.Current.CancellationToken));
}
