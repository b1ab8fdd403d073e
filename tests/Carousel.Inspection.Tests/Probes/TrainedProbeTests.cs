using Carousel.Autograd;
using Carousel.Inspection.Probes;
using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Tests.Probes;

public sealed class TrainedProbeTests : IDisposable
{
    private static readonly TrainedProbeOptions _linear = new() { Decays = [0.1], Epochs = 20 };
    private static readonly TrainedProbeOptions _hidden = _linear with { Hidden = 32 };

    private readonly CpuBackend _backend = new(1);

    public void Dispose() => _backend.Dispose();

    [Fact]
    [Trait("Speed", "Long")]
    public void Class_IsReadAtItsTrueAccuracy_AndAShuffledOneAtChance_OverSeeds()
    {
        int held = 0;
        for (int seed = 0; seed < 10; seed++)
        {
            var states = new PlantedStates(seed);
            int[] coins = states.Coins();
            states.Write([.. coins.Select(c => (2.0 * c) - 1)], 1.5, states.Direction());
            ProbeRows rows = states.Build();
            var target = ProbeTarget.OfClasses(coins, 2);

            ProbeScore score = Read(rows, target, _linear);

            // The classes stand 3 deviations apart: Φ(1.5) of them are right at best.
            const double best = 0.9331928;
            ConfidenceInterval interval = score.Interval(states.Seed)!.Value;
            held += interval.Low <= best && best <= interval.High ? 1 : 0;
            Assert.Equal(best, score.Value, 0.02);
            Assert.Equal(0.5, Read(rows, PlantedStates.Shuffled(target, (ulong)seed), _linear).Value, 0.04);
        }

        Assert.InRange(held, 8, 10);
    }

    [Fact]
    public void HiddenLayer_ReadsWhatNoLinearMapTells()
    {
        var states = new PlantedStates(4);
        int[] a = states.Coins(), b = states.Coins();
        double[] first = new double[PlantedStates.Units], second = new double[PlantedStates.Units];
        (first[3], second[8]) = (1, 1);
        states.Write([.. a.Select(c => (2.0 * c) - 1)], 3, first);
        states.Write([.. b.Select(c => (2.0 * c) - 1)], 3, second);
        ProbeRows rows = states.Build();
        var target = ProbeTarget.OfClasses([.. a.Zip(b, (x, y) => x ^ y)], 2);

        Assert.Equal(0.5, Read(rows, target, _linear).Value, 0.05);
        Assert.InRange(Read(rows, target, _hidden).Value, 0.97, 1);
    }

    [Fact]
    public void HiddenLayer_ReadsNumbersInTheirOwnUnits()
    {
        var states = new PlantedStates(4);
        double[] numbers = [.. states.Numbers().Select(v => 500 + (20 * v))];
        states.Write([.. numbers.Select(v => (v - 500) / 20)], 3, states.Direction());

        ProbeScore score = Read(states.Build(), ProbeTarget.OfNumbers(numbers), _hidden with { Epochs = 30 });

        // At best 9 / 10.
        Assert.InRange(score.Value, 0.86, 0.92);
    }

    [Fact]
    public void ControlTask_IsReadWhereTypesStandInTheState_AndNotWhereThePropertyAloneDoes()
    {
        var types = new PlantedStates(7);
        var alone = new PlantedStates(8);
        int[] symbols = [.. Enumerable.Range(0, PlantedStates.Rows).Select(n => (n * 7919) % 12)];
        for (int symbol = 0; symbol < 12; symbol++)
        {
            double[] direction = new double[PlantedStates.Units];
            direction[symbol] = 1;
            types.Write([.. symbols.Select(s => s == symbol ? 1.0 : 0)], 8, direction);
        }

        var property = ProbeTarget.OfClasses([.. symbols.Select(s => s % 2)], 2);
        alone.Write([.. symbols.Select(s => (2.0 * (s % 2)) - 1)], 4, alone.Direction());
        ProbeTarget control = ControlTask.Of(property, symbols, seed: 5);
        Assert.All(symbols.Distinct(), s => Assert.Single(control.Values.Where((_, n) => symbols[n] == s).Distinct()));
        Assert.NotEqual(property.Values, control.Values);

        Assert.InRange(Read(types.Build(), control, _linear).Value, 0.98, 1);
        Assert.InRange(Read(alone.Build(), property, _linear).Value, 0.98, 1);

        // Only from whether a symbol is odd, a control label is guessed at best by the more frequent one of either
        // half.
        double guessed = symbols.Select((s, n) => (Odd: s % 2, Label: control.Values[n])).GroupBy(p => p.Odd)
            .Sum(g => g.GroupBy(p => p.Label).Max(c => c.Count())) / (double)PlantedStates.Rows;
        Assert.Equal(guessed, Read(alone.Build(), control, _linear).Value, 0.03);
        Assert.InRange(guessed, 0.5, 0.9);
    }

    [Fact]
    public void Read_GivesTheSameBits_ForAnyNumberOfThreads()
    {
        var states = new PlantedStates(4);
        ProbeRows rows = states.Build();
        var target = ProbeTarget.OfNumbers(states.Numbers());
        using var three = new CpuBackend(3);

        Assert.Equal(
            TrainedProbe.Read(
                _backend, rows, target, _hidden with { Epochs = 2 },
                cancellation: TestContext.Current.CancellationToken),
            TrainedProbe.Read(
                three, rows, target, _hidden with { Epochs = 2 }, cancellation: TestContext.Current.CancellationToken));
    }

    private ProbeScore Read(ProbeRows rows, ProbeTarget target, TrainedProbeOptions options) =>
        new(
            target,
            TrainedProbe.Read(_backend, rows, target, options, cancellation: TestContext.Current.CancellationToken),
            rows.Groups);
}
