using Carousel.Autograd;
using Carousel.Data;
using Carousel.Inspection.Equations;
using Carousel.Inspection.Traces;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Reference.Recurrent;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Inspection.Tests.Traces;

public sealed class NetworkTraceTests : IDisposable
{
    private const int I = 3, H = 18, T = 53;

    private readonly CpuBackend _backend = new(1);
    private readonly float[] _x = new Draws(4).Floats(T * I);

    public static TheoryData<string> Networks =>
    [
        "elman", "mingru", "minlstm", "slstm",
        "gru", "gru-before", "lstm", "peepholes", "projected", "everything",
        "stack", "mixed",
        "reverse", "gru-reverse", "both",
    ];

    public void Dispose() => _backend.Dispose();

    [Theory]
    [MemberData(nameof(Networks))]
    public void Of_HoldsTheBitsThatTrainingKeeps(string name)
    {
        SequenceLayer network = Built(name);

        IReadOnlyList<LayerTrace> traces = NetworkTrace.Of(_backend, network, _x);

        List<Dictionary<TraceQuantity, float[]>> kept = Kept(network);
        Assert.Equal(kept.Count, traces.Count);
        foreach ((LayerTrace found, Dictionary<TraceQuantity, float[]> expected) in traces.Zip(kept))
        {
            Assert.Equal(expected.Keys.Order(), found.Quantities);
            Assert.All(found.Quantities, quantity => Assert.Equal(expected[quantity], found[quantity]));
            Assert.All(
                found.Quantities.Where(q => q is not (TraceQuantity.Hidden or TraceQuantity.Cell)),
                q => Assert.True(found[q].Distinct().Count() > T));
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Of_GivesTheSameBits_OverThreeThreads(string name)
    {
        IReadOnlyList<LayerTrace> one = NetworkTrace.Of(_backend, Built(name), _x);
        using var three = new CpuBackend(3);

        IReadOnlyList<LayerTrace> found = NetworkTrace.Of(three, Built(name, three), _x);

        RequireEqual(one, found);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Run_GivesTheSameBits_InChunksOfAnyLength(string name)
    {
        SequenceLayer network = Built(name);
        foreach (LayerTrace whole in NetworkTrace.Of(_backend, network, _x))
        {
            foreach (int steps in new[] { 1, 7, T - 1, T })
            {
                int next = 0;
                NetworkTrace.Run(
                    _backend, network, _x,
                    chunk =>
                    {
                        if (chunk.Layer != whole.Layer)
                        {
                            return;
                        }

                        Assert.Equal(next, chunk.First);
                        next += chunk.Steps;
                        foreach (TraceQuantity quantity in whole.Quantities)
                        {
                            int width = whole.Width(quantity);
                            Assert.Equal(
                                whole[quantity].AsSpan(chunk.First * width, chunk.Steps * width).ToArray(),
                                chunk[quantity].ToArray());
                        }
                    },
                    chunk: steps);
                Assert.Equal(T, next);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Of_GivesTheHiddenStatesAlone_WhenTheyAloneAreWanted(string name)
    {
        SequenceLayer network = Built(name);

        IReadOnlyList<LayerTrace> found = NetworkTrace.Of(_backend, network, _x, [TraceQuantity.Hidden]);

        Assert.All(found, trace => Assert.Equal([TraceQuantity.Hidden], trace.Quantities));
        Assert.All(
            NetworkTrace.Of(_backend, network, _x).Zip(found),
            p => Assert.Equal(p.First[TraceQuantity.Hidden], p.Second[TraceQuantity.Hidden]));
    }

    [Fact]
    public void Between_GivesThePartOfAChunk()
    {
        SequenceLayer network = Built("projected");
        LayerTrace whole = NetworkTrace.Of(_backend, network, _x)[0];
        var found = new List<(int First, float[] Hidden, float[] Cell)>();
        NetworkTrace.Run(
            _backend, network, _x,
            chunk =>
            {
                if (chunk.Between(15, 40)?.Between(0, 32) is { } part)
                {
                    found.Add((part.First, part[TraceQuantity.Hidden].ToArray(), part[TraceQuantity.Cell].ToArray()));
                }
            },
            chunk: 10);

        Assert.Equal([15, 20, 30], found.Select(f => f.First));
        Assert.Equal(whole[TraceQuantity.Hidden].AsSpan(15 * 7, 17 * 7).ToArray(), found.SelectMany(f => f.Hidden));
        Assert.Equal(whole[TraceQuantity.Cell].AsSpan(15 * H, 17 * H).ToArray(), found.SelectMany(f => f.Cell));
    }

    [Fact]
    public void Of_HoldsTheGatesAndStatesOfTheTextbook()
    {
        var layer = new Lstm(I, H);
        layer.Build(_backend, 3);
        layer.B.Set(new Draws(5).Floats(4 * H));
        var x = new double[T, I];
        _x.Select(v => (double)v).ToArray().CopyTo(Near.Flat(x));
        CellStep[] steps = CellReference.Lstm.Run(EquationWeights.Of(layer), x, new double[2 * H]);

        LayerTrace trace = NetworkTrace.Of(_backend, layer, _x)[0];

        Assert.Equal((T, H, H), (trace.Steps, trace.Units, trace.Outputs));
        double share = Near.Recurrent(T, I + H);
        Equals(TraceQuantity.InputGate, step => step.Gates[..H]);
        Equals(TraceQuantity.ForgetGate, step => step.Gates[H..(2 * H)]);
        Equals(TraceQuantity.Candidate, step => step.Gates[(2 * H)..(3 * H)]);
        Equals(TraceQuantity.OutputGate, step => step.Gates[(3 * H)..]);
        Equals(TraceQuantity.Cell, step => step.After[H..]);
        Equals(TraceQuantity.Hidden, step => step.Output);

        void Equals(TraceQuantity quantity, Func<CellStep, double[]> values) =>
            Near.Largest(trace[quantity], steps.SelectMany(values).ToArray(), share);
    }

    [Fact]
    public void Of_NamesLayersAsTheModelFileDoes()
    {
        Assert.Equal([""], Layers(Built("lstm")));
        Assert.Equal(["0", "2", "4.forward", "4.reverse", "5"], Layers(Built("both")));

        IEnumerable<string> Layers(SequenceLayer network) =>
            NetworkTrace.Of(_backend, network, _x).Select(t => t.Layer);
    }

    [Fact]
    public void Of_PassesThroughLayersThatAreNoCells()
    {
        var network = new Stack(
            new Embedding(9, 8), new Lstm(8, 8), new LayerNorm(8), new SequenceConvolution(8, 8, 3),
            new Gru(8, 5));
        network.Build(_backend, 2);
        float[] symbols = [.. Enumerable.Range(0, 40).Select(t => (float)(t * 5 % 9))];

        IReadOnlyList<LayerTrace> found = NetworkTrace.Of(_backend, network, symbols);

        Assert.Equal(["1", "4"], found.Select(t => t.Layer));
        using var arena = new Arena(_backend);
        var tape = new Tape(_backend, arena);
        tape.Begin(TapeMode.Inference);
        Assert.Equal(
            network.Forward(tape, tape.Input(symbols, new Shape(40, 1)), new Packing([40])).Hidden.Value.ToArray(),
            found[1][TraceQuantity.Hidden]);
    }

    [Fact]
    public void Of_RefusesWhatItCannotRun()
    {
        SequenceLayer lstm = Built("lstm");
        var dense = new Dense(I, 2);
        dense.Build(_backend, 1);

        Assert.Contains(
            "I = 3", Assert.Throws<ArgumentException>(() => NetworkTrace.Of(_backend, lstm, new float[4])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => NetworkTrace.Of(_backend, lstm, []));
        Assert.Contains(
            "no recurrent layer", Assert.Throws<ArgumentException>(() => NetworkTrace.Of(_backend, dense, _x)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "UpdateGate",
            Assert.Throws<ArgumentException>(
                () => NetworkTrace.Of(_backend, lstm, _x, [TraceQuantity.UpdateGate])).Message,
                StringComparison.Ordinal);
        Assert.Contains(
            "Hidden, Cell",
            Assert.Throws<KeyNotFoundException>(
                () => NetworkTrace.Of(_backend, lstm, _x)[0][TraceQuantity.ResetGate]).Message,
                StringComparison.Ordinal);
    }

    // Values that the tape of a training step keeps for its way back, read unit by unit in the kernels' orders.
    private List<Dictionary<TraceQuantity, float[]>> Kept(SequenceLayer network)
    {
        using var arena = new Arena(_backend);
        var watcher = new KeptTables(T);
        var tape = new Tape(_backend, arena) { Observer = watcher };
        tape.Begin(TapeMode.Gradients);
        network.Forward(tape, tape.Input(_x, new Shape(T, I)), new Packing([T]));
        return watcher.Runs;
    }

    private static void RequireEqual(IReadOnlyList<LayerTrace> expected, IReadOnlyList<LayerTrace> found)
    {
        Assert.Equal(expected.Select(t => t.Layer), found.Select(t => t.Layer));
        Assert.All(
            expected.Zip(found), p => Assert.All(p.First.Quantities, q => Assert.Equal(p.First[q], p.Second[q])));
    }

    private SequenceLayer Built(string name, Backend? backend = null)
    {
        var all = new LstmOptions { Peepholes = true, Projection = 7 };
        SequenceLayer layer = name switch
        {
            _ when RecurrentCell.Find(name) is { } cell => cell.Make(new CellSettings(I, H)),
            "gru" => new Gru(I, H),
            "gru-before" => new Gru(I, H, resetAfter: false),
            "lstm" => new Lstm(I, H),
            "peepholes" => new Lstm(I, H, options: new LstmOptions { Peepholes = true }),
            "projected" => new Lstm(I, H, options: new LstmOptions { Projection = 7 }),
            "everything" => new Lstm(I, H, options: all),
            "stack" => new Stack(new Lstm(I, H), new Dropout(H, 0.5f), new Gru(H, 7), new Elman(7, 20)),
            "mixed" =>
                new Stack(
                    new Lstm(I, 33), new LayerNorm(33), new Dense(33, 5),
                    new Lstm(5, 16, options: all with { Projection = 3 })),
            "reverse" => new Lstm(I, H, reverse: true),
            "gru-reverse" => new Gru(I, H, reverse: true),
            _ =>
                new Stack(
                    new Elman(I, H), new Dropout(H, 0.2f), new Lstm(H, 9), new Dense(9, 4),
                    new Bidirectional(new Gru(4, 6), new Lstm(4, 5, reverse: true)), new Lstm(11, 4)),
        };
        layer.Build(backend ?? _backend, 3);
        foreach (Parameter parameter in layer.Parameters.Where(
            p => p.Shape.Rank == 1 || p.Name.EndsWith("peepholes", StringComparison.Ordinal)))
        {
            parameter.Set(
                [
                    .. parameter.Value.ToArray()
                        .Zip(new Draws(6).Floats(parameter.Shape.Length), (a, b) => a + (0.5f * b)),
                ]);
        }

        return layer;
    }

    private static double[,] Matrix(Parameter parameter)
    {
        var matrix = new double[parameter.Shape[0], parameter.Shape[1]];
        Buffer.BlockCopy(
            parameter.Value.ToArray().Select(v => (double)v).ToArray(), 0, matrix, 0, sizeof(double) * matrix.Length);
        return matrix;
    }
}
