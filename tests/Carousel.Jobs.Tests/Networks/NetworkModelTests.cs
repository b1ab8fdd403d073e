using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Networks;
using Carousel.Jobs.Quantizing;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Networks;
using Carousel.Storage;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Networks;

[Collection(typeof(Alone))]
public sealed class NetworkModelTests
{
    [Theory]
    [InlineData(NetworkLayerKind.Lstm)]
    [InlineData(NetworkLayerKind.Gru)]
    [InlineData(NetworkLayerKind.Elman)]
    public void Load_GivesEqualAnswers_WhenTheModelWasSaved(NetworkLayerKind kind)
    {
        using var model = NetworkModel.Draw(
            Chain(kind, bidirectional: true) with { Origin = ["made for a test"], Answer = PortableFunction.Softmax },
            seed: 3, threads: 1);
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        model.Save(path);

        using IJobModel read = AllModels.Load(path, 1);

        float[][] inputs = [new Draws(1).Floats(3 * 7), new Draws(2).Floats(3 * 2)];
        Assert.Equal(model.Run(inputs), ((NetworkModel)read).Run(inputs));
        Assert.Contains("made for a test", read.Describe().Lines);
        Assert.Contains("bidirectional", read.Describe().Model.Name, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_AllocatesNothingOfTheSizeOfTheParameters()
    {
        using var model = NetworkModel.Draw(
            new NetworkDesign([new NetworkLayer(NetworkLayerKind.Lstm, 64, 256)]), seed: 3, threads: 1);
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        model.Save(path);
        Assert.InRange(new FileInfo(path).Length, 1_300_000, 1_400_000);

        // Entries of JSON, a backend, a header: none of them as large as the weights, which are in memory that is not
        // managed.
        Assert.InRange(Allocations.OfSteadyState(() => NetworkModel.Load(path, 1).Dispose()), 1, 256 * 1024);
    }

    [Fact]
    public void Run_OfOneSequence_EqualsItsAnswerAmongOthers()
    {
        using var model = NetworkModel.Draw(Chain(NetworkLayerKind.Lstm), seed: 1, threads: 1);
        float[][] inputs = [.. Enumerable.Range(1, 5).Select(n => new Draws(n).Floats(3 * n))];

        float[][] together = model.Run(inputs);

        for (int s = 0; s < inputs.Length; s++)
        {
            Assert.Equal(together[s], model.Run([inputs[s]])[0]);
            Assert.Equal(2 * (s + 1), together[s].Length);
        }
    }

    [Fact]
    public void Run_OfLastStates_TakesTheReverseDirectionAtTheFirstStep()
    {
        var recurrent = new NetworkLayer(NetworkLayerKind.Lstm, 3, 6) { Bidirectional = true, Projection = 4 };
        using var steps = NetworkModel.Draw(new NetworkDesign([recurrent]), seed: 5, threads: 1);
        using var final = NetworkModel.Draw(
            new NetworkDesign(
                [recurrent, new NetworkLayer(NetworkLayerKind.Pooling, 8, 8) { Pooling = NetworkPooling.Final }]),
                seed: 5, threads: 1);
        using var last = NetworkModel.Draw(
            new NetworkDesign(
                [recurrent, new NetworkLayer(NetworkLayerKind.Pooling, 8, 8) { Pooling = NetworkPooling.Last }]),
                seed: 5, threads: 1);
        float[] input = new Draws(4).Floats(3 * 5);

        float[] all = steps.Run([input])[0];

        Assert.Equal([.. all[32..36], .. all[4..8]], final.Run([input])[0]);
        Assert.Equal(all[32..40], last.Run([input])[0]);
    }

    [Fact]
    public void Predict_WritesARowForEachStep_WithTheSequenceOfTheTable()
    {
        using var model = NetworkModel.Draw(Chain(NetworkLayerKind.Gru), seed: 1, threads: 1);
        using var output = new StringWriter();

        model.Predict(
            JobInput.OfReader(new StringReader("sequence,a,b,c\nx,1,2,3\ny,0,0,1\nx,1,1,1\n")), output,
            TestContext.Current.CancellationToken);

        string[] lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("sequence,step,output1,output2", lines[0]);
        Assert.Equal(["x1", "x2", "y1"], lines.Skip(1).Select(l => l.Split(',')[0] + l.Split(',')[1]));
        float[] expected = model.Run([[1, 2, 3, 1, 1, 1]])[0];
        Assert.Equal(
            expected[2..], lines[2].Split(',').Skip(2).Select(v => float.Parse(v, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("a,b\n1,2\n", "2 columns")]
    [InlineData("a,b,c\n1,2,x\n", "'x' in column 'c' is not a number")]
    public void Predict_Refuses_WhatTheNetworkDoesNotRead(string table, string expected)
    {
        using var model = NetworkModel.Draw(Chain(NetworkLayerKind.Elman), seed: 1, threads: 1);

        Assert.Contains(
            expected,
            Assert.Throws<DataFormatException>(
                () =>
                    model.Predict(
                        JobInput.OfReader(new StringReader(table)), TextWriter.Null,
                        TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_RefusesASymbol_ThatTheTableDoesNotHave()
    {
        using var model = NetworkModel.Draw(Symbols(NetworkPooling.Last), seed: 1, threads: 1);

        Assert.Equal(
            "standard input:3:1: '11' in column 'symbol' is not a symbol of the network. Write a whole number 0…9.",
            Assert.Throws<DataFormatException>(
                () =>
                    model.Predict(
                        JobInput.OfReader(new StringReader("symbol\n4\n11\n")), TextWriter.Null,
                        TestContext.Current.CancellationToken)).Message);
    }

    [Theory]
    [InlineData(NetworkPooling.Last)]
    [InlineData(NetworkPooling.Mean)]
    [InlineData(NetworkPooling.Max)]
    [InlineData(NetworkPooling.Final)]
    internal void Stream_AnswersEachRow_AsPredictAnswersTheRowsSoFar(NetworkPooling pooling)
    {
        using var model = NetworkModel.Draw(Symbols(pooling), seed: 2, threads: 1);
        using NetworkStream stream = model.NewStream("standard input", new ReadOptions());
        Assert.Null(stream.Take("symbol", 1));
        float[] symbols = [3, 9, 0, 4];
        for (int t = 0; t < symbols.Length; t++)
        {
            string line = stream.Take(symbols[t].ToString(CultureInfo.InvariantCulture), t + 2)!.ToCsv();

            float[] expected = model.Run([symbols[..(t + 1)]])[0];
            float[] actual = [.. line.Split(',').Skip(1).Select(v => float.Parse(v, CultureInfo.InvariantCulture))];
            for (int k = 0; k < expected.Length; k++)
            {
                Assert.Equal(expected[k], actual[k], 1e-6f);
            }
        }
    }

    [Theory]
    [InlineData(NetworkLayerKind.Lstm)]
    [InlineData(NetworkLayerKind.Gru)]
    public void Stream_WritesWhatPredictWrites_WhereSequencesTakeTurns(NetworkLayerKind kind)
    {
        string[] rows = ["id,a,b,c", "x,1,2,3", "y,0,0,1", "x,1,1,1", "z,2,0,0", "y,3,1,0", "x,0,1,0"];
        using var model = NetworkModel.Draw(Chain(kind), seed: 1, threads: 1);
        using var output = new StringWriter();
        model.Predict(
            JobInput.OfReader(new StringReader(string.Join('\n', rows))), output,
            TestContext.Current.CancellationToken);
        string[] predicted = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using NetworkStream stream = model.NewStream("standard input", new ReadOptions());
        Assert.Null(stream.Take(rows[0], 1));

        string[] streamed = [.. rows.Skip(1).Select((row, r) => stream.Take(row, r + 2)!.ToCsv())];

        Assert.Equal(predicted[0], stream.Header);
        Assert.Equal(predicted.Skip(1), streamed.OrderBy(line => line[0]));
    }

    [Theory]
    [InlineData(NetworkPooling.Mean)]
    [InlineData(NetworkPooling.Max)]
    internal void Stream_PoolsEachSequenceOnItsOwn_WhereSequencesTakeTurns(NetworkPooling pooling)
    {
        using var model = NetworkModel.Draw(Symbols(pooling), seed: 2, threads: 1);
        using NetworkStream stream = model.NewStream("standard input", new ReadOptions());
        stream.Take("sequence,symbol", 1);
        stream.Take("x,3", 2);
        stream.Take("y,7", 3);

        string last = stream.Take("x,9", 4)!.ToCsv();

        Assert.StartsWith("x,2,", last, StringComparison.Ordinal);
        float[] expected = model.Run([[3, 9]])[0];
        Assert.Equal(
            expected, last.Split(',').Skip(2).Select(v => float.Parse(v, CultureInfo.InvariantCulture)),
            (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void Stream_Refuses_BothDirections()
    {
        using var model = NetworkModel.Draw(Chain(NetworkLayerKind.Lstm, bidirectional: true), seed: 1, threads: 1);

        Assert.Contains(
            "both ends", Assert.Throws<NotPortableException>(() => model.Stream("x", new ReadOptions())).Message,
            StringComparison.Ordinal);
        Assert.Throws<NotPortableException>(() => ((IPortableModel)model).ToPortable());
    }

    [Fact]
    public void Evaluate_MeasuresClasses_ByNameOrNumber()
    {
        using var model = NetworkModel.Draw(
            Symbols(NetworkPooling.Last) with { OutputNames = ["no", "yes"] }, seed: 2, threads: 1);
        float[] answer = model.Run([[3, 1]])[0];
        string right = answer[0] > answer[1] ? "no" : "yes", wrong = answer[0] > answer[1] ? "1" : "0";

        JobResult result = model.Evaluate(
            JobInput.OfReader(new StringReader($"sequence,symbol,answer\na,3,0\na,1,{right}\nb,3,0\nb,1,{wrong}\n")),
            TestContext.Current.CancellationToken);

        Assert.Equal(0.5, result.Scores[0].Metrics["accuracy"]);
    }

    [Fact]
    public void Evaluate_MeasuresNumbers_AgainstTheirMean()
    {
        using var model = NetworkModel.Draw(Chain(NetworkLayerKind.Lstm), seed: 2, threads: 1);
        float[] answer = model.Run([[1, 2, 3]])[0];
        string table = string.Create(
            CultureInfo.InvariantCulture, $"a,b,c,output1,output2\n1,2,3,{answer[0] + 1},{answer[1] - 2}\n");

        JobResult result = model.Evaluate(
            JobInput.OfReader(new StringReader(table)), TestContext.Current.CancellationToken);

        Assert.Equal(1.5, result.Scores[0].Metrics["mae"], 1e-6);
        Assert.Equal(0, result.Scores[1].Metrics["mae"], 1e-6);
    }

    [Fact]
    public void Quantize_LeavesAModel_ThatCanBeSavedAndRead()
    {
        using var model = NetworkModel.Draw(Symbols(NetworkPooling.Mean), seed: 2, threads: 1);
        float[] before = model.Run([[1, 2, 3]])[0];
        QuantizedModel.Quantize(model, "model");
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        model.Save(path);

        using var read = NetworkModel.Load(path, 1);

        Assert.Equal(before[0], read.Run([[1, 2, 3]])[0][0], 0.02f);
        Assert.True(read.Describe().Model.QuantizedParameters > 0);
    }

    [Fact]
    public void Inspect_GivesTheRowsOfTheTable_AndAScoreWithAnswers()
    {
        using var model = NetworkModel.Draw(Symbols(NetworkPooling.Last), seed: 2, threads: 1);
        IInspectedModel inside = model.Inspect();

        IReadOnlyList<InspectedSequence> sequences = inside.Read(
            JobInput.OfReader(new StringReader("sequence,symbol\na,3\na,1\nb,2\n")),
            TestContext.Current.CancellationToken);

        Assert.Equal([2, 1], sequences.Select(s => s.Steps));
        Assert.Equal(2 * inside.Reader.InputSize, sequences[0].Input.Length);
        Assert.Equal(["3", "1"], sequences[0].StepNames);
        float[] answers = model.Run([[3, 1]])[0];
        Assert.Equal(answers[0] > answers[1] ? 0 : 1, inside.Answer(sequences[0]));
    }

    [Theory]
    [InlineData("\"units\":8", "\"units\":4096")]
    [InlineData("\"kind\":\"Dense\"", "\"kind\":\"Gru\"")]
    [InlineData("\"input_size\":3", "\"input_size\":-3")]
    [InlineData("\"layers\":[", "\"layers\":[null,")]
    public void Load_Refuses_ADesignThatDoesNotFitItsTensors(string from, string to)
    {
        using var model = NetworkModel.Draw(Chain(NetworkLayerKind.Lstm), seed: 2, threads: 1);
        using var folder = new TemporaryFolder();
        string path = folder.File("model.safetensors");
        model.Save(path);
        var stored = ModelFile.Read(path);
        Assert.Contains(from, stored.Configuration, StringComparison.Ordinal);
        new ModelFile
        {
            Task = stored.Task,
            Configuration = stored.Configuration.Replace(from, to, StringComparison.Ordinal),
            Training = stored.Training,
            Tensors = stored.Tensors,
        }.Write(path);

        Assert.Contains(
            path, Assert.Throws<ModelFileException>(() => NetworkModel.Load(path, 1)).Message,
            StringComparison.Ordinal);
    }

    private static NetworkDesign Chain(NetworkLayerKind kind, bool bidirectional = false)
    {
        int width = bidirectional ? 16 : 8;
        return new NetworkDesign(
        [
            new NetworkLayer(kind, 3, 8) { Bidirectional = bidirectional },
            new NetworkLayer(kind, width, 8) { Bidirectional = bidirectional },
            new NetworkLayer(NetworkLayerKind.Normalization, width, width),
            new NetworkLayer(NetworkLayerKind.Dense, width, 2) { Activation = ElementwiseFunction.Tanh },
        ]);
    }

    private static NetworkDesign Symbols(NetworkPooling pooling) => new(
    [
        new NetworkLayer(NetworkLayerKind.Embedding, 10, 4),
        new NetworkLayer(NetworkLayerKind.Gru, 4, 8),
        new NetworkLayer(NetworkLayerKind.Pooling, 8, 8) { Pooling = pooling },
        new NetworkLayer(NetworkLayerKind.Dense, 8, 2),
    ])
    {
        Answer = PortableFunction.Softmax,
    };
}
