using Carousel.Laboratory.Textbook;

namespace Carousel.Laboratory.Tests.Textbook;

/// <summary>
/// A planted effect is found, a null is not, and an effect that depends on the seeds gets no verdict.
/// </summary>
public class VerdictTests
{
    private const int Seeds = 20;

    [Theory]
    [InlineData("Above", 2.0)]
    [InlineData("Below", 0.0)]
    [InlineData("Within", 0.0)]
    public void PlantedEffect_IsFound(string side, double planted)
    {
        TextbookStatement statement = Of(new StatementComparison("x", "", Enum.Parse<EffectSide>(side), 1, ""));
        int found = Enumerable.Range(0, 400)
            .Count(k => statement.Judge(Drawn(k, planted, 0.5)) == StatementVerdict.Holds);
        Assert.True(found > 0.95 * 400, $"{found} of 400");
    }

    [Theory]
    [InlineData("Above", 1.0)]
    [InlineData("Above", 0.0)]
    [InlineData("Below", 1.0)]
    [InlineData("Within", 1.0)]
    [InlineData("Within", -1.0)]
    public void NoEffect_IsNotFound(string side, double planted)
    {
        TextbookStatement statement = Of(new StatementComparison("x", "", Enum.Parse<EffectSide>(side), 1, ""));
        int found = Enumerable.Range(0, 1000)
            .Count(k => statement.Judge(Drawn(k, planted, 0.5)) == StatementVerdict.Holds);
        Assert.True(found < 0.05 * 1000, $"{found} of 1000");
    }

    [Fact]
    public void TheContrary_IsTold()
    {
        TextbookStatement statement = Of(new StatementComparison("x", "", EffectSide.Above, 1, ""));
        Assert.Equal(StatementVerdict.DoesNotHold, statement.Judge(Effects(0.1, 0.2)));
        Assert.Equal(StatementVerdict.Holds, statement.Judge(Effects(1.1, 1.2)));
    }

    [Fact]
    public void HalvesOfSeedsThatDiffer_AreNotTold()
    {
        TextbookStatement statement = Of(new StatementComparison("x", "", EffectSide.Above, 1, ""));
        double[] both =
        [
            .. Enumerable.Range(0, Seeds).Select(k => k < Seeds / 2 ? 2.0 + (k % 2 * 0.1) : 0.6 + (k % 2 * 1.1)),
        ];
        Assert.Equal(
            StatementVerdict.Holds, statement.Comparisons[0].Judge(both));
        Assert.Equal(
            StatementVerdict.CannotBeTold,
            statement.Judge(new Dictionary<string, IReadOnlyList<double>> { ["x"] = both }));
    }

    [Fact]
    public void Shares_AreJudgedByTheirExactInterval()
    {
        StatementComparison share = new("x", "", EffectSide.Above, 0.8, "") { IsShare = true };
        double[] all = [.. Enumerable.Repeat(1.0, Seeds)];
        Assert.Equal(StatementVerdict.Holds, share.Judge(all));
        Assert.Equal(0.832, share.Mean(all).Interval!.Value.Low, 1e-3);
        Assert.Equal(StatementVerdict.CannotBeTold, share.Judge(all[..(Seeds / 2)]));
        Assert.Equal(
            StatementVerdict.CannotBeTold,
            Of(share).Judge(new Dictionary<string, IReadOnlyList<double>> { ["x"] = all }));
        Assert.Equal(
            StatementVerdict.Holds,
            Of(share with { Bound = 0.5 }).Judge(new Dictionary<string, IReadOnlyList<double>> { ["x"] = all }));
    }

    [Fact]
    public void HalvesUnderOtherConditions_AreNotTold()
    {
        TextbookStatement statement = Of(
            new StatementComparison("first", "", EffectSide.Above, 1, "it is short"),
            new StatementComparison("second", "", EffectSide.Above, 1, "it is long"));
        IReadOnlyList<double> Halves(double one, double other) =>
            [.. Enumerable.Range(0, Seeds).Select(k => k < Seeds / 2 ? one : other)];
        var effects = new Dictionary<string, IReadOnlyList<double>>
        {
            ["first"] = Halves(9, 0.5),
            ["second"] = Halves(-10, 1.5),
        };
        Assert.Equal(["it is short"], statement.Conditions(effects));
        Assert.Equal(StatementVerdict.CannotBeTold, statement.Judge(effects));
    }

    [Fact]
    public void WhatIsNotFinite_IsNotTold() => Assert.Equal(
        StatementVerdict.CannotBeTold,
        new StatementComparison("x", "", EffectSide.Above, 1, "").Judge([2, 2, double.NaN, 2]));

    [Fact]
    public void Conditions_AreNamed_WhereItHoldsUnderSome()
    {
        TextbookStatement statement = Of(
            new StatementComparison("always", "", EffectSide.Above, 1, ""),
            new StatementComparison("norm", "", EffectSide.Above, 1, "the norm is cut"),
            new StatementComparison("value", "", EffectSide.Above, 1, "values are cut"));
        Dictionary<string, IReadOnlyList<double>> With(double always, double norm, double value) => new()
        {
            ["always"] = Effects(always, always + 0.1)["x"],
            ["norm"] = Effects(norm, norm + 0.1)["x"],
            ["value"] = Effects(value, value + 0.1)["x"],
        };
        Assert.Equal(StatementVerdict.Holds, statement.Judge(With(2, 2, 2)));
        Assert.Equal(StatementVerdict.HoldsWhen, statement.Judge(With(2, 2, 0)));
        Assert.Equal(["the norm is cut"], statement.Conditions(With(2, 2, 0)));
        Assert.Equal(StatementVerdict.DoesNotHold, statement.Judge(With(2, 0, 0)));
        Assert.Equal(StatementVerdict.DoesNotHold, statement.Judge(With(0, 2, 2)));
    }

    [Fact]
    public void ACondition_IsThatOfAllItsComparisons()
    {
        TextbookStatement statement = Of(
            new StatementComparison("right", "", EffectSide.Above, 1, "it is short"),
            new StatementComparison("better", "", EffectSide.Above, 1, "it is short"),
            new StatementComparison("other", "", EffectSide.Above, 1, "it is long"));
        var effects = new Dictionary<string, IReadOnlyList<double>>
        {
            ["right"] = Effects(2, 2.1)["x"],
            ["better"] = Effects(0, 0.1)["x"],
            ["other"] = Effects(2, 2.1)["x"],
        };
        Assert.Equal(StatementVerdict.HoldsWhen, statement.Judge(effects));
        Assert.Equal(["it is long"], statement.Conditions(effects));
    }

    private static TextbookStatement Of(params StatementComparison[] comparisons) =>
        new(1, 1, "", "", "", Seeds, 1, comparisons, "", "");

    private static Dictionary<string, IReadOnlyList<double>> Effects(double one, double other) =>
        new() { ["x"] = [.. Enumerable.Range(0, Seeds).Select(k => k % 2 == 0 ? one : other)] };

    private static Dictionary<string, IReadOnlyList<double>> Drawn(int seed, double mean, double deviation)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
            * Math.Cos(2 * Math.PI * random.NextDouble());
        return new() { ["x"] = [.. Enumerable.Range(0, Seeds).Select(_ => mean + (deviation * Normal()))] };
    }
}
