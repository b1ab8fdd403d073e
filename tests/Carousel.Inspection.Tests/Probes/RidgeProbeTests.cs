using Carousel.Inspection.Probes;
using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Tests.Probes;

public sealed class RidgeProbeTests
{
    private const double Strength = 1.5;

    // Along the direction stands 1.5·y + noise of variance 1, and nothing of y elsewhere: no map explains more than
    // 1.5² / (1.5² + 1).
    private const double True = Strength * Strength / ((Strength * Strength) + 1);

    [Fact]
    public void Number_IsReadAtItsTrueAccuracy_AndAShuffledOneAtChance_OverSeeds()
    {
        int held = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            var states = new PlantedStates(seed);
            double[] numbers = states.Numbers();
            states.Write(numbers, Strength, states.Direction());
            ProbeRows rows = states.Build();
            var target = ProbeTarget.OfNumbers(numbers);
            ProbeTarget shuffled = PlantedStates.Shuffled(target, (ulong)seed);

            IReadOnlyList<double[]> read = RidgeProbe.Read(
                rows, [target, shuffled], TestContext.Current.CancellationToken);

            var score = new ProbeScore(target, read[0], rows.Groups);
            ConfidenceInterval interval = score.Interval(states.Seed)!.Value;
            held += interval.Low <= True && True <= interval.High ? 1 : 0;
            Assert.Equal(True, score.Value, 0.04);
            Assert.Equal(0, new ProbeScore(shuffled, read[1], rows.Groups).Value, 0.02);
        }

        // Binomial of 20 with 0.95: fewer than 16 in 3 of 1,000 runs.
        Assert.InRange(held, 16, 20);
    }

    [Fact]
    public void Read_GivesWhatTheNormalEquationsGive()
    {
        var states = new PlantedStates(3);
        double[] numbers = states.Numbers();
        states.Write(numbers, 40, states.Direction());

        double[] read = RidgeProbe.Read(
            states.Build(), [ProbeTarget.OfNumbers(numbers)], TestContext.Current.CancellationToken)[0];

        // R² = 1600 / 1601, less what 24 weights learnt from 3,200 rows cost.
        Assert.Equal(1600.0 / 1601, new ProbeScore(ProbeTarget.OfNumbers(numbers), read, states.Groups).Value, 1e-4);
    }

    [Fact]
    public void Fit_PointsAlongTheDirection()
    {
        var states = new PlantedStates(5);
        double[] numbers = states.Numbers(), direction = states.Direction();
        states.Write(numbers, Strength, direction);
        ProbeRows rows = states.Build();

        double[] w = RidgeProbe.Fit(rows, ProbeTarget.OfNumbers(numbers)).Weights;

        double[] raw = [.. w.Select((v, i) => v / rows.Deviations[i])];
        double cosine = raw.Zip(direction, (a, b) => a * b).Sum() / Math.Sqrt(raw.Sum(v => v * v));
        Assert.InRange(cosine, 0.99, 1);
    }

    [Fact]
    public void Units_ThatNeverChange_DoNotMatter()
    {
        var states = new PlantedStates(6);
        double[] numbers = states.Numbers();
        states.Write(numbers, Strength, [.. Enumerable.Range(0, PlantedStates.Units).Select(i => i == 7 ? 1.0 : 0)]);
        for (int n = 0; n < PlantedStates.Rows; n++)
        {
            states.Features[n * PlantedStates.Units] = 0.25f;
        }

        ProbeRows rows = states.Build();
        double[] read = RidgeProbe.Read(
            rows, [ProbeTarget.OfNumbers(numbers)], TestContext.Current.CancellationToken)[0];

        Assert.Equal(True, new ProbeScore(ProbeTarget.OfNumbers(numbers), read, rows.Groups).Value, 0.04);
    }

    [Fact]
    public void Units_ThatDependOnEachOther_AreReadAtChance_WhereTheyTellNothing()
    {
        // One of 14 symbols at each row, of which some are in only one fold: their indicators add up to 1.
        const int rows = 8000, symbols = 14;
        var states = new SlowStates(2);
        var features = new float[rows * symbols];
        for (int n = 0; n < rows; n++)
        {
            int symbol = n is > 7900 and < 7920 ? 13
                : n is > 3500 and < 3520 ? 12
                : (int)((uint)(n * 2654435761L >> 8) % 12);
            features[(n * symbols) + symbol] = 1;
        }

        var target = ProbeTarget.OfNumbers(states.Track(rows, 0.9));
        var read = new ProbeRows(
            features, symbols, [.. Enumerable.Range(0, rows).Select(n => n / 200)], 5, 1,
            [.. Enumerable.Range(0, 40).Select(g => g / 8)]);

        Assert.InRange(
            new ProbeScore(
                target, RidgeProbe.Read(read, [target], TestContext.Current.CancellationToken)[0], read.Groups).Value,
                -0.05, 0.05);
    }

    [Fact]
    public void Rows_AreRefused_WithoutThreeGroups()
    {
        Assert.Throws<ArgumentException>(() => new ProbeRows(new float[8], 2, [0, 0, 1, 1], 5, 1));
        Assert.Throws<ArgumentException>(() => new ProbeRows(new float[8], 2, [0, 1, 2, 3], 5, 1, [0, 0, 1, 1]));
        Assert.Throws<ArgumentException>(() => new ProbeRows(new float[8], 2, [0, 1, 2, 3], 5, 1, [0, 1, 3, 3]));
        Assert.Throws<ArgumentException>(() => new ProbeRows(new float[8], 2, [0, 1, 2, 3], 5, 1, [0, 1, 2]));
        Assert.Throws<ArgumentException>(() => new ProbeRows(new float[7], 2, [0, 1, 2, 3], 5, 1));
        Assert.Throws<ArgumentException>(
            () =>
                RidgeProbe.Read(
                    new PlantedStates(1).Build(), [ProbeTarget.OfNumbers([1, 2])],
                    TestContext.Current.CancellationToken));
    }
}
