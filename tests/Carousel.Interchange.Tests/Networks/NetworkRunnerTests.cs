using System.Globalization;
using Carousel.Anomalies;
using Carousel.Autograd;
using Carousel.Classification;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Interchange.Networks;
using Carousel.Interchange.Tests.Onnx.Graphs;
using Carousel.Jobs;
using Carousel.Jobs.Networks;
using Carousel.Jobs.Portable;
using Carousel.Jobs.Reading;
using Carousel.Language;
using Carousel.Networks;
using Carousel.Survival;
using Carousel.Tagging;
using NetworkRunner = Carousel.Interchange.Networks.NetworkRunner;

namespace Carousel.Interchange.Tests.Networks;

/// <summary>A portable network, run in plain loops, says what the job says.</summary>
public sealed class NetworkRunnerTests : IDisposable
{
    /// <summary>
    /// Probabilities and scaled numbers of size 1 after some tens of steps: within 1e-6, and half a last place of six
    /// that are written.
    /// </summary>
    private const double Tolerance = 1.5e-6;

    private readonly string _folder = Directory.CreateTempSubdirectory("carousel").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(CellKind.Lstm, 2, false)]
    [InlineData(CellKind.Gru, 1, false)]
    [InlineData(CellKind.Elman, 1, false)]
    [InlineData(CellKind.Lstm, 1, true)]
    public async Task Run_IsAsSurprisedAsTheLanguageModel(CellKind cell, int layers, bool isTied)
    {
        using LanguageModel model = await TinyModels.LanguageAsync(cell, layers, isTied);
        int[] units = model.Tokenizer.Encode(TinyModels.Text[..100], "text");
        float[] expected = model.Surprises(units, TestContext.Current.CancellationToken);
        PortableSequence sequence = Assert.Single(((IPortableJob)model)
            .ReadSequences(JobInput.OfText(TinyModels.Text[..100]), 1));
        float[] answers = Run(model, sequence);

        Assert.Equal(units.Length + 1, sequence.Input.Length);
        for (int t = 0; t < units.Length; t++)
        {
            Assert.Equal(expected[t], -Math.Log(answers[(t * model.Tokenizer.Vocabulary.Count) + units[t]]), 1e-5);
        }
    }

    [Theory]
    [InlineData(PoolingKind.Mean)]
    [InlineData(PoolingKind.Max)]
    [InlineData(PoolingKind.Last)]
    public async Task Run_GivesTheProbabilitiesOfTheClassifier(PoolingKind pooling)
    {
        using Classifier model = await TinyModels.ClassifierAsync(pooling);
        string file = Write("numbers.csv", TinyModels.NumbersCsv(6));
        string[][] rows = Predicted(model, JobInput.OfFile(file));
        IReadOnlyList<PortableSequence> sequences = ((IPortableJob)model).ReadSequences(JobInput.OfFile(file), 4);

        Assert.Equal(4, sequences.Count);
        for (int n = 0; n < sequences.Count; n++)
        {
            float[] answer = Run(model, sequences[n]);
            for (int c = 0; c < answer.Length; c++)
            {
                Assert.Equal(double.Parse(rows[n][3 + c], CultureInfo.InvariantCulture), answer[c], Tolerance);
            }
        }
    }

    [Theory]
    [InlineData(WindowNormalization.None, CellKind.Lstm)]
    [InlineData(WindowNormalization.Last, CellKind.Lstm)]
    [InlineData(WindowNormalization.Mean, CellKind.Gru)]
    public async Task Run_GivesTheQuantilesOfTheForecaster(WindowNormalization normalization, CellKind cell)
    {
        const int rows = 140;
        using Forecaster model = await TinyModels.ForecasterAsync(
            TinyModels.ForecastOptions(cell) with { WindowNormalization = normalization });
        ForecastDesign design = model.Design;
        QuantileTable expected = model.Predict(
            TinyModels.Daily(rows - design.Horizon), cancellation: TestContext.Current.CancellationToken).Quantiles;
        PortableSequence sequence = ((IPortableJob)model).ReadSequences(
            JobInput.OfFile(Write("daily.csv", TinyModels.DailyCsv(rows))), 3)[^1];
        var network = PortableNetwork.Of(model);
        float[] answers = new NetworkRunner(network).Run(sequence);
        double level = LevelOf(network.Answer.Values[0], rows - design.Horizon, normalization, design.LevelSpan);

        for (int k = 0; k < answers.Length; k++)
        {
            double value = network.Answer.Values[k % network.AnswerSize].ToData(answers[k] + level);
            Assert.Equal(expected[0, k / network.AnswerSize, 0][k % network.AnswerSize], value, 1e-4);
        }
    }

    [Fact]
    public async Task Run_BeginsWithTheIntervalsOfTheForecaster()
    {
        const int rows = 140;
        using Forecaster model = await TinyModels.ForecasterAsync(
            TinyModels.ForecastOptions() with { WindowNormalization = WindowNormalization.None });
        ForecastDesign design = model.Design;
        SeriesSet set = TinyModels.Daily(rows - design.Horizon);
        QuantileTable before = model.Predict(set).Quantiles;
        model.Adapt(new IntervalAdaptation(0.05, set[0].TimeAt(rows - design.Horizon), 0)
        {
            Start = new Dictionary<string, IReadOnlyList<double>>
            {
                [""] = [.. Enumerable.Range(0, 2 * design.Intervals.Count).Select(place => 0.7 - (0.3 * place))],
            },
        });
        QuantileTable expected = model.Predict(set).Quantiles;
        PortableSequence sequence = ((IPortableJob)model).ReadSequences(
            JobInput.OfFile(Write("daily.csv", TinyModels.DailyCsv(rows))), 3)[^1];
        var network = PortableNetwork.Of(model);
        float[] answers = new NetworkRunner(network).Run(sequence);
        using var backend = new CpuBackend(1);
        var given = new Dictionary<string, GraphTensor>
        {
            ["past"] = new([design.Lookback, 1, sequence.Before.Length / design.Lookback], sequence.Before, false),
            ["ahead"] = new([design.Horizon, 1, sequence.Input.Length / design.Horizon], sequence.Input, false),
        };
        var graph = new ComputedGraph(backend, new Dictionary<string, int>(), seed: 1, given);
        Assert.Single(((IGraphModel)model).ToGraphs()).Draw(graph);

        Assert.NotEqual(before[0, 0, 0][0], expected[0, 0, 0][0], 1e-3);
        Assert.All(graph.Outputs["quantiles"].Values.Zip(answers), v => Assert.Equal(v.First, v.Second, 1e-5));
        for (int k = 0; k < answers.Length; k++)
        {
            double value = network.Answer.Values[k % network.AnswerSize].ToData(answers[k]);
            Assert.Equal(expected[0, k / network.AnswerSize, 0][k % network.AnswerSize], value, 1e-4);
        }
    }

    [Fact]
    public async Task Run_ExpectsWhatTheDetectorOfChannelsExpects()
    {
        using ChannelModel model = await TinyModels.ChannelsAsync();
        var data = ChannelData.Read(new StringReader(TinyModels.WavesCsv()), "waves.csv", new ReadOptions(), null);
        using var backend = new CpuBackend();
        using var reader = new ChannelReader(backend, model.Network);
        var looks = new ChannelForecast[data.Channels.Count];
        PortableSequence sequence = ((IPortableJob)model).ReadSequences(
            JobInput.OfFile(Write("waves.csv", TinyModels.WavesCsv())), 1)[0];
        var network = PortableNetwork.Of(model);
        float[] answers = new NetworkRunner(network).Run(sequence);

        for (int row = 0; row < answers.Length / network.AnswerSize; row++)
        {
            reader.Take(data.StampAt(row), data.Row(row), looks);
            for (int c = 0; c < 2; c++)
            {
                Assert.Equal(
                    model.Design.Scales[c].Unmap(looks[c].Location),
                    network.Answer.Values[3 * c].ToData(answers[(row * network.AnswerSize) + (3 * c)]), 1e-4);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_TagsAsTheTagger(bool isText)
    {
        string file = Write(
            isText ? "words.conll" : "steps.csv", isText ? TinyModels.WordsConll() : TinyModels.StepsCsv());
        using Tagger model = await TinyModels.TaggerAsync(file, TinyModels.TagOptions());
        var text = new StringWriter();
        model.Predict(JobInput.OfFile(file), text, TestContext.Current.CancellationToken);
        string[] expected = [.. text.ToString().Split('\n').TakeWhile(l => l.Length > 0).Select(l => l.Split('\t')[1])];
        var network = PortableNetwork.Of(model);
        float[] answers = new NetworkRunner(network)
            .Run(((IPortableJob)model).ReadSequences(JobInput.OfFile(file), 1)[0]);

        Assert.Equal(
            expected,
            answers.Chunk(network.AnswerSize).Select(p => network.Answer.Values[Array.IndexOf(p, p.Max())].Name));
    }

    [Fact]
    public async Task Run_GivesTheHazardsOfTheSurvivalModel()
    {
        using SurvivalModel model = await TinyModels.SurvivalAsync();
        var text = new StringWriter();
        Carousel.Survival.CustomerSimulation.Make(20, 5).WriteCsv(text);
        string file = Write("log.csv", text.ToString());
        string[][] rows = Predicted(model, JobInput.OfFile(file));
        var runner = new NetworkRunner(PortableNetwork.Of(model));
        float[] hazards =
        [
            .. ((IPortableJob)model).ReadSequences(JobInput.OfFile(file), 20).Select(s => runner.Run(s)[^4]),
        ];

        // The ranking has those who are still there, the likeliest to leave first.
        Assert.NotEmpty(rows);
        Assert.All(
            rows,
            row =>
                Assert.Contains(
                    hazards, h => Math.Abs(h - double.Parse(row[1], CultureInfo.InvariantCulture)) <= Tolerance));
    }

    [Theory]
    [InlineData(NetworkLayerKind.Lstm, null)]
    [InlineData(NetworkLayerKind.Gru, NetworkPooling.Mean)]
    [InlineData(NetworkLayerKind.Elman, NetworkPooling.Final)]
    internal void Run_GivesTheAnswersOfAPlainNetwork(NetworkLayerKind kind, NetworkPooling? pooling)
    {
        using var model = NetworkModel.Draw(
            new NetworkDesign(
            [
                new NetworkLayer(NetworkLayerKind.Embedding, 9, 5), new NetworkLayer(kind, 5, 6),
                .. pooling is { } pooled
                    ? new[] { new NetworkLayer(NetworkLayerKind.Pooling, 6, 6) { Pooling = pooled } }
                    : [],
                new NetworkLayer(NetworkLayerKind.Dense, 6, 3),
            ])
            {
                Answer = PortableFunction.Softmax,
            },
            seed: 4, threads: 1);
        float[] expected = model.Run([[8, 0, 3, 3, 1]])[0];
        PortableSequence sequence = Assert.Single(((IPortableJob)model)
            .ReadSequences(JobInput.OfText("symbol\n8\n0\n3\n3\n1\n"), 1));

        float[] answers = Run(model, sequence);

        Assert.Equal(expected.Length, answers.Length);
        for (int k = 0; k < answers.Length; k++)
        {
            Assert.Equal(expected[k], answers[k], Tolerance);
        }
    }

    private static float[] Run(IPortableModel model, PortableSequence sequence) =>
        new NetworkRunner(PortableNetwork.Of(model)).Run(sequence);

    /// <summary>The level subtracted from a window of the daily wave whose first row ahead is the given one.</summary>
    private static double LevelOf(PortableValue value, int origin, WindowNormalization normalization, int span)
    {
        double[] scaled = [.. TinyModels.Daily(origin)[0].Column(0).ToArray().Select(v => value.ToNetwork(v))];
        return normalization switch
        {
            WindowNormalization.Last => scaled[^1],
            WindowNormalization.Mean => scaled[^span..].Average(),
            _ => 0
        };
    }

    private static string[][] Predicted(IJobModel model, JobInput input)
    {
        var text = new StringWriter();
        model.Predict(input, text, TestContext.Current.CancellationToken);
        return [
            .. text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(',')),
        ];
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
