using Carousel.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Carousel.Jobs.Tests.SeriesData;

public sealed class WindowsTests
{
    [Fact]
    public void Windows_StandWhereLookbackAndHorizonFit()
    {
        var windows = new Windows([new RowRange(0, 10)], lookback: 4, horizon: 2, stride: 2);

        Assert.Equal(3, windows.Count);
        Assert.Equal([4, 6, 8], Enumerable.Range(0, 3).Select(k => windows[k].Origin));
        Assert.Equal(new RowRange(0, 4), windows[0].Seen);
        Assert.Equal(new RowRange(8, 10), windows[2].Ahead);
    }

    [Fact]
    public void Windows_ReachBackBeforeTheirRange() =>
        Assert.Equal(new RowRange(46, 50), new Windows([new RowRange(50, 60)], lookback: 4, horizon: 2)[0].Seen);

    [Fact]
    public void Windows_AreNone_WhenTheHorizonDoesNotFit()
    {
        var windows = new Windows([new RowRange(0, 5), new RowRange(0, 3)], lookback: 4, horizon: 2);

        Assert.Equal(0, windows.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => windows[0]);
    }

    [Fact]
    public void Windows_AreAllThereAreInOrder() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<(byte Lookback, byte Horizon, byte Stride)>(),
            (lengths, size) =>
            {
                (int lookback, int horizon, int stride) = (
                    size.Lookback % 20, (size.Horizon % 9) + 1, (size.Stride % 5) + 1);
                var windows = new Windows([.. lengths.Select(n => new RowRange(n / 3, n))], lookback, horizon, stride);
                var expected = new List<(int, int)>();
                for (int s = 0; s < lengths.Length; s++)
                {
                    for (int origin = Math.Max(lengths[s] / 3, lookback); origin + horizon
                        <= lengths[s]; origin += stride)
                    {
                        expected.Add((s, origin));
                    }
                }

                return expected.SequenceEqual(Enumerable.Range(0, windows.Count)
                    .Select(k => (windows[k].Series, windows[k].Origin)));
            }).QuickCheckThrowOnFailure();
}
