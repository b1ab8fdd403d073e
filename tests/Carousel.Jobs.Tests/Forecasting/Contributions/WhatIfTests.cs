using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Report;
using Series = Carousel.Data.Series;

namespace Carousel.Jobs.Tests.Forecasting.Contributions;

/// <summary>Forecasts with other values of columns known ahead.</summary>
public sealed class WhatIfTests
{
    [Fact]
    public void APlantedEffect_MovesTheForecast_AndTheNoteHasBothMeans()
    {
        SeriesSet set = PlantedPrices.Set(PlantedPrices.Of());
        using Forecaster fitted = Tiny.Fit(set, PlantedPrices.Options);
        Forecaster model = PlantedPrices.With(fitted, new RidgeMethod());
        double[] Means(double price)
        {
            Forecast told = new WhatIf(model.Design, [Invariant.Of($"x0={price}")]).Run(
                model, set, assumeKnown: false, TestContext.Current.CancellationToken);
            Assert.StartsWith(
                Invariant.Of($"With x0 = {price} in the next 4 rows, the mean forecast of y0 is "), told.Notes[^1],
                StringComparison.Ordinal);
            Assert.All(Enumerable.Range(200, 4), row => Assert.Equal((float)price, told.Set[0][row, 1]));
            return [.. Enumerable.Range(0, 4).Select(t => told.Quantiles.MedianOf(0, t, 0))];
        }

        Assert.All(Means(3).Zip(Means(1)), pair => Assert.InRange(
            pair.First - pair.Second, 2 * 0.9 * PlantedPrices.Effect, 2 * 1.1 * PlantedPrices.Effect));
    }

    [Fact]
    public void RowsAhead_AreAddedWhereAllColumnsAreSet()
    {
        Series whole = PlantedPrices.Of();
        var history = new Series(
            whole.Columns, [.. Enumerable.Range(0, 3).Select(c => whole.Column(c)[..200].ToArray())], Tiny.Days(200));
        using Forecaster model = Tiny.Fit(PlantedPrices.Set(whole), PlantedPrices.Options);
        Forecast told = new WhatIf(model.Design, ["x0=2", "x1=1"]).Run(
            model, PlantedPrices.Set(history), assumeKnown: false, TestContext.Current.CancellationToken);
        Forecast same = new WhatIf(model.Design, ["x0 = 2", "x1= 1e0"]).Run(
            model, PlantedPrices.Set(whole), assumeKnown: false, TestContext.Current.CancellationToken);

        Assert.Equal(Tiny.Values(same.Quantiles), Tiny.Values(told.Quantiles));
        Assert.StartsWith("With x0 = 2 and x1 = 1 in", Assert.Single(told.Notes), StringComparison.Ordinal);
        Assert.EndsWith("where rows ahead are missing.", told.Notes[0], StringComparison.Ordinal);
        Assert.DoesNotContain("repeats", Assert.Single(same.Notes), StringComparison.Ordinal);
        Assert.Contains(
            "With x0 = 200 (x0 was ",
            new WhatIf(model.Design, ["x0=200"]).Run(
                model, PlantedPrices.Set(whole), assumeKnown: false, TestContext.Current.CancellationToken).Notes[^1],
            StringComparison.Ordinal);
        DataFormatException missing = Assert.Throws<DataFormatException>(() => new WhatIf(model.Design, ["x0=2"]).Run(
            model, PlantedPrices.Set(history), assumeKnown: false, TestContext.Current.CancellationToken));
        Assert.Contains("has 'x0 and x1' only 0 rows ahead", missing.OnCommandLine, StringComparison.Ordinal);
        Assert.Contains("--repeat-known or --set for each column", missing.OnCommandLine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x0", "--set must be a column and a number, such as price=9.99, but is 'x0'.")]
    [InlineData("x0=", "--set must be a column and a number, such as price=9.99, but is 'x0='.")]
    [InlineData("=3", "--set must be a column and a number, such as price=9.99, but is '=3'.")]
    [InlineData("x0=dear", "--set must be a column and a number, such as price=9.99, but is 'x0=dear'.")]
    [InlineData("x0=1e39", "--set must be a column and a number, such as price=9.99, but is 'x0=1e39'.")]
    [InlineData("x0=NaN", "--set must be a column and a number, such as price=9.99, but is 'x0=NaN'.")]
    [InlineData("z=3", "--set changes columns that are known ahead, and 'z' is not one: this model has x0, x1.")]
    [InlineData("y0=3", "--set changes columns that are known ahead, and 'y0' is not one: this model has x0, x1.")]
    public void OtherTexts_AreRefused(string text, string message)
    {
        ForecastDesign design = ForecastPlan.Make(PlantedPrices.Set(PlantedPrices.Of()), PlantedPrices.Options).Design;
        Assert.Equal(message, Assert.Throws<OptionException>(() => new WhatIf(design, [text])).OnCommandLine);
        Assert.Equal(
            "--set has several values for 'x0'; leave one.",
            Assert.Throws<OptionException>(() => new WhatIf(design, ["x0=1", "x1=2", "x0=3"])).OnCommandLine);
    }

    [Fact]
    public void TheReport_HasASliderForEachColumn()
    {
        ForecastPlan plan = ForecastPlan.Make(PlantedPrices.Set(PlantedPrices.Of()), PlantedPrices.Options);
        using Forecaster model = Tiny.Fit(plan);
        JobResult result = plan.Fitted(model).Measure("carousel forecast", TestContext.Current.CancellationToken);
        Section section = Assert.Single(result.Report!.Sections, s => s.Title == "What if");
        Stepper[] sliders = [.. section.Blocks.OfType<Stepper>()];
        Assert.Equal(["What if x0 were …", "What if x1 were …"], sliders.Select(s => s.Title));
        Assert.Equal([9, 2], sliders.Select(s => s.Frames.Count));
        Assert.Equal(["x1 = 0", "x1 = 1"], sliders[1].Frames.Select(f => f.Label));
        Assert.All(sliders[1].Frames, f => Assert.Equal("prices.csv", ((Table)f.Blocks[0]).Rows[0].Cells[0].Text));

        // The slider and the option have the same mean.
        Forecast asked = new WhatIf(model.Design, ["x1=1"]).Run(
            model, plan.Set, assumeKnown: false, TestContext.Current.CancellationToken);
        double mean = Enumerable.Range(0, 4).Average(t => asked.Quantiles.MedianOf(0, t, 0));
        Assert.Equal(MeasuredText.Number(mean), ((Table)sliders[1].Frames[1].Blocks[0]).Rows[0].Cells[2].Text);
    }
}
