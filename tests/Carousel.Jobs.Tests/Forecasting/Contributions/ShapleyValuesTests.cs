using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting.Contributions;

/// <summary>Shapley values of known functions.</summary>
public sealed class ShapleyValuesTests
{
    private static readonly bool[] _all = [.. Enumerable.Repeat(true, 10)];

    [Fact]
    public void AnInteraction_IsShared()
    {
        // f = 2 + 3·a + 5·a·b + 7·a·b·c.
        ShapleyValues found = ShapleyValues.Of(3, chosen =>
        {
            double[] x = [.. chosen.Select(c => c ? 1.0 : 0)];
            return [2 + (3 * x[0]) + (5 * x[0] * x[1]) + (7 * x[0] * x[1] * x[2])];
        });
        Assert.Equal([2], found.Base);
        Assert.Null(found.Errors);
        double[] expected = [3 + (5 / 2.0) + (7 / 3.0), (5 / 2.0) + (7 / 3.0), 7 / 3.0];
        Assert.All(expected.Zip(found.Values), pair => Assert.Equal(pair.First, pair.Second[0], 1e-12));
    }

    [Fact]
    public void ManyGroups_AreSampledAndAddUp_AndTheErrorShrinksWithTheOrders()
    {
        ShapleyValues few = ShapleyValues.Of(10, Product, pairs: 8), many = ShapleyValues.Of(10, Product, pairs: 512),
            again = ShapleyValues.Of(10, Product, pairs: 8);
        Assert.Equal(Product(_all)[0], few.Base[0] + few.Values.Sum(v => v[0]), 1e-9);
        Assert.Equal(Product(_all)[0], many.Base[0] + many.Values.Sum(v => v[0]), 1e-9);
        double Error(ShapleyValues values) => values.Errors!.Average(e => e[0]);
        Assert.InRange(Error(many) / Error(few), 0.05, 0.25);
        Assert.Equal(few.Values, again.Values);
        Assert.Equal(few.Errors!, again.Errors!);

        // The mean over the first eight of their orders is near that over all of them.
        Assert.All(few.Values.Zip(many.Values, few.Errors!), one => Assert.InRange(
            Math.Abs(one.First[0] - one.Second[0]), 0, 5 * one.Third[0]));
    }

    [Fact]
    public void ASum_HasNoError()
    {
        ShapleyValues found = ShapleyValues.Of(10, chosen => [chosen.Select((c, g) => c ? g : 0.0).Sum()], pairs: 2);
        Assert.Equal(Enumerable.Range(0, 10).Select(g => (double)g), found.Values.Select(v => Math.Round(v[0], 9)));
        Assert.All(found.Errors!, e => Assert.Equal(0, e[0], 1e-9));
    }

    private static double[] Product(bool[] chosen) =>
        [chosen.Select((c, g) => c ? 1 + (0.3 * g) : 1).Aggregate(1.0, (a, b) => a * b)];
}
