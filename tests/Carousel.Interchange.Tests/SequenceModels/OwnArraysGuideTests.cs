using System.Data;
using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Interchange.Tests.SequenceModels;

/// <summary>The code in docs/tutorials/own-arrays.md, docs/how-to/train.md and the README runs.</summary>
public sealed class OwnArraysGuideTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Door_TrainsSavesStreamsAndExports()
    {
        (float[][][] inputs, float[] targets) = Sequences();
        (string file, string onnx) = (Path.Combine(_folder, "model.safetensors"), Path.Combine(_folder, "model.onnx"));

        #region door
        using var model = SequenceModel.Train(inputs, targets, new() { Hidden = 32 });   // float[][][] and float[]
        model.Save(file);
        using var loaded = SequenceModel.Load(file);
        float[] answer = loaded.Predict(inputs[0]);
        using SequenceStream stream = loaded.Stream();
        ReadOnlySpan<float> soFar = stream.Step(inputs[0][0]);   // a step at a time, without allocating
        #endregion

        model.ToOnnx(onnx);
        Assert.Equal(1, stream.Steps);
        Assert.Equal(loaded.Predict(inputs[0][..1]), soFar.ToArray());
        Assert.Single(answer);
        Assert.True(File.Exists(onnx));
    }

    [Fact]
    public async Task Progress_IsTold_AndCancellingKeepsTheBest()
    {
        (float[][][] inputs, float[] targets) = Sequences();
        CancellationToken cancellation = TestContext.Current.CancellationToken;

        #region progress
        var progress = new Progress<EpochReport>(
            report =>
                Console.WriteLine($"epoch {report.Record.Epoch}: {report.Record.Score:F3}, {report.Times.Left} left"));
        using SequenceModel model = await SequenceModel.TrainAsync(
            inputs, targets, new() { Epochs = 20, Patience = 5 }, progress, cancellation);
        Console.WriteLine(
            $"{model.Result.Reason} after {model.Result.Epochs} epochs, the best is {model.Result.BestEpoch}");
        foreach (EpochRecord epoch in model.Result.History)
        {
            Console.WriteLine($"{epoch.Epoch} {epoch.TrainingLoss:F3} {epoch.Score:F3}");
        }
        #endregion

        Assert.True(model.Result.History[^1].TrainingLoss < model.Result.History[0].TrainingLoss);
    }

    [Fact]
    public void Classes_AreLabels()
    {
        (float[][][] inputs, float[] sums) = Sequences();
        string[] labels = [.. sums.Select(s => s > 1.5f ? "high" : "low")];

        #region classes
        using var model = SequenceModel.Train(inputs, labels, new() { Cell = CellKind.Gru, Epochs = 30 });
        string label = model.Classify(inputs[0]);
        float probability = model.Predict(inputs[0])[model.Labels.ToList().IndexOf(label)];
        #endregion

        Assert.InRange(probability, 0.5f, 1);
    }

    [Fact]
    public void Rows_OfADatabase()
    {
        using var table = new DataTable();
        table.Columns.Add("machine", typeof(string));
        table.Columns.Add("load", typeof(double));
        table.Columns.Add("heat", typeof(double));
        table.Columns.Add("fails", typeof(string));
        for (int row = 0; row < 60; row++)
        {
            table.Rows.Add($"m{row % 12}", row * 0.5, row % 7, row % 2 == 0 ? "yes" : "no");
        }

        IDataReader Query(string text) => table.CreateDataReader();

        #region rows
        using IDataReader history = Query("select machine, load, heat, fails from hours order by hour");
        using var model = SequenceModel.Train(
            history, target: "fails", sequence: "machine", options: new() { Epochs = 20 });

        using IDataReader today = Query("select machine, load, heat from today order by hour");
        var sequences = SequenceInputs.Of(today, model.InputNames, "machine");
        foreach ((string machine, string fails) in sequences.Ids.Zip(model.Classify(sequences)))
        {
            Console.WriteLine($"{machine}: {fails}");
        }
        #endregion

        Assert.Equal(["load", "heat"], model.InputNames);
        Assert.Equal(["no", "yes"], model.Labels);
    }

    [Fact]
    public void AStack_IsSavedAndComesBack()
    {
        string file = Path.Combine(_folder, "stack.safetensors");

        #region stack
        using var backend = new CpuBackend();
        var stack = new Stack(
            new Dense(3, 16, ElementwiseFunction.Tanh), new Lstm(16, 32, options: new LstmOptions { Dropout = 0.2f }),
            new Dense(32, 1));
        stack.Build(backend, seed: 1);
        stack.Save(file, stack.Describe() with { InputNames = ["load", "heat", "age"], OutputNames = ["wear"] });

        Stack loaded = LayerFile.Load(file, backend);
        using var model = SequenceModel.Load(file);
        float[] wear = model.Predict([[1, 2, 3], [1.5f, 2, 3]]);
        #endregion

        Assert.Single(wear);
        Assert.Equal(stack.ParameterCount, loaded.ParameterCount);
    }

    private static (float[][][] Inputs, float[] Sums) Sequences()
    {
        var random = new Random(1);
        float[][][] inputs =
        [
            .. Enumerable.Range(0, 60).Select(_ => Enumerable.Range(0, random.Next(3, 7))
                .Select(_ => new[] { random.NextSingle() }).ToArray()),
        ];
        return (inputs, [.. inputs.Select(s => s.Sum(t => t[0]))]);
    }
}
