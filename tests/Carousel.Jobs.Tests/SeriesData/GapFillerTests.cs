using Carousel.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Carousel.Jobs.Tests.SeriesData;

public sealed class GapFillerTests
{
    private const float Gap = float.NaN;

    [Theory]
    [InlineData(GapFilling.Missing, new[] { Gap, 1, Gap, Gap, 4, Gap })]
    [InlineData(GapFilling.Forward, new[] { Gap, 1f, 1f, 1f, 4f, 4f })]
    [InlineData(GapFilling.Linear, new[] { Gap, 1f, 2f, 3f, 4f, 4f })]
    [InlineData(GapFilling.Zero, new[] { 0f, 1f, 0f, 0f, 4f, 0f })]
    public void Fill_FillsAsNamed(GapFilling filling, float[] expected)
    {
        float[] values = [Gap, 1, Gap, Gap, 4, Gap];
        GapFiller.Fill(values, values, filling);

        Assert.Equal(expected, values);
    }

    [Fact]
    public void Fill_LeavesNoGapAfterTheFirstValue()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), draws =>
        {
            float[] values = [1, .. draws.Select(d => d % 3 == 0 ? Gap : d)];
            return new[] { GapFilling.Forward, GapFilling.Linear, GapFilling.Zero }.All(way =>
            {
                var filled = new float[values.Length];
                GapFiller.Fill(values, filled, way);
                return filled.All(float.IsFinite)
                    && values.Zip(filled).All(p => float.IsNaN(p.First) || p.First == p.Second);
            });
        }).QuickCheckThrowOnFailure();
    }
}
