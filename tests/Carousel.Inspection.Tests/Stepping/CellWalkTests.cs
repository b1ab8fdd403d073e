using Carousel.Autograd;
using Carousel.Inspection.Equations;
using Carousel.Inspection.Stepping;
using Carousel.Inspection.Traces;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Inspection.Tests.Stepping;

public sealed class CellWalkTests : IDisposable
{
    // More steps than a chunk has, so that a walk crosses its edge.
    private const int I = 3, H = 5, T = 1040;

    private readonly CpuBackend _backend = new(1);
    private readonly float[] _x = new Draws(4).Floats(T * I);

    public static TheoryData<string, string> Networks => new()
    {
        { "elman", "" }, { "gru", "" }, { "gru-before", "" }, { "lstm", "" }, { "peepholes", "" },
        { "stack", "0" }, { "stack", "2" }, { "both", "0.forward" }, { "both", "0.reverse" }, { "both", "1" },
    };

    public void Dispose() => _backend.Dispose();

    [Theory]
    [MemberData(nameof(Networks))]
    public void Of_GivesTheNumbersOfTheLayer(string name, string layer)
    {
        SequenceLayer network = Built(name);
        LayerTrace trace = NetworkTrace.Of(_backend, network, _x).Single(t => t.Layer == layer);

        foreach ((int first, int steps) in new[] { (0, 3), (1020, 8), (T - 1, 1) })
        {
            CellWalk walk = CellWalk.Of(_backend, network, _x, layer, first, steps);

            Assert.Equal((first, steps, trace.Units), (walk.First, walk.Steps.Count, walk.Units));
            Assert.InRange(walk.LargestDifference, 0, 1e-6);
            foreach (StepPart part in walk.Steps[^1].Parts)
            {
                Assert.All(part.Terms, term => Assert.Equal(trace.Units, term.Values.Count));
            }

            RequireGates(trace, walk, first + steps - 1);
        }
    }

    [Fact]
    public void Of_ShowsTermsThatAddUpToTheGate()
    {
        CellWalk walk = CellWalk.Of(_backend, Built("peepholes"), _x, "", 10, 1);

        StepPart forget = walk.Steps[0].Parts[0];

        Assert.Equal(["W_f x", "R_f h₋", "p_f ⊙ c₋", "b_f", "f"], forget.Terms.Select(t => t.Name));
        Assert.Equal("f = σ(W_f x + R_f h₋ + p_f ⊙ c₋ + b_f)", forget.Equation);
        for (int u = 0; u < H; u++)
        {
            double sum = forget.Terms.SkipLast(1).Sum(t => t.Values[u]);
            Assert.Equal(1 / (1 + Math.Exp(-sum)), forget.Terms[^1].Values[u], 1e-12);
        }

        Assert.Equal(_x[30..33].Select(v => (double)v), walk.Steps[0].Input);
    }

    [Fact]
    public void Of_RefusesWhatItCannotShow()
    {
        SequenceLayer lstm = Built("lstm");
        var projected = new Lstm(I, H, options: new LstmOptions { Projection = 2 });
        projected.Build(_backend, 1);

        Assert.Contains(
            "projection",
            Assert.Throws<NotSupportedException>(() => CellWalk.Of(_backend, projected, _x, "", 0, 1)).Message,
            StringComparison.Ordinal);
        SequenceLayer other = Built("minlstm");
        Assert.Equal(
            "The layer '' is a minLSTM. Steps are shown of LSTM, GRU and Elman layers without a projection, traces of "
            + "all layers.",
            Assert.Throws<NotSupportedException>(() => CellWalk.Of(_backend, other, _x, "", 0, 1)).Message);
        Assert.Contains(
            "'lstm.7'", Assert.Throws<ArgumentException>(() => CellWalk.Of(_backend, lstm, _x, "lstm.7", 0, 1)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => CellWalk.Of(_backend, lstm, _x, "", T, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => CellWalk.Of(_backend, lstm, _x, "", -1, 1));
    }

    private static void RequireGates(LayerTrace trace, CellWalk walk, int step)
    {
        (string Name, TraceQuantity Quantity)[] shown =
            [
                ("i", TraceQuantity.InputGate), ("f", TraceQuantity.ForgetGate), ("o", TraceQuantity.OutputGate),
                ("r", TraceQuantity.ResetGate), ("h", TraceQuantity.Hidden), ("g", TraceQuantity.Candidate),
                ("z", TraceQuantity.UpdateGate),
            ];
        int found = 0;
        foreach (StepTerm term in walk.Steps[^1].Parts.SelectMany(p => p.Terms).Where(t => t.IsResult))
        {
            if (shown.FirstOrDefault(s => s.Name == term.Name) is { Name: not null } gate)
            {
                found++;
                Assert.Equal(
                    trace[gate.Quantity].AsSpan(step * trace.Units, trace.Units).ToArray().Select(v => (double)v),
                    term.Values, (a, b) => Math.Abs(a - b) < 1e-6);
            }
        }

        int expected = walk.Cell.Name switch
        {
            "LSTM" => 5,
            "GRU" => 3,
            _ => 1,
        };
        Assert.Equal(expected, found);
    }

    private SequenceLayer Built(string name)
    {
        SequenceLayer layer = name switch
        {
            _ when RecurrentCell.Find(name) is { } cell => cell.Make(new CellSettings(I, H)),
            "gru" => new Gru(I, H),
            "gru-before" => new Gru(I, H, resetAfter: false),
            "lstm" => new Lstm(I, H),
            "peepholes" => new Lstm(I, H, options: new LstmOptions { Peepholes = true }),
            "stack" => new Stack(new Gru(I, H), new Dense(H, 4), new Lstm(4, H)),
            _ => new Stack(new Bidirectional(new Lstm(I, H), new Lstm(I, H, reverse: true)), new Elman(2 * H, 4)),
        };
        layer.Build(_backend, 3);
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
}
