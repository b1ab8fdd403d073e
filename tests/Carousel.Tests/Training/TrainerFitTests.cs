using Carousel.Data;
using Carousel.Layers;
using Carousel.Training;

namespace Carousel.Tests.Training;

/// <summary>A training of layers and batches without tape, arena or backend in view.</summary>
public sealed class TrainerFitTests
{
    [Fact]
    public void Fit_LearnsWaves_TheSameForOneSeed_AndGoesOn()
    {
        (Stack model, TrainingResult result) = Trained(20);
        Assert.True(result.History[^1].TrainingLoss < 0.5 * result.History[0].TrainingLoss);
        Assert.Equal(20, result.Epochs);
        Assert.Equal(
            model.Parameters.SelectMany(p => p.Value.ToArray()),
            Trained(20).Model.Parameters.SelectMany(p => p.Value.ToArray()));

        double more = Fit(model, new() { Epochs = 5 }).History[^1].TrainingLoss;
        Assert.True(more <= 1.1 * result.History[^1].TrainingLoss, $"{more}");
    }

    [Fact]
    public void Guide_TrainsInAFewLines()
    {
        (SequenceBatch Inputs, SequenceBatch Targets)[] batches = Waves();

        #region guide
        var model = new Stack(new Lstm(inputSize: 1, hiddenSize: 16), new Dense(inputSize: 16, outputSize: 1));
        TrainingResult result = Trainer.Fit(
            model, batches,
            (tape, batch) => Loss.Squared.Apply(tape, model.Forward(tape, batch.Inputs), batch.Targets),
            new TrainerOptions { Epochs = 30, LearningRate = 0.01 });
        Console.WriteLine($"{result.History[0].TrainingLoss:F3} → {result.History[^1].TrainingLoss:F3}");
        #endregion

        Assert.True(result.History[^1].TrainingLoss < result.History[0].TrainingLoss / 2);
    }

    [Fact]
    public void Validation_ChoosesTheEpoch()
    {
        var model = new Stack(new Lstm(1, 4), new Dense(4, 1));
        TrainingResult result = Fit(model, new() { Epochs = 4 }, Waves());
        Assert.Equal(result.History.Min(e => e.Score), result.BestScore);
    }

    [Fact]
    public void NoBatches_AreRefused() => Assert.Contains(
        "Expected at least one batch to train on.",
        Assert.Throws<ArgumentException>(() => Trainer.Fit(
            new Dense(1, 1), Array.Empty<SequenceBatch>(), (tape, batch) => tape.Input(batch))).Message,
        StringComparison.Ordinal);

    private static (Stack Model, TrainingResult Result) Trained(int epochs)
    {
        var model = new Stack(new Lstm(1, 8), new Dense(8, 1));
        return (model, Fit(model, new() { Epochs = epochs, LearningRate = 0.01 }));
    }

    private static TrainingResult Fit(
        Stack model, TrainerOptions options, (SequenceBatch Inputs, SequenceBatch Targets)[]? validation = null) =>
        Trainer.Fit(
            model, Waves(),
            (tape, batch) => Loss.Squared.Apply(tape, model.Forward(tape, batch.Inputs), batch.Targets), options,
            validation);

    private static (SequenceBatch Inputs, SequenceBatch Targets)[] Waves() =>
    [
        .. Enumerable.Range(1, 8).Select(n =>
        {
            float[] wave = [.. Enumerable.Range(0, 20 + n).Select(t => (float)Math.Sin(t / (0.5 + (0.1 * n))))];
            return (SequenceBatch.Of(1, wave[..^1]), SequenceBatch.Of(1, wave[1..]));
        }),
    ];
}
