using Carousel.Autograd;
using Carousel.Classification;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Interchange.Tests.Onnx.Graphs;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Text;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tagging;
using Carousel.Tensors;

namespace Carousel.Interchange.Tests.Onnx.Writing;

/// <summary>
/// What a job draws is what the job runs: a computed drawing gives the outputs of the job's network for the same
/// sequences.
/// </summary>
public sealed class DrawingTests
{
    private const float Tolerance = 1e-6f;
    private static readonly Dictionary<string, int> _sizes = new() { ["time"] = 6, ["batch"] = 3, ["letters"] = 4 };

    [Theory]
    [InlineData(PoolingKind.Attention, true)]
    [InlineData(PoolingKind.Mean, true)]
    [InlineData(PoolingKind.Max, false)]
    public void Classes_AreThoseOfTheNetwork(PoolingKind pooling, bool isBidirectional)
    {
        using var backend = new CpuBackend(1);
        var design = new ClassDesign(ClassInput.Words, Cell(isBidirectional), pooling, 1) { Embedding = 4 };
        var network = new ClassNetwork(design, symbols: 7, classes: 3);
        Build(network, backend);
        var graph = new ComputedGraph(backend, _sizes, seed: 3);
        GraphValue symbols = graph.Symbols("symbols", GraphAxis.Sequences, Texts(7)),
            lengths = graph.Lengths("lengths", symbols);
        graph.Output("scores", network.Draw(graph, symbols, lengths));

        EncodedSample[] samples = [.. Enumerable.Range(0, 3).Select(b =>
        {
            int steps = (int)graph.Inputs["lengths"].Values[b];
            return new EncodedSample(
                new ClassSample("", 1) { Id = "" }, 0, steps,
                [.. Enumerable.Range(0, steps).Select(t => graph.Inputs["symbols"].Values[(t * 3) + b])]);
        })];
        var batch = new SequenceBatch(1);
        ClassEncoder.Fill(batch, samples);
        Near(Run(backend, tape => network.Forward(tape, batch)), graph.Outputs["scores"].Values);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Tags_AreThoseOfTheNetwork(bool isBidirectional)
    {
        using var backend = new CpuBackend(1);
        TokenSentence[] sentences =
        [
            .. new[] { "La kato vidas la hundon .", "Hundo kuras .", "Kato dormas ." }.Select(
                text => new TokenSentence([.. text.Split(' ')], [], 1)),
        ];
        TagVocabularies vocabularies = TagVocabularies.Of(
            sentences, Vocabulary.Closed([Vocabulary.UnknownText, "kato", "hundo"]));
        var design = new TagDesign(
            Cell(isBidirectional), WordSize: 4, CharacterSize: 3, CharacterHidden: 3, VectorSize: 2, Channels: 0,
            InputDropout: 0, WordDropout: 0, IsChain: false);
        var network = new TagNetwork(
            design, vocabularies.Words.Count, vocabularies.Characters.Count, vocabularies.Vectors.Count, labels: 3);
        Build(network, backend);
        var encoder = new SentenceEncoder(vocabularies, new TagScaling([], []));
        List<EncodedSentence> encoded = encoder.Encode(sentences);
        var batch = new TagBatch(encoder, 0);
        batch.Fill(encoded);
        float[] expected = Run(backend, tape => network.Scores(tape, batch));

        int T = encoded.Max(s => s.Length), B = encoded.Count, L = encoder.Characters.Max(c => c.Length);
        GraphTensor Tokens(Func<int, int> number) =>
            new(
                [T, B],
                [
                    .. Enumerable.Range(0, T * B)
                        .Select(k => k / B < encoded[k % B].Length ? (float)number(encoded[k % B].Forms[k / B]) : 0),
                ], true);
        float[] letters = [.. Enumerable.Range(0, L * T * B).Select(k =>
        {
            (int c, int t, int b) = (k / (T * B), k / B % T, k % B);
            return t < encoded[b].Length && encoder.Characters[encoded[b].Forms[t]] is var word && c < word.Length
                ? word[c]
                : 0;
        })];
        var graph = new ComputedGraph(backend, _sizes, seed: 3, new Dictionary<string, GraphTensor>
        {
            ["words"] = Tokens(f => encoder.Words[f]),
            ["vectors"] = Tokens(f => encoder.Vectors[f]),
            ["characters"] = new([L, T, B], letters, true),
            ["character_counts"] = Tokens(f => encoder.Characters[f].Length),
            ["lengths"] = new([B], [.. encoded.Select(s => (float)s.Length)], true),
        });
        var parts = new TagParts(
            new TagConfiguration(design, LabelScheme.Plain, "1", "2", []), vocabularies, new TagScaling([], []));
        TagPortable.Graph(network, parts).Draw(graph);
        float[] scores = graph.Outputs["scores"].Values;
        for (int b = 0; b < B; b++)
        {
            for (int t = 0; t < encoded[b].Length; t++)
            {
                Near(
                    expected[(batch.Tokens.Row(b, t) * 3)..((batch.Tokens.Row(b, t) * 3) + 3)],
                    scores[(((t * B) + b) * 3)..((((t * B) + b) * 3) + 3)]);
            }
        }
    }

    [Fact]
    public async Task Quantiles_AreThoseOfTheForecaster()
    {
        using Forecaster forecaster = await TinyModels.ForecasterAsync(TinyModels.ForecastOptions());
        ForecastDesign design = forecaster.Design;
        ForecastData data = forecaster.DataOf(TinyModels.Daily(140));
        Data.Window[] windows = [new(0, 60, 8, 4), new(0, 91, 8, 4), new(0, 120, 8, 4)];
        QuantileTable expected = forecaster.Calibration.Apply(Inference.Run(
            forecaster.Backend,
            tape => forecaster.Model.Quantiles(tape, data, windows, TestContext.Current.CancellationToken)));

        var batch = new WindowBatch(design);
        batch.Begin(windows.Length);
        for (int w = 0; w < windows.Length; w++)
        {
            batch.Set(w, data.Series[0], windows[w].Origin);
        }

        var graph = new ComputedGraph(
            forecaster.Backend, _sizes, seed: 3,
            new Dictionary<string, GraphTensor>
            {
                ["past"] = new([design.Lookback, 3, design.EncoderFeatures.Count], batch.Encoder.ToPadded(0), false),
                ["ahead"] = new([design.Horizon, 3, design.DecoderFeatures.Count], batch.Decoder.ToPadded(0), false),
            });
        ForecastGraph.Of(forecaster).Draw(graph);
        float[] quantiles = graph.Outputs["quantiles"].Values;
        int Q = design.Quantiles.Count;
        for (int w = 0; w < 3; w++)
        {
            for (int t = 0; t < design.Horizon; t++)
            {
                int first = ((t * 3) + w) * Q;
                Near([.. expected[w, t, 0].ToArray().Select(v => (float)v)], quantiles[first..(first + Q)]);
            }
        }
    }

    private static CellDesign Cell(bool isBidirectional) =>
        new(CellKind.Lstm, 2, 4, 0, 1, InitializerKind.Glorot) { Bidirectional = isBidirectional };

    private static PortableInput Texts(int count) =>
        new([new PortableValue("symbol")]) { Symbols = [.. Enumerable.Range(0, count).Select(s => $"s{s}")] };

    private static void Build(Layer network, CpuBackend backend)
    {
        network.Build(backend, 9);
        foreach (Parameter parameter in network.Parameters)
        {
            parameter.Set([.. parameter.Value.ToArray().Select((v, k) => v + (0.1f * MathF.Sin(k)))]);
        }
    }

    private static float[] Run(CpuBackend backend, Func<Tape, Variable> run)
    {
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        return run(tape).Value.ToArray();
    }

    private static void Near(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), p => Assert.InRange(p.Second, p.First - Tolerance, p.First + Tolerance));
    }
}
