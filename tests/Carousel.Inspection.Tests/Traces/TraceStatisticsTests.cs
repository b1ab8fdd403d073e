using Carousel.Autograd;
using Carousel.Inspection.Traces;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Testing;

namespace Carousel.Inspection.Tests.Traces;

public sealed class TraceStatisticsTests : IDisposable
{
    private const int I = 3, H = 18;
    private static readonly int[] _lengths = [1500, 1, 700];

    private readonly CpuBackend _backend = new(1);
    private readonly float[][] _inputs = [.. _lengths.Select((steps, k) => new Draws(4 + k).Floats(steps * I))];

    public void Dispose() => _backend.Dispose();

    [Fact]
    public void Finish_GivesWhatTheTracesSay()
    {
        Stack network = Network(_backend);

        IReadOnlyList<LayerStatistics> layers = Statistics(network, _backend, 1024);

        Assert.Equal(["0", "1", "2"], layers.Select(l => l.Layer));
        for (int l = 0; l < 3; l++)
        {
            LayerStatistics found = layers[l];
            LayerTrace[] traces = [.. _inputs.Select(x => NetworkTrace.Of(_backend, network, x)[l])];
            float[] Values(TraceQuantity quantity) => [.. traces.SelectMany(t => t[quantity])];
            double[] Column(TraceQuantity quantity, int u) =>
                [.. Values(quantity).Where((_, i) => i % found.Units == u).Select(v => (double)v)];
            Assert.Equal(_lengths.Sum(), found.Steps);
            Assert.Equal(l == 2 ? TraceQuantity.Cell : TraceQuantity.Hidden, found.State);
            for (int u = 0; u < found.Units; u += 5)
            {
                double[] state = Column(found.State, u), other = Column(found.State, 1);
                Assert.Equal(state.Average(), found.Mean[u], 1e-6);
                Assert.Equal(Deviation(state), found.Deviation[u], 1e-6);
                Assert.Equal(state.Min(), found.Least[u]);
                Assert.Equal(state.Max(), found.Greatest[u]);
                double product = state.Zip(other, (a, b) => (a - state.Average()) * (b - other.Average())).Average();
                Assert.Equal(
                    product / Deviation(state) / Deviation(other), found.Correlations[(u * found.Units) + 1], 1e-5);
                foreach ((TraceQuantity gate, GateShares shares) in found.Gates)
                {
                    double[] values = Column(gate, u);
                    Assert.Equal(values.Count(v => v < 0.1f) / (double)values.Length, shares.Low[u]);
                    Assert.Equal(values.Count(v => v > 0.9f) / (double)values.Length, shares.High[u]);
                    Assert.Equal(values.Average(), shares.Mean[u], 1e-9);
                }
            }
        }

        Assert.Equal([TraceQuantity.ResetGate, TraceQuantity.UpdateGate], layers[1].Gates.Keys.Order());
        float[] forget =
        [
            .. _inputs.SelectMany(x => NetworkTrace.Of(_backend, network, x)[0][TraceQuantity.ForgetGate]),
        ];
        Assert.Equal(TimeConstants.Of(forget, H), layers[0].TimeConstants);
    }

    [Theory]
    [InlineData(100, 1)]
    [InlineData(1024, 3)]
    public void Finish_GivesTheSameBits_InChunksOfAnyLengthAndOverThreads(int chunk, int threads)
    {
        using var other = new CpuBackend(threads);

        IReadOnlyList<LayerStatistics> expected = Statistics(Network(_backend), _backend, 1024),
            found = Statistics(Network(other), other, chunk);

        Assert.All(expected.Zip(found), p =>
        {
            Assert.Equal(p.First.Correlations, p.Second.Correlations);
            Assert.Equal(p.First.Mean, p.Second.Mean);
            Assert.Equal(p.First.TimeConstants, p.Second.TimeConstants);
            Assert.Equal(p.First.SpikeUnits, p.Second.SpikeUnits);
            Assert.Equal(p.First.Order, p.Second.Order);
        });
    }

    [Fact]
    public void Dead_And_Duplicates_FindWhatWasPlanted()
    {
        // Unit 3 takes nothing in; units 7 and 11 read what unit 2 reads, the last with the other sign.
        var layer = new Elman(I, H);
        layer.Build(_backend, 3);
        float[] w = layer.W.Value.ToArray();
        Array.Clear(w, 3 * I, I);
        for (int i = 0; i < I; i++)
        {
            (w[(7 * I) + i], w[(11 * I) + i]) = (w[(2 * I) + i], -w[(2 * I) + i]);
        }

        layer.W.Set(w);
        layer.R.Set(new float[H * H]);
        layer.B.Set(Enumerable.Range(0, H).Select(u => u == 3 ? 2f : 0).ToArray());

        LayerStatistics found = Statistics(layer, _backend, 1024)[0];

        Assert.Equal([3], found.Dead());
        Assert.Equal(
            [(7, 2, 1.0), (11, 2, -1.0)],
            found.Duplicates(0.9999).Select(d => (d.Unit, d.Of, Math.Round(d.Correlation, 6))));
        Assert.All(found.Duplicates(), d => Assert.True(Math.Abs(d.Correlation) >= 0.99));
        Assert.Empty(found.Gates);
        Assert.Empty(found.TimeConstants);
        int[] places = [.. new[] { 2, 7, 11 }.Select(u => found.Order.ToList().IndexOf(u)).Order()];
        Assert.Equal(2, places[2] - places[0]);
    }

    private static Stack Network(CpuBackend backend)
    {
        var network = new Stack(
            new Lstm(I, H), new Gru(H, 7),
            new Lstm(7, 12, options: new LstmOptions { Projection = 5 }));
        network.Build(backend, 5);
        return network;
    }

    private IReadOnlyList<LayerStatistics> Statistics(SequenceLayer network, CpuBackend backend, int chunk)
    {
        using var statistics = new TraceStatistics(backend);
        foreach (float[] input in _inputs)
        {
            NetworkTrace.Run(backend, network, input, statistics.Add, chunk: chunk);
        }

        return statistics.Finish();
    }

    private static double Deviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }
}
