using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>Single values far from all others are read as missing.</summary>
public sealed class FarValuesTests
{
    [Theory]
    [InlineData(100, 9000)]
    [InlineData(100, -9000)]
    [InlineData(197, 9000)]
    [InlineData(199, 9000)]
    public void SingleValue_IsLeftOut_WithANote(int row, float value)
    {
        SeriesSet set = Set((row, value)), left = FarValues.LeaveOut(set);

        Assert.True(float.IsNaN(left[0][row, 0]));
        Assert.Equal(set.Count, left.Count);
        Assert.Equal(1, left[0].Column(0).ToArray().Count(float.IsNaN));
        string note = Assert.Single(left.Notes);
        Assert.Contains($"is {value:#,0} at {set[0].LabelAt(row)}", note, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoValuesOfDifferentSize_AreBothLeftOut()
    {
        SeriesSet left = FarValues.LeaveOut(Set((20, 9000), (90, 1e6f)));

        Assert.All([20, 90], row => Assert.True(float.IsNaN(left[0][row, 0])));
        Assert.Same(left, FarValues.LeaveOut(left));
    }

    [Fact]
    public void LargeOrder_AmongSmallCounts_IsKept()
    {
        float[] values = [.. Enumerable.Range(0, 200).Select(r => (float)(r * 7 % 3 % 2))];
        values[100] = 12;
        var set = SeriesSet.FromValues(values);

        Assert.Same(set, FarValues.LeaveOut(set));
    }

    [Fact]
    public void ThreeValues_AreLeftOut_OnBothSides()
    {
        SeriesSet left = FarValues.LeaveOut(Set((20, 9000), (90, -7000), (150, 9000)));

        Assert.Equal(3, left.Notes.Count);
        Assert.All([20, 90, 150], row => Assert.True(float.IsNaN(left[0][row, 0])));
    }

    [Fact]
    public void NewLevel_OrSpikeWithinTenRanges_OrManyValues_AreKept()
    {
        Assert.All(
            (SeriesSet[])[
                Set((198, 9000), (199, 9000)), Set((50, 9000), (51, 9000)), Set((100, 60)),
                Set((20, 9000), (60, 9000), (90, 9000), (150, 9000)),
            ],
            set => Assert.Same(set, FarValues.LeaveOut(set)));
    }

    [Fact]
    public void Bursts_OfASeriesThatHardlyChanges_AreKept()
    {
        float[] values = [.. Enumerable.Range(0, 200).Select(r => r % 50 == 7 ? r : 0f)];
        values[100] = 1e6f;
        var set = SeriesSet.FromValues(values);

        Assert.Same(set, FarValues.LeaveOut(set));
    }

    [Fact]
    public void Plan_FindsTheSeason_DespiteATypingError()
    {
        float[] values = Tiny.Wave(200);
        values[90] *= 1000;
        ForecastPlan plan = ForecastPlan.Make(SeriesSet.FromValues(values), new ForecastOptions());

        Assert.Equal(7, plan.Design.Season);
        Assert.Contains(plan.Set.Notes, note => note.Contains("ten times their range", StringComparison.Ordinal));
    }

    private static SeriesSet Set(params (int Row, float Value)[] far)
    {
        float[] values = Tiny.Wave(200);
        foreach ((int row, float value) in far)
        {
            values[row] = value;
        }

        return SeriesSet.FromValues(values);
    }
}
