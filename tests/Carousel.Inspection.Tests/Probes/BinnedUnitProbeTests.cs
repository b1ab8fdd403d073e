using Carousel.Inspection.Probes;

namespace Carousel.Inspection.Tests.Probes;

public sealed class BinnedUnitProbeTests
{
    private const double Strength = 1.5;

    [Fact]
    public void Class_AtTheMiddleOfOneUnit_IsRead()
    {
        var states = new PlantedStates(9);
        int[] classes =
        [
            .. Enumerable.Range(0, PlantedStates.Rows)
                .Select(n => Math.Abs(states.Features[(n * PlantedStates.Units) + 5]) < 0.6745 ? 1 : 0),
        ];

        (double score, IReadOnlyList<int> units) = Read(states, ProbeTarget.OfClasses(classes, 2));

        Assert.Equal([5, 5, 5, 5, 5], units);
        Assert.InRange(score, 0.97, 1);
    }

    [Fact]
    public void Number_AtTheMiddleOfOneUnit_IsRead()
    {
        var states = new PlantedStates(9);
        double[] numbers =
        [
            .. Enumerable.Range(0, PlantedStates.Rows)
                .Select(n => Math.Abs(states.Features[(n * PlantedStates.Units) + 5]) < 0.6745 ? 30.0 : -10),
        ];

        (double score, IReadOnlyList<int> units) = Read(states, ProbeTarget.OfNumbers(numbers));

        Assert.Equal([5, 5, 5, 5, 5], units);
        Assert.InRange(score, 0.9, 1);
    }

    [Fact]
    public void Number_IsReadWhereItStandsInOneUnit_AndLittleWhereItIsSpread()
    {
        var one = new PlantedStates(1);
        var spread = new PlantedStates(2);
        double[] numbers = one.Numbers();
        var target = ProbeTarget.OfNumbers(numbers);
        one.Write(numbers, Strength, [.. Enumerable.Range(0, PlantedStates.Units).Select(i => i == 7 ? 1.0 : 0)]);
        spread.Write(
            numbers, Strength, [.. Enumerable.Repeat(1 / Math.Sqrt(PlantedStates.Units), PlantedStates.Units)]);

        (double inOne, IReadOnlyList<int> units) = Read(one, target);

        // A line would explain 2.25 / 3.25; sixteen ranges of a normal number keep 98 % of that.
        Assert.Equal(0.98 * Strength * Strength / ((Strength * Strength) + 1), inOne, 0.04);
        Assert.All(units, u => Assert.Equal(7, u));

        // One of 24 units has a variance of 1.5²/24 and noise of 1.
        Assert.Equal(Strength * Strength / 24 / ((Strength * Strength / 24) + 1), Read(spread, target).Score, 0.03);
        Assert.Throws<ArgumentException>(
            () =>
                BinnedUnitProbe.Read(
                    one.Build(), ProbeTarget.OfNumbers([1, 2]), TestContext.Current.CancellationToken));
    }

    private static (double Score, IReadOnlyList<int> Units) Read(PlantedStates states, ProbeTarget target)
    {
        ProbeRows rows = states.Build();
        var read = BinnedUnitProbe.Read(rows, target, TestContext.Current.CancellationToken);
        return (new ProbeScore(target, read.Values, rows.Groups).Value, read.Units);
    }
}
