using Carousel.Autograd;

namespace Carousel.Tests.Backends;

public class RecurrentSplitTests
{
    [Theory]
    [InlineData(1, 32, 1, 1)]
    [InlineData(1, 64, 1, 1)]
    [InlineData(8, 16, 32, 20)]
    [InlineData(4, 32, 16, 50)]
    public void SmallNets_StayOnOneThread(int I, int H, int B, int T)
    {
        foreach (int threads in new[] { 1, 2, 8, 64 })
        {
            RecurrentSplit split = Of(threads, I, H, B, T);
            Assert.Equal((1, 1, 1), (split.Rows, split.Units, split.Gradients));
        }
    }

    [Theory]
    [InlineData(256, 256, 1, 1, 2)]
    [InlineData(256, 256, 1, 100, 2)]
    [InlineData(512, 512, 4, 100, 8)]
    [InlineData(128, 128, 5, 100, 2)]
    public void FewRowsOfManyUnits_ShareTheUnits(int I, int H, int B, int T, int threads)
    {
        RecurrentSplit split = Of(threads, I, H, B, T);
        Assert.Equal(threads, split.Units);
    }

    [Theory]
    [InlineData(128, 128, 6, 100)]
    [InlineData(28, 128, 64, 28)]
    [InlineData(256, 256, 32, 35)]
    [InlineData(1, 32, 64, 1000)]
    public void ManyRows_AreSharedOut(int I, int H, int B, int T)
    {
        RecurrentSplit split = Of(2, I, H, B, T);
        Assert.Equal((2, 1, 2), (split.Rows, split.Units, split.Gradients));
    }

    [Fact]
    public void NoSplit_GoesBeyondItsThreadsRowsOrPanels()
    {
        foreach (int threads in new[] { 1, 2, 3, 8, 256 })
        {
            for (int B = 1; B < 70; B += 7)
            {
                for (int H = 1; H < 700; H += 37)
                {
                    RecurrentSplit split = Of(threads, 5, H, B, 50);
                    Assert.InRange(split.Rows, 1, Math.Min(threads, B));
                    Assert.InRange(split.Units, 1, Math.Min(threads, (H + 63) / 64));
                    Assert.InRange(split.Gradients, 1, threads);
                }
            }
        }
    }

    [Fact]
    public void NoRows_NeedNoThreads() =>
        Assert.Equal((1, 1), (Of(8, 512, 512, 0, 0).Rows, Of(8, 512, 512, 3, 0).Units));

    private static RecurrentSplit Of(int threads, int I, int H, int B, int T) =>
        RecurrentSplit.Of(threads, T, (long)B * T, B, H, 4L * H * (H + I));
}
