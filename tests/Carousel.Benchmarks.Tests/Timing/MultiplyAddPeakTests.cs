using Carousel.Benchmarks.Timing;

namespace Carousel.Benchmarks.Tests.Timing;

public sealed class MultiplyAddPeakTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0.25)]
    [InlineData(2, 0.4375)]
    [InlineData(1000, 1)]
    public void Run_TakesEverySumOn(int repetitions, float each) =>
        Assert.Equal(MultiplyAddPeak.OperationsPerRepetition / 2 * each, MultiplyAddPeak.Run(repetitions), 1e-3f);
}
