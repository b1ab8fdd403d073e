using Carousel.Data;
using Carousel.Forecasting;

namespace Carousel.Jobs.Tests.Forecasting;

public sealed class ForecastTotalsTests
{
    [Fact]
    public void Outlook_TellsTheTotal_OfEachSeriesAndOfAll_AlsoWhereRowsAreMissing()
    {
        // Every sixth row has no value, so that no window has all of them.
        float[] Euros(double level) =>
            [.. Tiny.Wave(150, level, 5).Select((v, t) => t % 6 == 5 ? float.NaN : v + 0.25f)];
        Series Of(string id, double level) => new(["y0"], [Euros(level)], Tiny.Days(150), id: id);
        var set = new SeriesSet(
            [Of("a", 100), Of("b", 300)], SeriesRoles.AllTargets(["y0"]), "tiny.csv", timeName: "date", idName: "id");
        using Forecaster forecaster = Tiny.Fit(set, Tiny.Options());
        Forecast forecast = forecaster.Predict(set);
        (double median, double low, double high) = forecast.Sum(0, 0, 80);
        Assert.InRange(median, low, high);
        Assert.InRange(low, 350, median);
        string outlook = ForecastSentence.Outlook(forecast, forecaster.Design);
        string all = ForecastSentence.Number(ForecastTotals.OfAll(forecast, 0, 80).Median);
        Assert.StartsWith(
            $"Next 4 days forecast for 2 series. y0 in total: {all} (", outlook, StringComparison.Ordinal);
        Assert.Contains($"; a {ForecastSentence.Number(median)} (", outlook, StringComparison.Ordinal);
    }

    [Fact]
    public void SeriesThatEndAtDifferentTimes_HaveNoCommonTotal()
    {
        Series Of(string id, int rows) => new(
            ["y0"], [[.. Tiny.Wave(rows, 100, 5).Select(v => v + 0.25f)]], Tiny.Days(rows), id: id);
        var set = new SeriesSet(
            [Of("early", 140), Of("late", 150)], SeriesRoles.AllTargets(["y0"]), "tiny.csv", timeName: "date",
            idName: "id");
        using Forecaster forecaster = Tiny.Fit(set, Tiny.Options());
        Forecast forecast = forecaster.Predict(set);

        string outlook = ForecastSentence.Outlook(forecast, forecaster.Design);

        Assert.Contains(
            "The series have no common total, because they end at different times: the forecast of 1 series (early) "
            + $"begins before {forecast.LabelAt(1, 0)}. y0 in total for each: early ",
            outlook, StringComparison.Ordinal);
        Assert.DoesNotContain(
            ForecastTotals.Section(forecast, forecaster.Design)!.Blocks.OfType<Report.Table>().Single().Rows,
            row => row.Cells[0].Text.StartsWith("all ", StringComparison.Ordinal));
    }
}
