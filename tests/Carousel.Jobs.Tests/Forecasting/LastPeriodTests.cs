using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>A note on a last value whose period may not be over.</summary>
public sealed class LastPeriodTests
{
    private static float[] Days(int rows, float last)
    {
        var random = new Random(1);
        float[] values = [.. Enumerable.Range(0, rows).Select(r => 200f + (20 * (r % 7)) + random.Next(10))];
        values[^1] = last < 0 ? values[^1] : last;
        return values;
    }

    [Fact]
    public void ALowLastValue_IsNamed()
    {
        string note = LastPeriod.Note(Tiny.Daily(Days(200, 80)))!;

        Assert.StartsWith(
            "The last value of y0 (2024-07-18: 80) is far below what the rows before imply (about 2", note,
            StringComparison.Ordinal);
        Assert.EndsWith("). If the period is not over, leave the row out.", note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, -1f)]
    [InlineData(200, 190f)]
    [InlineData(12, 80f)]
    public void UsualValues_AndShortSeries_HaveNoNote(int rows, float last) =>
        Assert.Null(LastPeriod.Note(Tiny.Daily(Days(rows, last))));

    [Fact]
    public void ValuesThatFallNowAndThen_HaveNoNote()
    {
        float[] values = Days(200, 80);
        values[190] = 75;
        Assert.Null(LastPeriod.Note(Tiny.Daily(values)));
    }

    [Fact]
    public void OneOfManySeries_IsNoPeriod()
    {
        Series Of(string id, float last) => new(["y0"], [Days(200, last)], Tiny.Days(200), id: id);
        SeriesSet Set(params float[] lasts) =>
            new([.. lasts.Select((last, s) => Of($"shop {s}", last))], SeriesRoles.AllTargets(["y0"]));

        Assert.Null(LastPeriod.Note(Set(80, -1, -1)));
        Assert.Contains("The last value of shop 1 (", LastPeriod.Note(Set(-1, 80, 70)), StringComparison.Ordinal);
    }

    [Fact]
    public void AForecastOfNewRows_HasTheNote()
    {
        using Forecaster model = Tiny.Fit(Tiny.Daily(Days(200, -1)), Tiny.Options());
        bool HasNote(float last) => model.Predict(Tiny.Daily(Days(200, last))).Notes.Any(
            note => note.EndsWith("If the period is not over, leave the row out.", StringComparison.Ordinal));

        Assert.True(HasNote(80));
        Assert.False(HasNote(-1));
    }

    [Fact]
    public void APlan_HasTheNote() => Assert.Contains(
        ForecastPlan.Prepare(Tiny.Daily(Days(200, 80))).Notes,
        note => note.Contains("far below", StringComparison.Ordinal));
}
