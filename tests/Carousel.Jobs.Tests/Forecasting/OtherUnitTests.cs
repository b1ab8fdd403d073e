using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting;

/// <summary>A file in another unit than that of the training gets a note.</summary>
public sealed class OtherUnitTests
{
    [Theory]
    [InlineData(100, 1e-3, "y is about 1,000 times as small as in training: check its unit and decimal separator.")]
    [InlineData(100, 1e3, "y is about 1,000 times as large as in training: check its unit and decimal separator.")]
    [InlineData(100, 20, null)]
    [InlineData(0.001, 1e3, null)]
    public void Predict_NotesAnotherUnit(double level, double factor, string? note)
    {
        SeriesSet Set(double by) => Tiny.Daily([.. Tiny.Wave(200, level).Select(v => (float)(v * by))]);
        ForecastPlan plan = ForecastPlan.Make(Set(1), Tiny.Options());
        var scaling = ForecastScaling.Fit(plan.Split, plan.Design);

        Assert.Equal(note?.Replace("y is", $"{plan.Design.Targets[0]} is", StringComparison.Ordinal),
            scaling.OtherUnits(Set(factor), plan.Design));
    }

    [Fact]
    public void Predict_NotesAUnitThatChangedWithinTheFile()
    {
        float[] values = [.. Tiny.Wave(200, 100).Select((v, r) => (float)(r < 150 ? v : v / 1000))];
        ForecastPlan plan = ForecastPlan.Make(Tiny.Daily(Tiny.Wave(200, 100)), Tiny.Options());

        Assert.Contains(
            "times as small", ForecastScaling.Fit(plan.Split, plan.Design).OtherUnits(Tiny.Daily(values), plan.Design),
            StringComparison.Ordinal);
    }
}
