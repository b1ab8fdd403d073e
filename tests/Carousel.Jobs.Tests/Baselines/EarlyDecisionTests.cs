using Carousel.Autograd;
using Carousel.Jobs.Baselines;
using Carousel.Tensors;

namespace Carousel.Jobs.Tests.Baselines;

public sealed class EarlyDecisionTests
{
    private static readonly double[] _baseline = [1, 2, 1, 2, 1, 2];
    private static readonly double[] _worse = [2.0, 3.1, 2.2, 3.0, 2.1, 3.2];

    [Theory]
    [InlineData(100, new[] { 13, 25, 50 })]
    [InlineData(54, new[] { 10, 14, 27 })]
    [InlineData(40, new[] { 10, 20 })]
    [InlineData(15, new[] { 4, 8 })]
    [InlineData(7, new[] { 4 })]
    [InlineData(6, new int[0])]
    public void TheNetwork_IsCompared_AfterAnEighthAQuarterAndAHalf(int epochs, int[] expected)
    {
        var decision = new EarlyDecision(epochs, 2, (_, _) => [_baseline, _worse, _worse, _worse, _worse]);
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        Assert.Equal(
            expected, Enumerable.Range(1, epochs).Where(e => decision.IsReached(tape, e, CancellationToken.None)));
    }

    [Fact]
    public void TheMemoryOfAStep_IsGivenBack_BeforeTheBaselineIsFitted()
    {
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        arena.Allocate(new Shape(1000, 1000));
        long before = arena.CapacityBytes, during = before;
        var decision = new EarlyDecision(16, 2, (_, _) =>
        {
            during = arena.CapacityBytes;
            return [_baseline, _worse, _worse, _worse, _worse];
        });

        Assert.False(decision.IsReached(tape, 3, CancellationToken.None));
        Assert.Equal(before, arena.CapacityBytes);
        Assert.True(decision.IsReached(tape, 4, CancellationToken.None));
        Assert.Equal(0, during);
    }

    [Fact]
    public void OneShareWithinReach_KeepsTheTrainingGoing()
    {
        double[] near = [1.1, 1.9, 1.0, 2.1, 0.9, 2.1];
        Assert.False(BaselineShare.AreWorse([_baseline, near, _worse, _worse, _worse], 2));
        Assert.True(BaselineShare.AreWorse([_baseline, _worse, _worse, _worse, _worse], 2));
        Assert.False(BaselineShare.AreWorse([[1, 2], [3, 4], [3, 4], [3, 4], [3, 4]], 2));
    }
}
