using Carousel.Autograd;
using Carousel.Inspection.Probes;
using Carousel.Inspection.Traces;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Testing;

namespace Carousel.Inspection.Tests.Probes;

public sealed class StateAblationTests : IDisposable
{
    private const int I = 3, H = 6, T = 20;

    private readonly CpuBackend _backend = new(1);
    private readonly float[] _x = new Draws(4).Floats(T * I);

    public static TheoryData<string> Networks => ["lstm", "gru", "elman", "mingru", "minlstm", "slstm", "stack"];

    public void Dispose() => _backend.Dispose();

    [Theory]
    [MemberData(nameof(Networks))]
    public void Run_HasNothingAlongTheDirections(string name)
    {
        SequenceLayer network = Built(name);
        var draws = new Draws(6);
        double[][] directions = [draws.Vector(H), draws.Vector(H)];
        double[] means = draws.Vector(H, 0.1);

        var ablation = new StateAblation([.. directions, [.. directions[0].Select(v => 2 * v)]], means);
        (float[] hidden, float[] final) = ablation.Run(_backend, network, _x, T);

        Assert.Equal(2, ablation.Directions);
        for (int t = 0; t < T; t++)
        {
            Assert.All(
                directions, d => Assert.Equal(0, d.Select((v, i) => v * (hidden[(t * H) + i] - means[i])).Sum(), 1e-5));
        }

        // What is carried on is the changed state: the last h is a part of it.
        Assert.Contains(hidden[^1], final);
    }

    [Fact]
    public void Run_CarriesTheChangedStateOn()
    {
        SequenceLayer network = Built("elman");
        var ablation = new StateAblation([new Draws(6).Vector(H)], new double[H]);

        float[] whole = NetworkTrace.Of(_backend, network, _x)[^1][TraceQuantity.Hidden],
            hidden = ablation.Run(_backend, network, _x, T).Hidden;

        // If removed only from the output, the first step would differ by the projection, and so would the second; the
        // second of a run that carries it on does not.
        ablation.Apply(whole.AsSpan(0, H));
        ablation.Apply(whole.AsSpan(H, H));
        Assert.Equal(whole[..H], hidden[..H]);
        Assert.NotEqual(whole[H..(2 * H)], hidden[H..(2 * H)]);
    }

    [Fact]
    public void Networks_AreRecurrent_WhereTheirHighestLayerIsACellAndCausal()
    {
        Assert.True(StateAblation.IsRecurrent(Built("stack")));
        Assert.False(StateAblation.IsRecurrent(new Bidirectional(new Lstm(I, H), new Lstm(I, H, reverse: true))));
        Assert.False(StateAblation.IsRecurrent(new Stack(new Lstm(I, H), new Dense(H, 2))));
        var ablation = new StateAblation([new Draws(6).Vector(H)], new double[H]);
        Assert.Throws<NotSupportedException>(
            () => ablation.Run(_backend, new Stack(new Lstm(I, H), new Dense(H, 2)), _x, T));
        Assert.Throws<ArgumentException>(() => new StateAblation([new double[H]], new double[H]));
    }

    private SequenceLayer Built(string name)
    {
        SequenceLayer layer = name switch
        {
            _ when RecurrentCell.Find(name) is { } cell => cell.Make(new CellSettings(I, H)),
            "gru" => new Gru(I, H),
            "lstm" => new Lstm(I, H),
            _ => new Stack(new Gru(I, 4), new Lstm(4, H)),
        };
        layer.Build(_backend, 7);
        return layer;
    }
}
