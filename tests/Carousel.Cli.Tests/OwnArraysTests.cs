using System.Globalization;
using Carousel.Autograd;
using Carousel.Layers;

namespace Carousel.Cli.Tests;

/// <summary>The verbs read what a program made with the library.</summary>
public sealed class OwnArraysTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AClassifierOfArrays_IsReadByEveryVerb()
    {
        (string model, string data, float[][][] inputs) = Classifier();
        using var own = SequenceModel.Load(model, 1);

        CliRun described = await CliRun.OfAsync("describe", model),
            predicted = await CliRun.OfAsync("predict", model, data, "--threads", "1"),
            evaluated = await CliRun.OfAsync("evaluate", model, data),
            looked = await CliRun.OfAsync("inspect", "traces", model, data, "--out", _folder.File("look")),
            streamed = await CliRun.OfAsync("stream", model, data),
            onnx = await CliRun.OfAsync("export", "onnx", model, "--out", _folder.File("onnx")),
            c = await CliRun.OfAsync("export", "c", model, "--data", data, "--out", _folder.File("c")),
            web = await CliRun.OfAsync("export", "web", model, "--data", data, "--out", _folder.File("web.html")),
            small = await CliRun.OfAsync("quantize", model, "--out", _folder.File("small.safetensors"));

        Assert.All(
            new[] { described, predicted, evaluated, looked, streamed, onnx, c, web, small },
            run => Assert.True(run.ExitCode == 0, run.Error));
        Assert.Contains(
            "trained on 36 sequences from a program; 4 others", described.Out, StringComparison.Ordinal);
        Assert.Contains("the probabilities of 2 classes for the sequence", described.Out, StringComparison.Ordinal);
        Assert.StartsWith("id,high,low\n", predicted.Out, StringComparison.Ordinal);
        float[][] rows =
        [
            .. predicted.Out.TrimEnd('\n').Split('\n')[1..].Select(
                line => line.Split(',')[1..].Select(v => float.Parse(v, CultureInfo.InvariantCulture)).ToArray()),
        ];
        Assert.Equal(own.Predict(inputs), rows);
        Assert.Contains("are right", evaluated.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NumbersOfArrays_ArePredictedInTheirOwnScale()
    {
        float[][][] inputs = Inputs();
        string model = _folder.File("model.safetensors"), data = Csv(inputs, null);
        using var own = SequenceModel.Train(
            inputs, inputs.Select(s => s.Sum(t => t[0])).ToArray(),
            new() { Epochs = 3, Hidden = 8, InputNames = ["load", "noise"], OutputNames = ["sum"] });
        own.Save(model);

        CliRun run = await CliRun.OfAsync("predict", model, data, "--threads", "1"),
            last = await CliRun.OfAsync("stream", model, data);

        Assert.True(run.ExitCode == 0, run.Error);
        string[] lines = run.Out.TrimEnd('\n').Split('\n');
        Assert.Equal("id,sum", lines[0]);
        for (int s = 0; s < inputs.Length; s++)
        {
            string number = own.Predict(inputs[s])[0].ToString(CultureInfo.InvariantCulture);
            Assert.Equal($"s{s},{number}", lines[s + 1]);
            Assert.Contains($"s{s},{inputs[s].Length},{number}\n", last.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AStackBuiltByHand_IsReadAsANetwork()
    {
        using var backend = new CpuBackend(1);
        var stack = new Stack(new Embedding(9, 4), new Lstm(4, 6), new Dense(6, 9));
        stack.Build(backend, seed: 1);
        string model = _folder.File("stack.safetensors");
        stack.Save(model);
        string data = _folder.Write("symbols.csv", "symbol\n1\n8\n0\n");

        CliRun described = await CliRun.OfAsync("describe", model),
            predicted = await CliRun.OfAsync("predict", model, data);

        Assert.Contains("symbols 0 to 8 a step", described.Out, StringComparison.Ordinal);
        Assert.StartsWith("step,output1,", predicted.Out, StringComparison.Ordinal);
        Assert.Equal(0, (await CliRun.OfAsync("export", "onnx", model, "--out", _folder.File("onnx"))).ExitCode);
    }

    [Fact]
    public async Task ALayerOfAnotherKind_IsRefused()
    {
        using var backend = new CpuBackend(1);
        var table = new Embedding(9, 4);
        var stack = new Stack(table, new Lstm(4, 4), new TiedDense(table));
        stack.Build(backend, seed: 1);
        string model = _folder.File("own.safetensors"), data = _folder.Write("symbols.csv", "symbol\n1\n");
        stack.Save(model);

        string[][] lines =
        [
            ["describe", model], ["predict", model, data], ["export", "onnx", model],
            ["inspect", "traces", model, data],
        ];
        foreach (string[] line in lines)
        {
            Assert.Contains(
                "Only the program that defines the layer can run it.", (await CliRun.OfAsync(line)).Error,
                StringComparison.Ordinal);
        }
    }

    private (string Model, string Data, float[][][] Inputs) Classifier()
    {
        float[][][] inputs = Inputs();
        string[] labels = [.. inputs.Select(s => s[^1][0] > 55 ? "high" : "low")];
        string model = _folder.File("model.safetensors");
        using var own = SequenceModel.Train(
            inputs, labels, new() { Epochs = 3, Hidden = 8, InputNames = ["load", "noise"] });
        own.Save(model);
        return (model, Csv(inputs, labels), inputs);
    }

    private string Csv(float[][][] inputs, string[]? labels)
    {
        IEnumerable<string> rows = inputs.SelectMany((sequence, s) => sequence.Select(step => string.Create(
            CultureInfo.InvariantCulture, $"s{s},{step[0]},{step[1]}{(labels is null ? "" : $",{labels[s]}")}")));
        return _folder.Write(
            "data.csv", string.Join('\n', rows.Prepend($"id,load,noise{(labels is null ? "" : ",answer")}")) + "\n");
    }

    private static float[][][] Inputs()
    {
        var random = new Random(3);
        return
        [
            .. Enumerable.Range(0, 40).Select(_ => Enumerable.Range(0, random.Next(3, 9))
                .Select(_ => new[] { 50 + (10 * random.NextSingle()), random.NextSingle() / 100 }).ToArray()),
        ];
    }
}
