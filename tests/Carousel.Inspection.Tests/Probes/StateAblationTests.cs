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
    public void WholeRun_HasTheBitsOfTheTrace_AndAnAblatedOneNothingAlongTheDirections(string name)
    {
        SequenceLayer network = Built(name);
        var draws = new Draws(6);
        double[][] directions = [draws.Vector(H), draws.Vector(H)];
        double[] means = draws.Vector(H, 0.1);

        float[] whole = StateAblation.RunWhole(_backend, network, _x, T).Hidden;
        var ablation = new StateAblation([.. directions, [.. directions[0].Select(v => 2 * v)]], means);
        (float[] hidden, float[] final) = ablation.Run(_backend, network, _x, T);

        Assert.Equal(NetworkTrace.Of(_backend, network, _x)[^1][TraceQuantity.Hidden], whole);
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

        float[] whole = StateAblation.RunWhole(_backend, network, _x, T).Hidden,
            hidden = ablation.Run(_backend, network, _x, T).Hidden;

        // If removed only from the output, the first step would differ by the projection, and so would the second; the
        // second of a run that carries it on does not.
        ablation.Apply(whole.AsSpan(0, H));
        ablation.Apply(whole.AsSpan(H, H));
        Assert.Equal(whole[..H], hidden[..H]);
        Assert.NotEqual(whole[H..(2 * H)], hidden[H..(2 * H)]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NoLinearMap_TellsAnythingOfAProperty_WhereAllThatGoesWithItIsTakenOut(bool isClass)
    {
        // Noise of all units is mixed, so the probe's weights point elsewhere than the property stands.
        var states = new PlantedStates(5);
        double[] numbers = states.Numbers();
        int[] classes = [.. numbers.Select(v => v < -0.4 ? 0 : v < 0.4 ? 1 : 2)];
        states.Write(isClass ? [.. classes.Select(c => (double)c)] : numbers, 1.5, states.Direction());
        states.Write([.. classes.Select(c => c == 1 ? 1.0 : 0)], isClass ? 2 : 0, states.Direction());
        var draws = new Draws(7);
        double[,] mix = draws.Matrix(PlantedStates.Units, PlantedStates.Units);
        float[] mixed = [.. Enumerable.Range(0, PlantedStates.Rows * PlantedStates.Units).Select(at =>
            (float)Enumerable.Range(0, PlantedStates.Units)
                .Sum(
                    j =>
                        mix[at % PlantedStates.Units, j]
                            * states.Features[(at / PlantedStates.Units * PlantedStates.Units) + j]))];
        ProbeTarget target = isClass ? ProbeTarget.OfClasses(classes, 3) : ProbeTarget.OfNumbers(numbers);
        ProbeRows rows = Rows(mixed);
        var ablation = StateAblation.OfProperty(rows, target);
        float[] without = [.. mixed];
        for (int n = 0; n < PlantedStates.Rows; n++)
        {
            ablation.Apply(without.AsSpan(n * PlantedStates.Units, PlantedStates.Units));
        }

        Assert.Equal(isClass ? 2 : 1, ablation.Directions);
        for (int c = 0; c < (isClass ? 3 : 1); c++)
        {
            var read = ProbeTarget.OfNumbers([.. target.Values.Select(v => !isClass ? v : v == c ? 1.0 : 0)]);
            Assert.InRange(Read(mixed, read), 0.15, 1);
            Assert.InRange(Read(without, read), -0.01, 0.01);
        }

        Assert.Throws<ArgumentException>(() => StateAblation.OfProperty(rows, ProbeTarget.OfNumbers([1, 2])));

        double Read(float[] values, ProbeTarget property)
        {
            ProbeRows own = Rows(values);
            return new ProbeScore(
                property, RidgeProbe.Read(own, [property], TestContext.Current.CancellationToken)[0], own.Groups).Value;
        }

        ProbeRows Rows(float[] values) => new([.. values], PlantedStates.Units, states.Groups, PlantedStates.Folds, 1);
    }

    [Fact]
    public void Networks_AreRecurrent_WhereTheirHighestLayerIsACellAndCausal()
    {
        Assert.True(StateAblation.IsRecurrent(Built("stack")));
        Assert.False(StateAblation.IsRecurrent(new Bidirectional(new Lstm(I, H), new Lstm(I, H, reverse: true))));
        Assert.False(StateAblation.IsRecurrent(new Stack(new Lstm(I, H), new Dense(H, 2))));
        Assert.Throws<NotSupportedException>(
            () => StateAblation.RunWhole(_backend, new Stack(new Lstm(I, H), new Dense(H, 2)), _x, T));
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
