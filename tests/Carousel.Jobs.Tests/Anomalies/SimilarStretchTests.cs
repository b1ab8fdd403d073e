using Carousel.Anomalies;
using Carousel.Data;
using static Carousel.Jobs.Tests.Anomalies.Simulated;

namespace Carousel.Jobs.Tests.Anomalies;

public sealed class SimilarStretchTests
{
    private const int Rows = 1000;

    [Theory]
    [InlineData(300, 340)]
    [InlineData(300, 303)]
    [InlineData(400, 700)]
    [InlineData(0, 30)]
    [InlineData(970, 1000)]
    public void Stretch_IsThatOfASearchOfAllStretches(int start, int end)
    {
        float[] values = Values(1);
        RowRange[] incidents = [new(50, 60), new(start, end), new(550, 551)];

        SimilarStretch? found = SimilarStretch.Find(values, incidents, incidents[1]);

        int count = Math.Clamp(end - start, 8, 256);
        Assert.Equal(new RowRange(end - count, end), found!.Rows);
        Assert.Equal(
            Enumerable.Range(0, Rows - count + 1)
                .Where(s => incidents.All(i => s + count <= i.Start || s >= i.End))
                .MinBy(s => Enumerable.Range(0, count).Sum(i => Math.Pow(values[s + i] - values[end - count + i], 2))),
            found.Start);
        Assert.Equal(values[found.Start], found.At(values, end - count));
        Assert.Equal(values[found.Start + count - 1], found.At(values, end - 1));
        Assert.True(double.IsNaN(found.At(values, end - count - 1)) && double.IsNaN(found.At(values, end)));
    }

    [Fact]
    public void Gaps_RepeatTheValueBefore()
    {
        float[] values = Values(2), filled = Values(2);
        for (int r = 1; r < Rows; r += 7)
        {
            (values[r], filled[r]) = (float.NaN, filled[r - 1]);
        }

        Assert.Equal(Find(filled), Find(values));

        static SimilarStretch? Find(float[] values) =>
            SimilarStretch.Find(values, [new(300, 320)], new RowRange(300, 320));
    }

    [Fact]
    public void WithoutAsManyNormalRows_ThereIsNone()
    {
        float[] values = Values(3);

        Assert.Null(SimilarStretch.Find(values, [new(0, 300), new(310, Rows)], new RowRange(310, Rows)));
        Assert.Null(SimilarStretch.Find(values, [new(2, 4)], new RowRange(2, 4)));
        Assert.Null(SimilarStretch.Find(
            [.. values.Select(_ => float.NaN)], [new(300, 320)], new RowRange(300, 320)));
    }

    private static float[] Values(int seed) =>
        [.. Noise(seed, Rows, (t, e) => Wave(t, 50) + e).Select(v => (float)v)];
}
