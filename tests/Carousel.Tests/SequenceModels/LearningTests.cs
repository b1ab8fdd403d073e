using Carousel.Tests.Storage;
using Carousel.Training;

namespace Carousel.Tests.SequenceModels;

/// <summary>A model learns from arrays what a constant can't say.</summary>
public sealed class LearningTests
{
    [Theory]
    [InlineData(CellKind.Lstm, 1, false)]
    [InlineData(CellKind.Gru, 2, false)]
    [InlineData(CellKind.Lstm, 1, true)]
    public void Numbers_AreToldBetterThanByTheirMean(CellKind cell, int layers, bool both)
    {
        (float[][][] inputs, float[] sums) = MadeSequences.FirstThree(300);
        using var model = SequenceModel.Train(inputs, sums, new()
        {
            Cell = cell,
            Layers = layers,
            Bidirectional = both,
            Hidden = 16,
            Epochs = 40,
            Patience = 0,
            LearningRate = 0.01,
            Dropout = layers > 1 ? 0.05f : 0,
            Threads = 1,
        });

        (float[][][] others, float[] truth) = MadeSequences.FirstThree(100, seed: 2);
        float[][] answers = model.Predict(others);

        double mean = sums.Average(),
            error = truth.Zip(answers, (t, a) => Math.Pow(a[0] - t, 2)).Average(),
            ofMean = truth.Average(t => Math.Pow(mean - t, 2));
        Assert.True(error < 0.2 * ofMean, $"{error} is not well below {ofMean}.");
        Assert.False(model.IsEveryStep);
        Assert.Empty(model.Labels);
    }

    [Fact]
    public void Classes_AreTold()
    {
        (float[][][] inputs, string[] labels) = MadeSequences.SinesAndNoise(200);
        using var model = SequenceModel.Train(inputs, labels, new() { Hidden = 16, Epochs = 30, LearningRate = 0.01 });

        (float[][][] others, string[] truth) = MadeSequences.SinesAndNoise(100, seed: 2);
        string[] said = model.Classify(others);

        Assert.Equal(["noise", "sine"], model.Labels);
        Assert.True(said.Zip(truth).Count(p => p.First == p.Second) >= 90);
        Assert.Equal(1, model.Predict(others[0]).Sum(), 1e-5f);
        Assert.Equal(model.Classify(others[0]), said[0]);
    }

    [Fact]
    public void Steps_AreTold()
    {
        (float[][][] inputs, float[][][] sums) = MadeSequences.RunningSums(200);
        using var model = SequenceModel.Train(inputs, sums, new() { Hidden = 16, Epochs = 40, LearningRate = 0.01 });

        (float[][][] others, float[][][] truth) = MadeSequences.RunningSums(50, seed: 2);
        float[][][] answers = model.PredictSteps(others);

        double[] errors = [.. answers.SelectMany((s, n) => s.Select((a, t) => Math.Pow(a[0] - truth[n][t][0], 2)))],
            all = [.. truth.SelectMany(s => s.Select(t => Math.Pow(t[0], 2)))];
        Assert.True(errors.Average() < 0.2 * all.Average());
        Assert.Equal(answers[0], model.PredictSteps(others[0]));
        Assert.Equal(answers[0][^1], model.Predict(others[0]));
    }

    [Fact]
    public void AModel_HasTheSameBytes_OverThreads()
    {
        (float[][][] inputs, float[] sums) = MadeSequences.FirstThree(60);
        using var folder = new TemporaryFolder();
        byte[][] files = [.. new[] { 1, 3 }.Select(threads =>
        {
            string path = folder.File($"{threads}.safetensors");
            using var model = SequenceModel.Train(
                inputs, sums, new() { Epochs = 3, Hidden = 24, Dropout = 0.1f, Layers = 2, Threads = threads });
            model.Save(path);
            return File.ReadAllBytes(path);
        })];

        Assert.Equal(files[0], files[1]);
    }

    [Fact]
    public void Progress_RisesEpochByEpoch_AndTheResultHoldsTheSame()
    {
        (float[][][] inputs, float[] sums) = MadeSequences.FirstThree(60);
        var told = new List<EpochReport>();
        using var model = SequenceModel.Train(
            inputs, sums, new() { Epochs = 5, Patience = 0 }, new Told(told.Add),
            TestContext.Current.CancellationToken);

        Assert.Equal([1, 2, 3, 4, 5], told.Select(e => e.Record.Epoch));
        Assert.True(told.Zip(told.Skip(1)).All(p => p.First.Record.Step < p.Second.Record.Step));
        Assert.Equal(told.Select(e => e.Record), model.Result.History);
        Assert.Equal(StopReason.Completed, model.Result.Reason);
        Assert.NotNull(model.Result.BestScore);
    }

    [Fact]
    public async Task Cancelling_KeepsTheBestSoFar()
    {
        (float[][][] inputs, float[] sums) = MadeSequences.FirstThree(60);
        var options = new SequenceOptions { Epochs = 1000, Patience = 0, Hidden = 8 };
        using var stop = new CancellationTokenSource();
        using SequenceModel stopped = await SequenceModel.TrainAsync(
            inputs, sums, options, new Told(e => StopAfter(e, 4)), stop.Token);
        using var whole = SequenceModel.Train(
            inputs, sums, options with { Epochs = 4 }, null, TestContext.Current.CancellationToken);

        Assert.Equal(StopReason.Canceled, stopped.Result.Reason);
        Assert.Equal(whole.Result.BestEpoch, stopped.Result.BestEpoch);
        Assert.Equal(whole.Predict(inputs), stopped.Predict(inputs));

        void StopAfter(EpochReport report, int epoch)
        {
            if (report.Record.Epoch == epoch)
            {
                stop.Cancel();
            }
        }
    }

    private sealed class Told(Action<EpochReport> tell) : IProgress<EpochReport>
    {
        public void Report(EpochReport value) => tell(value);
    }
}
