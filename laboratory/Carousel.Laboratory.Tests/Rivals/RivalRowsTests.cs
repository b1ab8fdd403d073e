using Carousel.Laboratory.Experiments;
using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Tests.Rivals;

/// <summary>The rivals succeed and fail where the paper says they do: small runs of the real rows.</summary>
public sealed class RivalRowsTests
{
    private const int Trials = 4;

    [Theory]
    [InlineData("lags-2a/rtrl-4-rate-1", 400_000)]
    [InlineData("lags-2a/rtrl-4-rate-4", 400_000)]
    [InlineData("lags-2a/rtrl-4-rate-10", 400_000)]
    public void Row_Succeeds_WhereTheLagIsShort(string path, long budget) => Assert.True(Successes(path, budget) >= 3);

    [Theory]
    [Trait("Speed", "Slow")]
    [InlineData("lags-2a/rtrl-10", 400_000)]
    [InlineData("reber/elman-15", 20_000)]
    public void Row_Fails_WhereOtherMethodsSucceedAfterAsManySequences(string path, long budget) =>
        Assert.Equal(0, Successes(path, budget));

    [Fact]
    [Trait("Speed", "Slow")]
    public void Row_Succeeds_WhereTheChunkerFindsRegularSurroundings() =>
        Assert.True(Successes("lags-2a/chunker", 40_000) >= 1);

    private static int Successes(string path, long budget)
    {
        string[] parts = path.Split('/');
        ExperimentRow row = ExperimentCatalogue.Find(parts[0])!.Rows.Single(one => one.Name == parts[1]);
        var trials = new TrialQueue(number => row.MakeTrial(1, number, budget), Trials);
        using (LaneNetwork network = row.MakeNetwork(Trials))
        {
            new LaneRunner(network, trials).Run(CancellationToken.None);
        }

        return Enumerable.Range(0, Trials).Count(number => trials.Find(number)!.Result.IsSolved);
    }
}
