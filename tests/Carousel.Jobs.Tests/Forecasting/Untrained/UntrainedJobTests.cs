using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Tests.Forecasting.Untrained;

/// <summary>Forecasts by methods that train no network.</summary>
public sealed class UntrainedJobTests
{
    internal const int Ahead = 14;

    private static readonly Progress<(string, double)> _unseen = new();

    // By the zero-shot network, unless other methods are named.
    internal static JobResult Measure(SeriesSet set, ForecastOptions? options = null, int threads = 1)
    {
        options ??= new ForecastOptions { Horizon = Ahead };
        return UntrainedJob.Make(set, options with { Methods = options.Methods ?? [WindowMethods.ZeroShot] }).Measure(
            threads, "carousel forecast", _unseen, TestContext.Current.CancellationToken);
    }

    // Median, low and high end of the 80 % interval by step.
    internal static (double Low, double Median, double High)[] Forecasts(JobResult result)
    {
        string[] lines = Text(result, "forecast.csv").TrimEnd('\n').Split('\n'), names = lines[0].Split(',');
        int low = names.IndexOf("q0.1"), median = names.IndexOf("q0.5"), high = names.IndexOf("q0.9");
        return
        [
            .. lines.Skip(1).Select(line => line.Split(',')).Select(cells => (
                Number(cells[low]), Number(cells[median]), Number(cells[high]))),
        ];
    }

    private static double Number(string cell) => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture);

    private static string Text(JobResult result, string name)
    {
        using var stream = new MemoryStream();
        result.Files.Single(f => f.Name == name).WriteForSpreadsheets(stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    internal static SeriesSet WithKnown(float[] target, float[] known) => new(
        [new Series(["y", "promo"], [target, known], Tiny.Days(known.Length), futureRows: Ahead)],
        new SeriesRoles(["y"], ["promo"], [], []), "shop.csv", timeName: "date");

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(60)]
    public void AFewRows_AreEnough(int rows)
    {
        JobResult result = Measure(Tiny.Daily(Tiny.Wave(rows)), new ForecastOptions());

        Assert.NotEmpty(Forecasts(result));
        Assert.NotNull(result.Report);
        Assert.True(rows < 8 || result.Scores[0] is { Name: "zero-shot" });
        Assert.All(Forecasts(result), f => Assert.InRange(f.Median, f.Low, f.High));
    }

    // A trend and a season of 12 months with noise.
    private static SeriesSet Months(int rows, int count = 1)
    {
        var random = new Random(7);
        DateTime[] times = [.. Enumerable.Range(0, rows).Select(t => new DateTime(2001, 1, 1).AddMonths(t))];
        return new SeriesSet(
            [
                .. Enumerable.Range(0, count).Select(s => new Series(
                    ["y"],
                    [
                        [
                            .. Enumerable.Range(0, rows).Select(t => (float)((s + 1) * (100 + t
                                + (20 * Math.Sin(t * Math.PI / 6)) + (2 * random.NextDouble())))),
                        ],
                    ],
                    times, id: $"s{s}")),
            ],
            SeriesRoles.AllTargets(["y"]), "months.csv", timeName: "month", idName: "id");
    }

    // Last year's values are 12 too low. Methods without a season are wrong by the season's size.
    [Theory]
    [InlineData(30)]
    [InlineData(36)]
    [InlineData(40)]
    public void AYearInTwoOrThreeYearsOfMonths_IsForecast(int rows)
    {
        SeriesSet set = Months(rows);
        JobResult result = Measure(
            set,
            new ForecastOptions { Horizon = 12, Methods = [WindowMethods.ZeroShot, .. ClassicalTable.Methods.Keys] });

        Assert.InRange(
            Forecasts(result)
                .Select((f, h) => Math.Abs(f.Median - (101 + rows + h + (20 * Math.Sin((rows + h) * Math.PI / 6)))))
                .Average(),
            0, 6);
    }

    [Theory]
    [InlineData(48)]
    [InlineData(112)]
    public void ATotal_IsThatOfTheOpenDays_WhenAWeekdayHasNoValues(int rows)
    {
        SeriesSet set = Tiny.Daily([.. Enumerable.Range(0, rows).Select(t => t % 7 == 6 ? float.NaN : 80f + (t % 7))]);
        JobResult result = Measure(set);

        double sum = Forecasts(result).Sum(f => f.Median);
        Assert.Equal(12, Forecasts(result).Length);
        Assert.InRange(sum, 12 * 80, 12 * 86);
        Assert.Contains($"Next 14 days: {ForecastSentence.Number(sum)} ", result.Sentence, StringComparison.Ordinal);
        Assert.Contains(
            UntrainedJob.Make(set, new ForecastOptions { Methods = [WindowMethods.ZeroShot] }).Facts,
            f => f.Name == "closed" && f.Fact.StartsWith("on Sundays", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(50, false)]
    public void ASeriesThatIsTheSumOfTheOthers_IsNotAddedAgain(float more, bool isTotal)
    {
        float[] a = Tiny.Wave(100, 40), b = Tiny.Wave(100, 60, 5, 2);
        float[][] values = [a, b, [.. a.Zip(b, (x, y) => x + y + more)]];
        var set = new SeriesSet(
            [.. values.Select((v, s) => new Series(["y"], [v], Tiny.Days(100), id: "ABT"[s..(s + 1)]))],
            SeriesRoles.AllTargets(["y"]), "shops.csv", timeName: "date", idName: "shop");
        string sentence = Measure(set).Sentence;
        const string Note = "'T' is the sum of the other series, so the total leaves it out.";

        Assert.Equal(isTotal, sentence.EndsWith(Note, StringComparison.Ordinal));
        Assert.InRange(
            Number(sentence.Split("in total: ")[1].Split(' ')[0].Replace(",", "")) / Ahead, isTotal ? 95 : 240,
            isTotal ? 105 : 260);
    }

    [Fact]
    public void SeveralMethods_AreAveragedByTheirErrorsBeforeTheTestSet()
    {
        string[] methods = [WindowMethods.ZeroShot, .. ClassicalTable.Methods.Keys];
        JobResult result = Measure(
            Months(96), new ForecastOptions { Horizon = 6, TestRows = 12, Methods = methods, AllMethods = true });
        Dictionary<string, JobScore> scores = result.Scores.ToDictionary(s => s.Name);

        Assert.Equal("carousel", result.Scores[0].Name);
        Assert.Equal(100, methods.Sum(m => scores[m].Metrics["weight"]), 1e-6);
        Assert.InRange(scores["carousel"].Metrics["mae"], 0, 1.2 * methods.Max(m => scores[m].Metrics["mae"]));
        Assert.True(scores["carousel"].Metrics["mae"] < 0.5 * scores["seasonal naive, 12"].Metrics["mae"]);

        // The mean of the columns of all methods, by these weights, is the forecast.
        string[] lines = Text(result, "forecast.csv").TrimEnd('\n').Split('\n'), names = lines[0].Split(',');
        foreach (string[] cells in lines.Skip(1).Select(line => line.Split(',')))
        {
            double mean = methods.Sum(
                m => scores[m].Metrics["weight"] / 100 * Number(cells[names.IndexOf(m)]));
            Assert.Equal(mean, Number(cells[names.IndexOf("q0.5")]), 0.05);
        }
    }

    [Theory]
    [InlineData("ets")]
    [InlineData("theta")]
    [InlineData("arima")]
    public void AClassicalMethod_FollowsTrendAndSeason_WithTheSameBitsOnTwoThreads(string method)
    {
        var options = new ForecastOptions { Horizon = 12, TestRows = 12, Methods = [method] };
        JobResult one = Measure(Months(84, count: 3), options);
        JobResult two = Measure(Months(84, count: 3), options, threads: 2);

        Assert.Equal(Text(one, "forecast.csv"), Text(two, "forecast.csv"));
        Assert.Equal(method, one.Scores[0].Name);
        Assert.True(
            one.Scores[0].Metrics["mae"] < one.Scores.Single(s => s.Name == "seasonal naive, 12").Metrics["mae"]);
        Assert.Contains(Forecasts(one), f => f.High > f.Low);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(12)]
    public void AFewRows_AreEnoughForAllMethods(int rows)
    {
        JobResult result = Measure(
            Months(rows), new ForecastOptions { Methods = [WindowMethods.ZeroShot, .. ClassicalTable.Methods.Keys] });
        Assert.All(Forecasts(result), f => Assert.InRange(f.Median, f.Low, f.High));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TwoYearsOfMonths_AreForecastWithTheirSeason_IfTheyHaveOne(bool hasSeason)
    {
        var random = new Random(3);
        float[] values =
        [
            .. Enumerable.Range(0, 24).Select(t => (float)(100 + t + (hasSeason ? 20 * Math.Sin(t * Math.PI / 6) : 0)
                + (6 * random.NextDouble()))),
        ];
        SeriesSet set = Months(24) is var months
            ? months.With([new Series(["y"], [values], months[0].Times.ToArray(), months[0].Frequency)])
            : null!;
        (double Low, double Median, double High)[] told = Forecasts(Measure(
            set, new ForecastOptions { Horizon = 12, Methods = [WindowMethods.ZeroShot, "ets", "theta", "arima"] }));

        // Peak and trough of the next year.
        Assert.InRange(told[3].Median - told[9].Median, hasSeason ? 25 : -12, hasSeason ? 50 : 12);
        Assert.All(told, f => Assert.InRange(f.Median, f.Low, f.High));
    }

    [Theory]
    [InlineData(0.3f, 1, 0)]
    [InlineData(100.7f, 12.5f, 0)]
    [InlineData(50, 0, 0)]
    [InlineData(50, 0, 20)]
    public void ValuesWithoutNoise_AreContinued(float level, float slope, float height)
    {
        const int rows = 30, ahead = 6;
        DateTime[] times = [.. Enumerable.Range(0, rows).Select(t => new DateTime(2001, 1, 1).AddMonths(t))];
        float At(int t) => level + (slope * t) + (float)(height * Math.Sin(t % 12 * Math.PI / 6));
        SeriesSet months = Months(rows), set = months.With(
            [new Series(["y"], [[.. Enumerable.Range(0, rows).Select(At)]], times, months[0].Frequency)]);

        JobResult result = Measure(set, new ForecastOptions
        {
            Horizon = ahead,
            Methods = [WindowMethods.ZeroShot, .. ClassicalTable.Methods.Keys],
        });

        Assert.All(
            Forecasts(result).Index(), f => Assert.Equal(At(rows + f.Index), f.Item.Median, 1 + (2.0 * slope)));
    }

    [Fact]
    public void AMethodWithoutValues_LeavesTheForecastToTheOthers()
    {
        // A classical method reads the last 600 rows, which are missing; the zero-shot network reads more.
        float[] values = Tiny.Wave(1500);
        values.AsSpan(800).Fill(float.NaN);
        JobResult result = Measure(
            Tiny.Daily(values), new ForecastOptions { Horizon = 4, Methods = [WindowMethods.ZeroShot, "ets"] });
        Assert.All(Forecasts(result), f => Assert.True(double.IsFinite(f.Median)));
    }

    [Fact]
    public void LaterRows_DoNotChangeAClassicalForecast()
    {
        SeriesSet whole = Months(60);
        float[] values = whole[0].Column(0).ToArray(), changed = [.. values];
        changed.AsSpan(50).Fill(1e6f);
        ForecastDesign design = ForecastPlan.Make(
            whole, new ForecastOptions { Horizon = 4, Seasons = [12], Baseline = ForecastBaseline.None }).Design;
        double[] Of(float[] column, params int[] origins) => new ClassicalTable(
            new SeriesSet([new Series(["y"], [column])], whole.Roles, "y.csv"), design,
            ClassicalTable.Methods["ets"].Fit).Of([.. origins.Select(o => new Window(0, o, 3, 4))], 1, default);

        double[] expected = Of(values, 48), actual = Of(changed, 48, 50);
        Assert.Equal(expected, actual[..expected.Length]);
    }

    [Fact]
    public void ATraining_NeedsTheNetwork() => Assert.StartsWith(
        "--methods must contain network",
        Assert.Throws<OptionException>(() => ForecastPlan.Make(
            Months(96), new ForecastOptions { Methods = ["ets"] })).OnCommandLine, StringComparison.Ordinal);

    [Fact]
    public void TooFewRows_AreRefused() => Assert.Equal(
        "A forecast needs a series of 3 rows or more, but the longest of tiny.csv has 2 rows.",
        Assert.Throws<DataFormatException>(() => Measure(Tiny.Daily(Tiny.Wave(2)))).Message);

    [Fact]
    public void MissingValues_AreRefused_IfTheyAreAll()
    {
        float[] values = Tiny.Wave(40);
        values.AsSpan(2).Fill(float.NaN);

        Assert.StartsWith(
            "tiny.csv: no series has 3 known values of y0",
            Assert.Throws<DataFormatException>(() => Measure(Tiny.Daily(values))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AConstant_HasNoWidth() => Assert.All(
        Forecasts(Measure(Tiny.Daily([.. Enumerable.Repeat(4f, 50)]))), f => Assert.Equal((4, 4, 4), f));

    [Fact]
    public void AColumnKnownAhead_MovesTheForecast()
    {
        float[] wave = Tiny.Wave(150, level: 100, size: 20), promo = new float[150];
        for (int t = 0; t < promo.Length; t++)
        {
            promo[t] = (t * t) % 11 < 3 ? 1 : 0;
        }

        float[] target = [.. wave.Zip(promo, (w, p) => w * (1 + (0.5f * p)))], known = [.. target];
        known.AsSpan(136).Fill(float.NaN);
        (double, double Median, double)[] told = Forecasts(Measure(WithKnown(known, promo)));

        Assert.Equal(Ahead, told.Length);
        Assert.Contains(1, promo[136..]);
        Assert.All(told.Index(), f => Assert.Equal(target[136 + f.Index], f.Item.Median, 8.0));
    }

    [Fact]
    public void AColumnThatExplainsNothing_ChangesNothing()
    {
        var random = new Random(3);
        float[] target = Tiny.Wave(150), noise = [.. target.Select(_ => (float)random.NextDouble())];
        target.AsSpan(136).Fill(float.NaN);
        SeriesSet with = WithKnown(target, noise), without = Tiny.Daily(target[..136]);

        Assert.Equal(Forecasts(Measure(without)), Forecasts(Measure(with)));

        // What the column has ahead does not matter then.
        JobResult shorter = Measure(new SeriesSet(
            [new Series(["y", "promo"], [target[..136], noise[..136]], Tiny.Days(136))], with.Roles, "shop.csv",
            timeName: "date"));
        Assert.Equal("promo did not reduce the error before the test set: not used.", Assert.Single(shorter.Notes));
        Assert.DoesNotContain("repeated", shorter.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void YearlyClosedDays_AreForecast_AndLeaveNoMarkInThePast()
    {
        int rows = (int)(new DateTime(2025, 12, 20) - Tiny.Monday).TotalDays;
        float[] values = Tiny.Wave(rows, level: 100);
        foreach ((int row, DateTime day) in Tiny.Days(rows).Index())
        {
            bool isClosed = day is { Month: 5, Day: 1 } or { Month: 12, Day: 25 } or { Month: 10, Day: 3 };
            values[row] = isClosed ? 0 : values[row];
        }

        (double Low, double Median, double High)[] told = Forecasts(Measure(Tiny.Daily(values)));

        Assert.Equal((0, 0, 0), told[5]);
        Assert.All(told.Where((_, h) => h != 5), f => Assert.InRange(f.Median, 90, 110));
    }

    [Fact]
    public void AHolidayOfZeros_LeavesNoMark_NextToSundaysOfZeros()
    {
        // The last row and one of the week before are holidays; Sundays are always 0.
        const int rows = 198;
        float[] values = [.. Tiny.Wave(rows, level: 100).Select((v, t) => t % 7 == 6 || t is 187 or 197 ? 0 : v)];

        (double Low, double Median, double High)[] told = Forecasts(Measure(Tiny.Daily(values)));

        foreach ((int step, (double, double Median, double) forecast) in told.Index())
        {
            Assert.InRange(forecast.Median, (rows + step) % 7 == 6 ? 0 : 90, (rows + step) % 7 == 6 ? 0 : 110);
        }
    }

    [Fact]
    public void SeriesWithTooFewValues_AreCountedAndNamed()
    {
        float[] empty = [.. Enumerable.Repeat(float.NaN, 40)];
        Series Of(string id, float[] values) => new(["y"], [values], Tiny.Days(40), id: id);
        JobResult result = Measure(new SeriesSet(
            [Of("a", Tiny.Wave(40)), Of("b", empty), Of("c", Tiny.Wave(40, level: 50))],
            SeriesRoles.AllTargets(["y"]), "tiny.csv", timeName: "date", idName: "id"));

        Assert.Contains("Not forecast: 1 series with fewer than 3 known values (b).", result.Notes);
        Assert.Equal(2 * Ahead, Forecasts(result).Length);
    }
}
