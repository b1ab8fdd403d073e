using Carousel.Autograd;
using Carousel.Data;
using Carousel.Inspection.Equations;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Inspection.Tests;

public sealed class GradientFlowTests : IDisposable
{
    private const int I = 3, H = 5, T = 12;

    private readonly CpuBackend _backend = new(1);
    private readonly float[] _x = new Draws(4).Floats(T * I);

    public static TheoryData<string> Layers =>
        [
            "elman", "gru", "gru-before", "lstm", "lstm-peepholes", "stack",
        ];

    public void Dispose() => _backend.Dispose();

    [Theory]
    [MemberData(nameof(Layers))]
    public void InDouble_EqualsFiniteDifferencesOfTheState(string name)
    {
        SequenceLayer layer = Built(name);
        CellEquations equations = CellEquations.Of(layer)!;

        GradientFlow flow = GradientFlow.InDouble(_backend, layer, _x);

        double worst = 0;
        foreach ((StateFlow part, StatePart place) in flow.Parts.Zip(StatePart.Of(layer)))
        {
            for (int lag = 1; lag <= flow.Lags; lag++)
            {
                worst = Math.Max(
                    worst, Math.Abs(DifferenceGain(equations, place, lag) - part.Gain[lag]) / part.Gain[lag]);
            }
        }

        Assert.InRange(worst, 0, 1e-6);
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Run_GivesTheStatesOfTheLayer(string name)
    {
        SequenceLayer layer = Built(name);
        double[][] input =
        [
            .. Enumerable.Range(0, T).Select(t => _x[(t * I)..((t + 1) * I)].Select(v => (double)v).ToArray()),
        ];
        using var arena = new Arena(_backend);
        var tape = new Tape(_backend, arena);
        tape.Begin(TapeMode.Inference);

        SequenceOutput output = layer.Forward(tape, tape.Input(_x, new Shape(T, I)), new Packing([T]));
        CellStep last = GradientFlow.Run(CellEquations.Of(layer)!, input, new double[layer.StateSize])[^1];

        Assert.Equal(
            output.FinalState.Value.ToArray().Select(v => (double)v), last.After, (a, b) => Math.Abs(a - b) < 2e-6);
        Assert.Equal(
            output.Hidden.Value.ToArray()[^layer.OutputSize..].Select(v => (double)v), last.Output,
            (a, b) => Math.Abs(a - b) < 2e-6);
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Of_EqualsTheFlowInDouble(string name)
    {
        SequenceLayer layer = Built(name);
        GradientFlow exact = GradientFlow.InDouble(_backend, layer, _x);

        GradientFlow flow = GradientFlow.Of(_backend, layer, _x);

        Assert.True(flow.IsComplete);
        Assert.Equal((T, T - 1), (flow.Steps, flow.Lags));
        foreach ((StateFlow found, StateFlow expected) in flow.Parts.Zip(exact.Parts))
        {
            Assert.Equal(expected.Name, found.Name);
            Assert.Equal(expected.TheoryName, found.TheoryName);
            Assert.Equal(expected.Theory, found.Theory);
            for (int lag = 0; lag <= flow.Lags; lag++)
            {
                Assert.Equal(1, found.Gain[lag] / expected.Gain[lag], 1e-4);
                Assert.Equal(1, found.Largest[lag] / expected.Largest[lag], 1e-4);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Before_IsTheFlowOfTheSequenceThatEndsThere(string name)
    {
        SequenceLayer layer = Built(name);
        GradientFlow whole = GradientFlow.Of(_backend, layer, _x.AsSpan(0, 9 * I), lags: 4);

        GradientFlow found = GradientFlow.Before(_backend, layer, _x, end: 9, lags: 4);

        Assert.Equal((5, 4), (found.Steps, found.Lags));
        foreach ((StateFlow expected, StateFlow part) in whole.Parts.Zip(found.Parts))
        {
            Assert.Equal(expected.Gain, part.Gain);
            Assert.Equal(expected.Theory.Count, part.Theory.Count);
            Assert.All(expected.Theory.Zip(part.Theory), p => Assert.Equal(p.First, p.Second, 1e-6));
        }
    }

    [Fact]
    public void Before_RefusesMoreLagsThanThereAreSteps()
    {
        SequenceLayer layer = Built("lstm");

        Assert.Equal(T - 1, GradientFlow.Before(_backend, layer, _x, T, T - 1).Lags);
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientFlow.Before(_backend, layer, _x, T, T));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientFlow.Before(_backend, layer, _x, T + 1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientFlow.Before(_backend, layer, _x, 3, 0));
    }

    [Fact]
    public void Of_FollowsPowersOfR_WhenAnElmanNetIsLinear()
    {
        // At rest tanh′ = 1, so the Jacobian of every step is R: 0.9 times an orthogonal matrix.
        var layer = new Elman(1, H);
        layer.Build(_backend, 1);
        layer.R.Set([.. layer.R.Value.ToArray().Select(v => 0.9f * v)]);

        (CpuBackend backend, float[] input) = (_backend, new float[100]);

        #region guide
        StateFlow flow = GradientFlow.Of(backend, layer, input).Parts[0];
        double share = flow.Gain[99];
        int steps = flow.Reach(0.01);
        #endregion

        Assert.Equal(2.95e-5, share, 0.005e-5);
        Assert.Equal(1, flow.Largest[99] / flow.Gain[99], 1e-4);
        Assert.Equal(1, flow.Theory[99] / flow.Gain[99], 1e-4);
        Assert.Equal("powers of the spectral radius of R", flow.TheoryName);
        Assert.Equal(43, steps);
    }

    [Fact]
    public void InDouble_FollowsTheTwoClosedForms_WhenCellsAreLinear()
    {
        double[][] input = [.. Enumerable.Range(0, 100).Select(_ => new double[1])];
        var elman = new ElmanEquations(new(1, [0], [0.9], [0]));
        var lstm = new LstmEquations(new(1, new double[4], new double[4], [0, Math.Log(99), 0, 0]));

        StateFlow hidden = GradientFlow.InDouble(elman, StatePart.OfElman(1, 0.9), input, [0]).Parts[0];
        StateFlow cell = GradientFlow.InDouble(lstm, StatePart.OfLstm(1), input, [0, 0.5]).Parts[1];

        Assert.Equal(1, hidden.Gain[99] / Math.Pow(0.9, 99), 1e-12);
        Assert.Equal(2.95e-5, hidden.Gain[99], 0.005e-5);
        Assert.Equal(1, cell.Gain[99] / Math.Pow(0.99, 99), 1e-12);
        Assert.Equal(1, cell.Theory[99] / Math.Pow(0.99, 99), 1e-12);
        Assert.Equal(0.37, cell.Gain[99], 0.005);
    }

    [Fact]
    public void Of_NamesThePartsOfAStackAndLeavesItsGradientsAlone()
    {
        var stack = new Stack(new Lstm(I, H), new Dropout(H, 0.5f), new Gru(H, H), new Elman(H, 2));
        stack.Build(_backend, 1);
        stack.ClearGradients(_backend);
        stack.Parameters.First().IsFrozen = true;

        GradientFlow flow = GradientFlow.Of(_backend, stack, _x, lags: 4);

        Assert.Equal(["0.h", "0.c", "2.h", "3.h"], flow.Parts.Select(p => p.Name));
        Assert.Equal(
            ["", "product of forget gates", "product of update gates", "powers of the spectral radius of R"],
            flow.Parts.Select(p => p.TheoryName));
        Assert.Equal(4, flow.Lags);
        Assert.All(stack.Parameters, p => Assert.All(p.Gradient.ToArray(), v => Assert.Equal(0, v)));
        Assert.Equal(
            [true, .. Enumerable.Repeat(false, stack.Parameters.Count() - 1)],
            stack.Parameters.Select(p => p.IsFrozen));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(70)]
    public void Of_EstimatesTheGainFromSomeDirections(int units)
    {
        var layer = new Gru(I, units);
        layer.Build(_backend, 2);
        double exact = GradientFlow.Of(_backend, layer, _x).Parts[0].Gain[6];

        GradientFlow some = GradientFlow.Of(_backend, layer, _x, directions: 32);

        Assert.False(some.IsComplete);
        Assert.Empty(some.Parts[0].Largest);
        Assert.Equal(1, some.Parts[0].Gain[6] / exact, 0.2);
        Assert.NotEqual(exact, some.Parts[0].Gain[6]);
    }

    [Fact]
    public void Of_DoesNotLoseWhatIsBelowSinglePrecision()
    {
        var layer = new Elman(1, H);
        layer.Build(_backend, 1);
        layer.R.Set([.. layer.R.Value.ToArray().Select(v => 0.1f * v)]);

        StateFlow flow = GradientFlow.Of(_backend, layer, new float[120]).Parts[0];

        Assert.Equal(-119, Math.Log10(flow.Gain[119]), 1e-3);
    }

    [Fact]
    public void Of_KeepsAWeakLayerOfAStack_WhenAnotherHandsErrorsBackWhole()
    {
        // The weak layer hands some hundredths of an error back at every step; the layer above keeps its cells.
        const int steps = 41;
        var (weak, keeps) = (new Elman(I, H), new Lstm(H, H));
        var stack = new Stack(weak, keeps);
        stack.Build(_backend, 1);
        weak.R.Set([.. weak.R.Value.ToArray().Select(v => 0.05f * v)]);
        keeps.B.Set([.. keeps.B.Value.ToArray().Select((v, k) => k / H == 1 ? 8 : v)]);
        float[] input = new Draws(9).Floats(steps * I);

        GradientFlow flow = GradientFlow.Of(_backend, stack, input),
            exact = GradientFlow.InDouble(_backend, stack, input);

        Assert.InRange(exact.Parts[0].Gain[40], 1e-90, 1e-45);
        Assert.InRange(exact.Parts[2].Gain[40], 0.5, 100);
        Assert.All(flow.Parts.Zip(exact.Parts), p => Assert.Equal(1, p.First.Gain[40] / p.Second.Gain[40], 1e-3));
    }

    [Fact]
    public void Of_RefusesWhatHasNoFlow()
    {
        var reverse = new Lstm(I, H, reverse: true);
        reverse.Build(_backend, 1);
        SequenceLayer lstm = Built("lstm");

        Assert.Contains(
            "not causal", Assert.Throws<ArgumentException>(() => GradientFlow.Of(_backend, reverse, _x)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "no state", Assert.Throws<ArgumentException>(() => GradientFlow.Of(_backend, new Dense(I, H), _x)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "I = 3", Assert.Throws<ArgumentException>(() => GradientFlow.Of(_backend, lstm, new float[4])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void InDouble_RefusesLayersWhoseEquationsItDoesNotKnow()
    {
        var projected = new Lstm(I, H, options: new LstmOptions { Projection = 2 });
        projected.Build(_backend, 1);

        Assert.Throws<NotSupportedException>(() => GradientFlow.InDouble(_backend, projected, _x));
        Assert.Equal(T - 1, GradientFlow.Of(_backend, projected, _x).Lags);
    }

    [Fact]
    public void SpectralRadius_FindsComplexEigenvalues()
    {
        // Eigenvalues 3 ± 4i, of size 5; a shear, 1; a nilpotent matrix, 0.
        Assert.Equal(5, StatePart.SpectralRadius([3, -4, 4, 3], 2), 1e-9);
        Assert.Equal(1, StatePart.SpectralRadius([1, 7, 0, 1], 2), 1e-9);
        Assert.Equal(0, StatePart.SpectralRadius([0, 1, 0, 0], 2));
    }

    private SequenceLayer Built(string name)
    {
        SequenceLayer layer = name switch
        {
            _ when RecurrentCell.Find(name) is { } cell => cell.Make(new CellSettings(I, H)),
            "gru" => new Gru(I, H),
            "gru-before" => new Gru(I, H, resetAfter: false),
            "lstm" => new Lstm(I, H),
            "lstm-peepholes" => new Lstm(I, H, options: new LstmOptions { Peepholes = true }),
            _ => new Stack(new Lstm(I, H), new Dropout(H, 0.3f), new Gru(H, 4)),
        };
        layer.Build(_backend, 7);
        var draws = new Draws(8);
        foreach (Parameter parameter in layer.Parameters)
        {
            parameter.Set([.. parameter.Value.ToArray().Select(v => v + (float)draws.Value(0.4))]);
        }

        return layer;
    }

    // Frobenius over the square root of the part's size, of differences of the state after the last step. Two central
    // differences are joined so that the s² term cancels.
    private double DifferenceGain(CellEquations equations, StatePart part, int lag)
    {
        double[][] input =
        [
            .. Enumerable.Range(0, T).Select(t => _x[(t * I)..((t + 1) * I)].Select(v => (double)v).ToArray()),
        ];
        double[] start = GradientFlow.Run(equations, input, new double[equations.StateSize])[T - lag].Before;
        double squares = 0;
        for (int k = part.First; k < part.First + part.Size; k++)
        {
            double[] coarse = Central(k, 2e-3), fine = Central(k, 1e-3);
            for (int j = part.First; j < part.First + part.Size; j++)
            {
                double difference = ((4 * fine[j]) - coarse[j]) / 3;
                squares += difference * difference;
            }
        }

        return Math.Sqrt(squares / part.Size);

        double[] Central(int k, double spacing) =>
            [.. Moved(k, spacing).Zip(Moved(k, -spacing), (above, below) => (above - below) / (2 * spacing))];

        double[] Moved(int k, double by)
        {
            double[] moved = [.. start];
            moved[k] += by;
            return GradientFlow.Run(equations, input[(T - lag)..], moved)[^1].After;
        }
    }
}
