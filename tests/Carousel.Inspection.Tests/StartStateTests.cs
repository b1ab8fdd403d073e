using Carousel.Autograd;
using Carousel.Inspection.Comparison;
using Carousel.Inspection.Probes;
using Carousel.Inspection.Stepping;
using Carousel.Inspection.Traces;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Testing;

namespace Carousel.Inspection.Tests;

/// <summary>The end of a sequence, run from the state in the middle, is the end of the whole sequence.</summary>
public sealed class StartStateTests : IDisposable
{
    private const int I = 3, H = 5, T = 12, Middle = 7;

    private readonly CpuBackend _backend = new(1);
    private readonly float[] _x = new Draws(8).Floats(T * I);
    private readonly Stack _network = new(new Lstm(I, H), new Gru(H, H));

    public StartStateTests() => _network.Build(_backend, 3);

    private ReadOnlySpan<float> End => _x.AsSpan(Middle * I);

    private float[] State => ChunkedRun.Over(_backend, _network, _x.AsSpan(0, Middle * I));

    public void Dispose() => _backend.Dispose();

    [Fact]
    public void Traces_AreThoseOfTheWholeSequence()
    {
        IReadOnlyList<LayerTrace> whole = NetworkTrace.Of(_backend, _network, _x),
            end = NetworkTrace.Of(_backend, _network, End, start: State);

        Assert.All(whole.Zip(end), pair => Assert.All(pair.Second.Quantities, q =>
            Assert.Equal(pair.First[q].AsSpan(Middle * pair.First.Width(q)).ToArray(), pair.Second[q])));
        Assert.NotEqual(
            NetworkTrace.Of(_backend, _network, End)[0][TraceQuantity.Hidden], end[0][TraceQuantity.Hidden]);
        Assert.Contains(
            "S = 15",
            Assert.Throws<ArgumentException>(
                () => NetworkTrace.Of(_backend, _network, End, start: new float[4])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_BeginFromTheLayersPartOfTheState()
    {
        foreach (string layer in NetworkTrace.Of(_backend, _network, _x).Select(t => t.Layer))
        {
            CellWalk whole = CellWalk.Of(_backend, _network, _x, layer, Middle, 1),
                end = CellWalk.Of(_backend, _network, End, layer, 0, 1, State);

            Assert.Equal(whole.Steps[0].Before.Hidden, end.Steps[0].Before.Hidden);
            Assert.InRange(end.LargestDifference, 0, 1e-5);
        }
    }

    [Fact]
    public void ErrorFlow_IsThatOfTheWholeSequence()
    {
        var whole = GradientFlow.Before(_backend, _network, _x, T, 3);
        var end = GradientFlow.Before(_backend, _network, End, T - Middle, 3, start: State);

        Assert.Equal(whole.Parts[0].Gain, end.Parts[0].Gain);
    }

    [Fact]
    public void StatesWithAnAblation_GoOnFromAStart()
    {
        var ablation = new StateAblation([new Draws(6).Vector(H)], new double[H]);
        (float[] before, float[] state) = ablation.Run(_backend, _network, _x.AsSpan(0, Middle * I), Middle);
        (float[] end, float[] final) = ablation.Run(_backend, _network, End, T - Middle, state);
        (float[] whole, float[] same) = ablation.Run(_backend, _network, _x, T);

        Assert.Equal(whole, before.Concat(end));
        Assert.Equal(final, same);
    }

    [Fact]
    public void Summaries_AreThoseOfTheWholeSequence()
    {
        GateSummaries whole = new(1), end = new(1);
        whole.Add(_backend, _network, _x, [.. Enumerable.Range(0, T).Select(t => t < Middle ? -1 : 0)]);
        end.Add(_backend, _network, End, new int[T - Middle], State);

        Assert.Equal(whole.Of(0), end.Of(0));
    }
}
