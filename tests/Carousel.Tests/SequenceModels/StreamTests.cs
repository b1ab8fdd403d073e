using Carousel.Storage;
using Carousel.Testing;
using Carousel.Tests.Storage;

namespace Carousel.Tests.SequenceModels;

/// <summary>A saved model is the same model, and a stream gives the answers of a whole sequence.</summary>
[Collection(typeof(Alone))]
public sealed class StreamTests
{
    [Theory]
    [InlineData("numbers")]
    [InlineData("classes")]
    [InlineData("steps")]
    public void AModel_IsTheSameAfterLoading_AndStreamsWhatItPredicts(string task)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        using SequenceModel model = Trained(task, out float[][][] inputs);
        model.Save(path);

        using var loaded = SequenceModel.Load(path, threads: 2);

        Assert.Equal(model.Predict(inputs), loaded.Predict(inputs));
        Assert.Equal(model.Labels, loaded.Labels);
        Assert.Equal(model.Result.History, loaded.Result.History);
        Assert.Equal(model.Result.BestScore, loaded.Result.BestScore);
        Assert.Equal(model.IsEveryStep, loaded.IsEveryStep);
        loaded.Save(folder.File("again.safetensors"));
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(folder.File("again.safetensors")));
        using SequenceStream stream = loaded.Stream();
        foreach (float[][] sequence in inputs[..5])
        {
            stream.Reset();
            for (int t = 0; t < sequence.Length; t++)
            {
                Assert.Equal(model.Predict(sequence[..(t + 1)]), stream.Step(sequence[t]).ToArray());
            }

            Assert.Equal(sequence.Length, stream.Steps);
        }
    }

    [Fact]
    public void AStream_GoesOnFromASavedState()
    {
        using SequenceModel model = Trained("classes", out float[][][] inputs);
        using SequenceStream first = model.Stream(), second = model.Stream();
        foreach (float[] step in inputs[0][..10])
        {
            first.Step(step);
        }

        second.Restore(first.Save());

        Assert.Equal(10, second.Steps);
        Assert.Equal(first.Step(inputs[0][10]).ToArray(), second.Step(inputs[0][10]).ToArray());
        Assert.Contains(
            "bytes", Assert.Throws<Carousel.Networks.StreamingStateException>(() => second.Restore([1, 2])).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("numbers")]
    [InlineData("classes")]
    public void AStep_AllocatesNothing(string task)
    {
        using SequenceModel model = Trained(task, out float[][][] inputs);
        using SequenceStream stream = model.Stream();
        float sum = 0;
        Allocations.AssertNone(() => sum += stream.Step(inputs[0][0])[0]);
        Assert.True(float.IsFinite(sum));
    }

    public static TheoryData<CellKind> Cells => [.. Enum.GetValues<CellKind>()];

    [Theory]
    [MemberData(nameof(Cells))]
    public void EveryCell_TrainsComesBackAndStreams_WithoutAllocating(CellKind cell)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        (float[][][] inputs, float[] firsts) = MadeSequences.FirstThree(20);
        var options = new SequenceOptions { Cell = cell, Epochs = 2, Hidden = 40, Threads = 1 };
        using var model = SequenceModel.Train(inputs, firsts, options);
        model.Save(path);
        using var loaded = SequenceModel.Load(path, threads: 2);
        using SequenceStream stream = loaded.Stream();

        Assert.True(model.Result.History[^1].TrainingLoss < model.Result.History[0].TrainingLoss);
        foreach (float[][] sequence in inputs[..3])
        {
            stream.Reset();
            for (int t = 0; t < sequence.Length; t++)
            {
                Assert.Equal(model.Predict(sequence[..(t + 1)]), stream.Step(sequence[t]).ToArray());
            }
        }

        float sum = 0;
        Allocations.AssertNone(() => sum += stream.Step(inputs[0][0])[0]);
        using var both = SequenceModel.Train(inputs, firsts, options with { Bidirectional = true, Epochs = 1 });
        both.Save(path);
        using var loadedBoth = SequenceModel.Load(path, 1);
        Assert.Equal(both.Predict(inputs), loadedBoth.Predict(inputs));
    }

    [Fact]
    public void FlatSpans_AreTheSameSequences()
    {
        (float[][][] inputs, float[] sums) = MadeSequences.FirstThree(20);
        float[] values = [.. inputs.SelectMany(s => s.SelectMany(step => step))];
        int[] lengths = [.. inputs.Select(s => s.Length)];
        var options = new SequenceOptions { Epochs = 2 };
        using var jagged = SequenceModel.Train(inputs, sums, options);
        using var flat = SequenceModel.Train(
            SequenceInputs.Of(values, lengths, 2), SequenceTargets.Of(sums.AsSpan(), 1), options);

        Assert.Equal(jagged.Predict(inputs), flat.Predict(inputs));
        Assert.Equal(jagged.Predict(inputs[0]), jagged.Predict(values.AsSpan(0, lengths[0] * 2)));
    }

    [Fact]
    public void RectangularArrays_AreTheSameSequences()
    {
        (float[][][] inputs, _) = MadeSequences.SinesAndNoise(20);
        var cube = new float[20, 20, 1];
        var rows = new float[20, 2];
        float[][] targets = [.. inputs.Select(s => new[] { s[0][0], s[^1][0] })];
        for (int s = 0; s < 20; s++)
        {
            (rows[s, 0], rows[s, 1]) = (targets[s][0], targets[s][1]);
            for (int t = 0; t < 20; t++)
            {
                cube[s, t, 0] = inputs[s][t][0];
            }
        }

        var options = new SequenceOptions { Epochs = 2, Standardize = false };
        using var jagged = SequenceModel.Train(inputs, targets, options);
        using var rectangular = SequenceModel.Train(cube, rows, options);
        using var spans = SequenceModel.Train(
            SequenceInputs.Of([.. inputs.SelectMany(s => s.Select(step => step[0]))], steps: 20, features: 1), targets,
            options);
        using var everyStep = SequenceModel.Train(cube, cube, options);

        Assert.Equal(jagged.Predict(inputs), rectangular.Predict(cube));
        Assert.Equal(jagged.Predict(inputs), spans.Predict(cube));
        Assert.Equal(20, everyStep.PredictSteps(cube)[0].Length);
    }

    [Fact]
    public void AFileForSomethingElse_IsRefused()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("other.safetensors");
        new ModelFile { Task = "forecast", Configuration = "{}", Tensors = [] }.Write(path);

        Assert.Contains(
            "a model for 'forecast'", Assert.Throws<ModelFileException>(() => SequenceModel.Load(path)).Message,
            StringComparison.Ordinal);
    }

    private static SequenceModel Trained(string task, out float[][][] inputs)
    {
        var options = new SequenceOptions { Epochs = 3, Hidden = 12, Layers = 2, Dropout = 0.1f, Threads = 1 };
        switch (task)
        {
            case "classes":
                (inputs, string[] labels) = MadeSequences.SinesAndNoise(30);
                return SequenceModel.Train(inputs, labels, options);
            case "steps":
                (inputs, float[][][] sums) = MadeSequences.RunningSums(30);
                return SequenceModel.Train(inputs, sums, options with { Cell = CellKind.Gru });
            default:
                (inputs, float[] firsts) = MadeSequences.FirstThree(30);
                return SequenceModel.Train(inputs, firsts, options with { Cell = CellKind.Elman });
        }
    }
}
