using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Tests.Forecasting;

public sealed class ForecastPlanTests
{
    [Theory]
    [InlineData("1 hour", 24, 2000, 24, 24)]
    [InlineData("30 minutes", 48, 2000, 48, 48)]
    [InlineData("1 day", 7, 600, 14, 7)]
    [InlineData("1 week", 1, 300, 8, 8)]
    [InlineData("1 month", 12, 144, 12, 12)]
    [InlineData("1 quarter", 4, 80, 4, 4)]
    [InlineData("1 year", 1, 60, 3, 3)]
    public void Horizons_AreWhatPeoplePlanBy(string frequency, int season, int rows, int horizon, int mostStride)
    {
        var step = Frequency.Parse(frequency);
        DateTime[] times = [.. Enumerable.Range(0, rows).Select(r => step.Add(Tiny.Monday, r))];
        float[] values =
        [
            .. Enumerable.Range(0, rows)
                .Select(r => (float)(10 + (r * 0.01) + Math.Sin(2 * Math.PI * r / Math.Max(season, 3.7)))),
        ];
        var set = new SeriesSet([new Series(["y"], [values], times, step)], SeriesRoles.AllTargets(["y"]), "x.csv");

        ForecastPlan plan = ForecastPlan.Make(set, new ForecastOptions());

        Assert.Equal(horizon, plan.Design.Horizon);
        Assert.InRange(plan.Stride, 1, mostStride);
        Assert.InRange(plan.Design.Lookback, horizon, 4 * 96);
        Assert.All(plan.Design.Lags, l => Assert.True(l >= horizon));
        Assert.True(plan.TestWindows.Count > 0 && plan.TrainWindows.Count >= 8);
        Assert.Equal(rows, plan.Split.Train.TotalRows + plan.Split.Validation.TotalRows + plan.Split.Test.TotalRows);
        Assert.Equal(frequency, plan.Design.Frequency);
        if (season > 1)
        {
            Assert.Contains(season, plan.Seasons.Found.Select(s => s.Steps));
        }
    }

    [Theory]
    [InlineData(3, 672, 11)]
    [InlineData(1, 100, 1)]
    [InlineData(12, 672, 13)]
    [InlineData(24, 672, 24)]
    [InlineData(48, 672, 24)]
    public void Origins_OfAShortHorizon_LieAtAllTimesOfTheDay(int horizon, int testRows, int stride) =>
        Assert.Equal(stride, ForecastSplit.DefaultStride(new Frequency(FrequencyUnit.Hour), 24, horizon, testRows));

    [Fact]
    public void RowsWithoutTime_HaveNoCalendar()
    {
        ForecastPlan plan = ForecastPlan.Make(SeriesSet.FromValues(Tiny.Wave(200)), new ForecastOptions());

        Assert.Equal(12, plan.Design.Horizon);
        Assert.Empty(plan.Design.Cycles);
        Assert.Null(plan.Design.Frequency);
        Assert.Equal(7, plan.Design.Season);
    }

    [Fact]
    public void Wishes_AreKept()
    {
        ForecastOptions options = Tiny.Options() with
        {
            Levels = [95, 50, 95],
        };
        ForecastDesign design = ForecastPlan.Make(Tiny.Daily(Tiny.Wave(130)), options).Design;

        Assert.Equal((4, 8, 7, 4), (design.Horizon, design.Lookback, design.Season, design.Hidden));
        Assert.Equal([50, 95], design.Intervals);
        Assert.Equal([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975], design.Quantiles);
    }

    [Fact]
    public void Seasons_ThatAreAskedFor_TakeThePlaceOfThoseThatWouldBeFound()
    {
        SeriesSet set = Tiny.Daily(Tiny.Wave(300));
        ForecastPlan Plan(params int[] seasons) =>
            ForecastPlan.Make(set, Tiny.Options() with { Lookback = null, Seasons = seasons });

        ForecastPlan plan = Plan(30, 7, 30);
        Assert.Equal([7, 30], plan.Seasons.Found.Select(s => s.Steps));
        Assert.Equal((7, 21), (plan.Design.Season, plan.Design.Lookback));
        Assert.Equal([7, 30], plan.Design.Lags);
        Assert.Equal([7, 30], plan.Design.Levels);
        Assert.StartsWith(
            "7 days and 30 days, as asked", plan.Facts.Single(f => f.Name == "season").Fact, StringComparison.Ordinal);

        // The season whose repetition errs least is that of the baselines, be it the longer.
        Assert.Equal(35, Plan(10, 35).Design.Season);
        Assert.Equal((7, 1), (Plan(7).Design.Season, Plan(1).Design.Season));
        Assert.StartsWith(
            "none, as asked", Plan(1).Facts.Single(f => f.Name == "season").Fact, StringComparison.Ordinal);
    }

    [Fact]
    public void Seasons_ThatCanNotBe_AreToldInASentence()
    {
        string Message(params int[] seasons) => Assert.Throws<OptionException>(() => ForecastPlan.Make(
            Tiny.Daily(Tiny.Wave(130)), Tiny.Options() with { Seasons = seasons })).OnCommandLine;

        Assert.Equal("--season must be below the 90 rows to train on, but is 90.", Message(7, 90));
        Assert.Equal("--season 1 means that the data have no season: leave out the 1, or the others.", Message(1, 7));
        const string Range =
            "--season must be whole numbers from 1 to 100,000, separated by commas, such as 24,168, but is '";
        Assert.Equal($"{Range}24,0'.", Message(24, 0));
        OptionDeclaration option = OptionTable.Of(typeof(ForecastOptions)).Find("Seasons");
        Assert.Equal($"{Range}24,week'.", $"--season {option.Read(["24,week"], out _)}");
        Assert.Equal($"{Range}24.5'.", $"--season {option.Read(["24.5"], out _)}");
        Assert.Null(option.Read(["24, 168"], out object? value));
        Assert.Equal([24, 168], Assert.IsType<IReadOnlyList<int>>(value, exactMatch: false));
    }

    [Fact]
    public void OfVeryManyWindows_AnEpochDrawsSome_AndSaysSo()
    {
        ForecastPlan Plan(int rows, int? drawn = null) => ForecastPlan.Make(
            Tiny.Daily(Tiny.Wave(rows)),
                Tiny.Options() with { Baseline = ForecastBaseline.None, EpochWindows = drawn });

        ForecastPlan many = Plan(50_100);
        Assert.Equal(20_000, many.WindowsPerEpoch);
        Assert.Equal(
            "each draws 20,000 of 50,049 windows at random", many.Facts.Single(f => f.Name == "epochs").Fact);
        ForecastPlan once = ForecastPlan.Make(many.Set, many.Options with
        {
            TrainOnce = true,
            Fit = many.Options.Fit with { Batch = 1000, Hidden = 1, Epochs = 2 },
        });
        using Forecaster fitted = Tiny.Fit(once);
        Assert.Equal(2 * 20, fitted.Summary.Steps);
        ForecastPlan fewer = Plan(50_000);
        Assert.Equal(fewer.TrainWindows.Count, fewer.WindowsPerEpoch);
        Assert.DoesNotContain(fewer.Facts, f => f.Name == "epochs");
        Assert.Equal(50_049, Plan(50_100, 1_000_000).WindowsPerEpoch);
        Assert.Equal(300, Plan(1000, 300).WindowsPerEpoch);
    }

    [Fact]
    public void TooFewRows_AreNamed_WithTheHorizonThatWouldDo()
    {
        string message = Assert.Throws<DataFormatException>(
            () => ForecastPlan.Make(Tiny.Daily(Tiny.Wave(60)), new ForecastOptions { Horizon = 30 })).OnCommandLine;

        Assert.Matches(
            @"^A horizon of 30 days needs at least \d+ rows to train, validate and test; tiny\.csv has 60\. "
            + @"Add rows, or pass --horizon \d+\.$", message);
        int longest = int.Parse(
            System.Text.RegularExpressions.Regex.Match(message, @"horizon (\d+)\.$").Groups[1].Value,
            System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(
            ForecastPlan.Make(Tiny.Daily(Tiny.Wave(60)), new ForecastOptions { Horizon = longest }).TestWindows.Count
                > 0);
        Assert.Contains(
            "needs at least 135 rows",
            Assert.Throws<DataFormatException>(
                () =>
                    ForecastPlan.Make(Tiny.Daily(Tiny.Wave(130)), Tiny.Options() with { Lookback = 84 })).OnCommandLine,
                    StringComparison.Ordinal);
        Assert.Contains(
            "needs",
            Assert.Throws<DataFormatException>(
                () => ForecastPlan.Make(Tiny.Daily(Tiny.Wave(3)), new ForecastOptions())).OnCommandLine,
                StringComparison.Ordinal);
    }

    [Fact]
    public void EveryLength_GivesAPlanThatFits_OrASentence()
    {
        int plans = 0;
        for (int rows = 1; rows < 90; rows++)
        {
            try
            {
                ForecastPlan plan = ForecastPlan.Make(Tiny.Daily(Tiny.Wave(rows)), new ForecastOptions());
                Assert.True(plan.TestWindows.Count > 0 && plan.TrainWindows.Count > 0, $"{rows} rows");
                plans++;
            }
            catch (DataFormatException exception)
            {
                Assert.EndsWith(".", exception.OnCommandLine, StringComparison.Ordinal);
            }
        }

        Assert.InRange(plans, 50, 85);
    }

    [Fact]
    public void ConstantTargets_AreRefused()
    {
        float[] flat = new float[130], flatAtFirst = new float[130];
        flatAtFirst.AsSpan(110).Fill(3);

        Assert.Equal(
            "tiny.csv: column 'y0' is 0 in every row, so there is nothing to forecast. Check its values; if another "
            + "column is meant, name it with --target.",
            Assert.Throws<DataFormatException>(
                () => ForecastPlan.Make(Tiny.Daily(flat), Tiny.Options())).OnCommandLine);
        Assert.StartsWith(
            "tiny.csv: column 'y1' is 0 in every training row",
            Assert.Throws<DataFormatException>(
                () => ForecastPlan.Make(Tiny.Daily(Tiny.Wave(130), flatAtFirst), Tiny.Options())).OnCommandLine,
                StringComparison.Ordinal);
    }

    [Fact]
    public void OptionsThatContradictTheData_AreRefusedByName()
    {
        SeriesSet below = Tiny.Daily(Tiny.Wave(130, 0));

        Assert.StartsWith(
            "--transform log needs values of 0 and more, but column 'y0' has -",
            Refused(below, Tiny.Options() with { Transform = TargetTransform.Log }), StringComparison.Ordinal);
        Assert.Equal(
            "--test-rows must be at least the horizon, 4, but is 3.",
            Refused(below, Tiny.Options() with { TestRows = 3 }));
        Assert.Throws<OptionException>(() => new ForecastOptions { Levels = [0] });
        Assert.Throws<OptionException>(() => new ForecastOptions { Levels = [] });
        Assert.Throws<OptionException>(() => new ForecastOptions { Horizon = 0 });

        static string Refused(SeriesSet set, ForecastOptions options) =>
            Assert.Throws<OptionException>(() => ForecastPlan.Make(set, options)).OnCommandLine;
    }

    [Theory]
    [InlineData(0, TargetTransform.None)]
    [InlineData(0.5, TargetTransform.SquareRoot)]
    [InlineData(1, TargetTransform.Log)]
    public void TheTransform_IsThatUnderWhichTheSpreadDoesNotGrow(double power, TargetTransform expected)
    {
        // A wave whose size is the level of its seven rows, counted from the end of the 170 to train on, to a power.
        float[] values =
        [
            .. Enumerable.Range(0, 210).Select(t => 20 + ((t + 5) / 7 * 35.0))
                .Select((level, t) => (float)(level + (0.3 * Math.Pow(level, power) * Math.Sin(2 * Math.PI * t / 7)))),
        ];

        ForecastOptions options = Tiny.Options() with { Baseline = ForecastBaseline.None };
        Assert.Equal(expected, ForecastPlan.Make(Tiny.Daily(values), options).Design.Transforms[0]);
    }

    [Theory]
    [InlineData(CellKind.Lstm, 1, 1, "encoder–decoder LSTM 4")]
    [InlineData(CellKind.Gru, 2, 3, "3 × encoder–decoder GRU 2×4")]
    public void Names_SayKindCellAndSize(CellKind cell, int layers, int ensemble, string name)
    {
        ForecastOptions options = Tiny.Options();
        options = options with { Ensemble = ensemble, Fit = options.Fit with { Cell = cell, Layers = layers } };

        Assert.Equal(name, ForecastPlan.Make(Tiny.Daily(Tiny.Wave(130)), options).Design.Describe());
    }
}
