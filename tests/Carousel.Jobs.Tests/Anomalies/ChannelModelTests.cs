using System.Globalization;
using Carousel.Anomalies;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Tests.Forecasting;

namespace Carousel.Jobs.Tests.Anomalies;

public sealed class ChannelModelTests : IDisposable
{
    private static readonly AnomalyOptions _quick = new()
    {
        Fit = new FitOptions { Hidden = 8, Epochs = 4, Threads = 1 },
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Two waves; one of them stands still for a while in the part that is searched.</summary>
    private static string Csv(bool labeled = true, int rows = 480)
    {
        var text = new System.Text.StringBuilder(labeled ? "time,left,right,odd\n" : "time,left,right\n");
        for (int r = 0; r < rows; r++)
        {
            bool isOdd = r is >= 400 and < 412;
            double wave = Math.Sin(2 * Math.PI * r / 24);
            text.Append(
                CultureInfo.InvariantCulture,
                $"{new DateTime(2024, 1, 1).AddHours(r):yyyy-MM-dd HH:mm},"
                + $"{(10 * wave) + (0.2 * Math.Sin(r * 7.1)):0.###},"
                + $"{(isOdd ? 60 : 20 - (5 * wave) + (0.2 * Math.Sin(r * 3.3))):0.###}");
            text.Append(labeled ? $",{(isOdd ? 1 : 0)}\n" : "\n");
        }

        return text.ToString();
    }

    private static ChannelData Read(string csv, string? label) =>
        ChannelData.Read(new StringReader(csv), "waves.csv", new ReadOptions(), label);

    private static async Task<ChannelModel> FitAsync(AnomalyOptions options, string? csv = null) =>
        (await ChannelPlan.Make(Read(csv ?? Csv(), "odd"), options)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;

    [Fact]
    public void Channels_AreAllColumnsOfNumbers_ButTheLabels()
    {
        ChannelData data = Read(Csv(), "odd");

        Assert.Equal(["left", "right"], data.Channels);
        Assert.Equal(12, data.Labels!.Count(l => l));
        Assert.Equal("time", data.TimeName);
    }

    [Fact]
    public void Label_IsRefused_WhenItIsNotZeroOrOne()
    {
        DataFormatException refused = Assert.Throws<DataFormatException>(() => Read("a,odd\n1,0\n2,7\n3,0\n", "odd"));

        Assert.Contains(":3:2: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Write 1 for an anomaly", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_IsRefused_WithTooFewRows()
    {
        DataFormatException refused = Assert.Throws<DataFormatException>(
            () => ChannelPlan.Make(Read(Csv(rows: 30), null), _quick));

        Assert.Contains("30 rows, but 40 or more are needed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OddRows_AreFound_AndTheChannelIsNamed()
    {
        using ChannelModel model = await FitAsync(_quick with { Window = 24 });
        ChannelData data = Read(Csv(), "odd");

        ChannelVerdicts verdicts = model.Judge(data, TestContext.Current.CancellationToken);

        int peak = Enumerable.Range(0, data.Count).MaxBy(r => verdicts.Scores[r]);
        Assert.InRange(peak, 400, 413);
        Assert.Equal(1, verdicts.Channels[peak]);
        Assert.Contains(verdicts.Incidents(240), i => i.Rows.Start < 412 && i.Rows.End > 400);
    }

    [Fact]
    public async Task Result_IsComparedWithAllBaselines_WithTheProtocolNamed()
    {
        ChannelPlan plan = ChannelPlan.Make(Read(Csv(), "odd"), _quick);
        using var model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;

        JobResult result = plan.Fitted(model).Measure(
            "carousel anomaly waves.csv --label odd", TestContext.Current.CancellationToken);

        Assert.Equal(
            ["model", "windowed_gaussian", "windowed_gaussian_quiet", "polynomial_residual"],
            result.Scores.Select(s => s.Name));
        Assert.All(result.Metrics, m => Assert.All(result.Scores, s => Assert.True(s.Metrics.ContainsKey(m.Key))));
        Assert.Contains("Tatbul", result.Notes[0], StringComparison.Ordinal);
        Assert.NotNull(result.Report);
        Assert.Equal(
            [ChannelPlan.RowsName, ChannelPlan.IncidentsName, ChannelPlan.ContributionsName, SeriesChanges.FileName],
            result.Files.Select(f => f.Name));
    }

    [Fact]
    public async Task Result_HasNoBaselines_WithoutLabels()
    {
        ChannelPlan plan = ChannelPlan.Make(Read(Csv(), null), _quick);
        using var model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;

        JobResult result = plan.Fitted(model).Measure("carousel anomaly", TestContext.Current.CancellationToken);

        Assert.Equal(["model"], result.Scores.Select(s => s.Name));
        Assert.Equal(["alarms", "alarm_share"], result.Metrics.Select(m => m.Key));
        Assert.Empty(result.Notes);
    }

    [Fact]
    public async Task NetworkThatForecastsNoBetter_IsNotUsed_AndThatIsSaidFirst()
    {
        // White noise: its mean is the best forecast, and one epoch does not find more.
        var random = new Random(5);
        string csv = "left,odd\n" + string.Concat(Enumerable.Range(0, 400).Select(_ => string.Create(
            CultureInfo.InvariantCulture, $"{random.NextDouble():0.###},0\n")));
        ChannelPlan plan = ChannelPlan.Make(
            Read(csv, "odd"), _quick with { Fit = _quick.Fit with { Epochs = 1, LearningRate = 1e-7 } });
        using var model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;

        JobResult result = plan.Fitted(model).Measure(
            "carousel anomaly noise.csv", TestContext.Current.CancellationToken);

        Assert.False(model.Fitted.Network.IsUsed);
        Assert.StartsWith("The network forecasts no better than ", result.Headline, StringComparison.Ordinal);
        Assert.Equal("robust baseline", result.Scores[0].Title);
        Assert.NotNull(result.Incidents);
    }

    [Fact]
    public async Task Labels_HaveNoPartInTheModel()
    {
        byte[] labeled = await BytesAsync(_quick, Csv(), "one");
        byte[] others = await BytesAsync(_quick, Csv().Replace(",1\n", ",0\n", StringComparison.Ordinal), "two");

        // The fingerprint of the data is of the labels too; all else is equal.
        Assert.Equal(labeled.Length, others.Length);
        using ChannelModel a = ChannelModel.Load(_folder.File("one.safetensors"), 1);
        using ChannelModel b = ChannelModel.Load(_folder.File("two.safetensors"), 1);
        ChannelData data = Read(Csv(), "odd");
        Assert.Equal(
            a.Judge(data, TestContext.Current.CancellationToken).Scores,
            b.Judge(data, TestContext.Current.CancellationToken).Scores);
        Assert.Equal(a.Fitted.Threshold, b.Fitted.Threshold);
    }

    [Fact]
    public async Task Model_IsTheSameBytes_WhateverTheThreads()
    {
        byte[] one = await BytesAsync(_quick, Csv(), "one");
        byte[] two = await BytesAsync(_quick with { Fit = _quick.Fit with { Threads = 2 } }, Csv(), "two");

        Assert.Equal(one, two);
    }

    [Fact]
    public async Task SavedModel_PredictsTheSame_ThroughTheFrameOfJobs()
    {
        using ChannelModel model = await FitAsync(_quick);
        string file = _folder.File("model.safetensors");
        model.Save(file);
        using IJobModel loaded = AllModels.Load(file, 1);

        string Predict(IJobModel one)
        {
            using var output = new StringWriter(CultureInfo.InvariantCulture);
            one.Predict(
                JobInput.OfReader(new StringReader(Csv(labeled: false))), output,
                TestContext.Current.CancellationToken);
            return output.ToString();
        }

        string expected = Predict(model);
        Assert.StartsWith("time,score,anomaly,channel,value,expected,incident\n", expected, StringComparison.Ordinal);
        Assert.Equal(481, expected.Count(c => c == '\n'));
        Assert.Equal(expected, Predict(loaded));
    }

    [Fact]
    public async Task Prediction_IsRefused_WithoutAChannelOfTheModel()
    {
        using ChannelModel model = await FitAsync(_quick);
        using var output = new StringWriter(CultureInfo.InvariantCulture);

        DataFormatException refused = Assert.Throws<DataFormatException>(
            () =>
                model.Predict(
                    JobInput.OfReader(new StringReader("time,left\n2024-01-01 00:00,1\n2024-01-01 01:00,2\n")), output,
                    TestContext.Current.CancellationToken));

        Assert.Contains("right", refused.Message, StringComparison.Ordinal);
        Assert.Equal("", output.ToString());
    }

    [Theory]
    [InlineData("True", "False")]
    [InlineData("ja", "nein")]
    public void Labels_MayBeWords_AndAColumnOfThemThatIsNotThereIsNamed(string yes, string no)
    {
        string csv = Csv().Replace(",1\n", $",{yes}\n", StringComparison.Ordinal)
            .Replace(",0\n", $",{no}\n", StringComparison.Ordinal);
        ChannelData data = Read(csv, "odd");

        Assert.Equal(Read(Csv(), "odd").Labels, data.Labels);
        Assert.Equal(["left", "right"], data.Channels);
        Assert.Contains($"In column 'odd' '{yes}' is read as 1 and '{no}' is read as 0.", data.Notes);
        Assert.Equal(
            "waves.csv has no column 'od'. Did you mean 'odd'? Its columns: time, left, right, odd.",
            Assert.Throws<DataFormatException>(() => Read(csv, "od")).Message);
    }

    [Fact]
    public void Labels_MayBeAnyWords_AndTheNormalOneIsKnown()
    {
        string[] lines = Csv().TrimEnd('\n').Split('\n');
        string csv = string.Join('\n', lines.Select((line, r) => r == 0 ? line
            : $"{line[..^1]}{(line.EndsWith('0') ? "NORMAL" : r < 405 ? "BROKEN" : "RECOVERING")}"));

        ChannelData data = Read(csv, "odd");

        Assert.Equal(Read(Csv(), "odd").Labels, data.Labels);
        Assert.Contains(
            "In column 'odd' 'BROKEN', 'RECOVERING' are read as 1 and 'NORMAL' is read as 0.", data.Notes);
        Assert.Equal(data.Labels, Read(csv.Replace("NORMAL", "A7", StringComparison.Ordinal), "odd").Labels);

        // Only anomalies have a word.
        string attacks = string.Join('\n', lines.Select((line, r) => r == 0 ? line
            : $"{line[..^1]}{(r <= 12 ? "attack" : "")}"));
        Assert.Equal(Enumerable.Range(0, 480).Select(r => r < 12), Read(attacks, "odd").Labels);
    }

    [Theory]
    [InlineData("anomaly")]
    [InlineData("Label")]
    [InlineData("changepoint")]
    [InlineData("is_fault")]
    public void ColumnOfLabels_IsLeftOut_UnlessItIsNamed(string name)
    {
        string csv = Csv().Replace(",odd\n", $",{name}\n", StringComparison.Ordinal);

        ChannelData data = Read(csv, null);

        Assert.Equal(["left", "right"], data.Channels);
        Assert.Contains(data.Notes, n => n.StartsWith(
            $"Column '{name}' is left out: it contains labels", StringComparison.Ordinal));
        Assert.Equal(12, Read(csv, name).Labels!.Count(l => l));
        Assert.Equal(
            ["left", name],
            ChannelData.Read(
                new StringReader(csv), "waves.csv", new ReadOptions { Targets = ["left", name] }, null).Channels);
        Assert.Equal(
            ["left", "right", name],
            Read(csv.Replace(",0\n", ",7\n", StringComparison.Ordinal), null).Channels);
    }

    [Fact]
    public async Task FarValueOfAShortLaterFile_IsFound_AndOtherRowsHaveNoScore()
    {
        using ChannelModel model = await FitAsync(_quick, Csv(rows: 480));
        string[] rows = Csv(labeled: false, rows: 30).Replace("2024-01", "2024-06", StringComparison.Ordinal)
            .TrimEnd('\n').Split('\n');
        string usual = string.Join('\n', rows);
        rows[21] = rows[21].Split(',')[0] + ",9999,20";
        using var output = new StringWriter(CultureInfo.InvariantCulture);

        JobAnswer answer = model.Predict(
            JobInput.OfText(string.Join('\n', rows)), output, TestContext.Current.CancellationToken);

        Assert.Equal(
            "In the first 30 rows only values far outside the training rows are found, because the levels of channels "
            + "are not known before; the other rows have no score.", answer.Notes[^1]);
        JobIncident found = Assert.Single(answer.Incidents!);
        Assert.Equal(("2024-06-01 20:00:00", 1), (found.Start, found.Rows));
        Assert.Equal(29, output.ToString().Split('\n').Count(l => l.Contains(":00,,0,", StringComparison.Ordinal)));
        Assert.Single(model.Evaluate(
            JobInput.OfText(string.Join('\n', rows)), TestContext.Current.CancellationToken).Incidents!);
        Assert.Empty(model.Predict(
            JobInput.OfText(usual), TextWriter.Null, TestContext.Current.CancellationToken).Incidents!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OtherMachineFromTheSameMoment_IsMeasuredWhole_AndTheTrainingFileIsNot(bool isNumbered)
    {
        string Text(string csv) => !isNumbered ? csv
            : string.Join('\n', csv.TrimEnd('\n').Split('\n').Select(l => l[(l.IndexOf(',') + 1)..]));
        using ChannelModel model = await FitAsync(_quick, Text(Csv()));
        string own = Text(Csv()), other = own.Replace(",0\n", "1,0\n", StringComparison.Ordinal);

        string Measured(string csv) => model.Evaluate(
            JobInput.OfText(csv), TestContext.Current.CancellationToken).Facts.Single(f => f.Name == "measured").Fact;

        Assert.EndsWith(", 240 rows", Measured(own), StringComparison.Ordinal);
        Assert.DoesNotContain(", 240 rows", Measured(other), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluation_ComparesWithAColumnOfLabels()
    {
        using ChannelModel model = await FitAsync(_quick);
        string csv = Csv().Replace(",odd", ",label", StringComparison.Ordinal);

        JobResult result = model.Evaluate(JobInput.OfText(csv), TestContext.Current.CancellationToken);

        Assert.Contains(result.Facts, f => f.Fact == "Column 'label' contains the labels.");
        Assert.True(result.Scores[0].Metrics.ContainsKey("pr_auc"));
    }

    [Fact]
    public async Task FirstRowsOfNumberedRows_AreNotSearched_AndThatIsReported()
    {
        string csv = string.Join('\n', Csv().TrimEnd('\n').Split('\n').Select(l => l[(l.IndexOf(',') + 1)..]));
        using ChannelModel model = await FitAsync(_quick, csv);
        string some = string.Join('\n', csv.Split('\n').Take(30)) + "\n1,9999,0\n";

        JobAnswer answer = model.Predict(
            JobInput.OfText(some), TextWriter.Null, TestContext.Current.CancellationToken);

        Assert.StartsWith(
            "The first 30 rows have no score", answer.Notes[^1], StringComparison.Ordinal);
        DataFormatException refused = Assert.Throws<DataFormatException>(() => model.Evaluate(
            JobInput.OfText(some), TestContext.Current.CancellationToken));
        Assert.EndsWith("Pass more rows.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DayOfTheWeek_IsKnown_WithOneRowADay()
    {
        var random = new Random(3);
        string csv = "date,visits\n" + string.Concat(Enumerable.Range(0, 730).Select(r =>
        {
            double usual = Usual(r == 500 ? 503 : r);
            return Invariant.Of(
                $"{new DateTime(2023, 1, 1).AddDays(r):yyyy-MM-dd},{usual + random.Next(-30, 30)}\n");
        }));
        ChannelPlan plan = ChannelPlan.Make(Read(csv, null), _quick);
        using var model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;

        ChannelVerdicts verdicts = model.Judge(Read(csv, null), TestContext.Current.CancellationToken);

        Assert.Equal(500, verdicts.Peak(new RowRange(365, 730)));
        Assert.All(Enumerable.Range(365, 365), r => Assert.InRange(verdicts.Expected[0][r] - Usual(r), -60, 60));
        Assert.Contains(plan.Facts, f => f.Fact.StartsWith(
            "set for one false incident per 100 rows, because a week has few rows", StringComparison.Ordinal));

        static double Usual(int row) =>
            new DateTime(2023, 1, 1).AddDays(row).DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 600 : 1000;
    }

    [Fact]
    public async Task Prediction_KnowsTheMarkersOfTheFit_AndCarriesOtherColumns()
    {
        string csv = Csv(labeled: false).Replace("\n", ",M1\n", StringComparison.Ordinal)
            .Replace("right,M1", "right,machine", StringComparison.Ordinal);
        string[] lines = csv.Split('\n');
        lines[31] = lines[31].Split(',')[0] + ",-999,20,M2";
        csv = string.Join('\n', lines);
        AnomalyOptions options = _quick with { Cells = new ReadOptions { Missing = ["-999"] } };
        ChannelData data = ChannelData.Read(new StringReader(csv), "waves.csv", options.Reading, null);
        string file = _folder.File("marked.safetensors");
        using (var fitted = (await ChannelPlan.Make(data, options)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model)
        {
            fitted.Save(file);
        }

        using IJobModel loaded = AllModels.Load(file, 1);
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        JobAnswer answer = loaded.Predict(
            JobInput.OfReader(new StringReader(csv)), output, TestContext.Current.CancellationToken);

        Assert.Equal(["-999"], loaded.Summary.Missing);
        Assert.Contains("1 cell of column 'left' is missing ('-999').", answer.Notes);
        string[] rows = output.ToString().Split('\n');
        Assert.EndsWith(",machine", rows[0], StringComparison.Ordinal);
        Assert.EndsWith(",M2", rows[31], StringComparison.Ordinal);
    }

    private async Task<byte[]> BytesAsync(AnomalyOptions options, string csv, string name)
    {
        using ChannelModel model = await FitAsync(options, csv);
        string file = _folder.File($"{name}.safetensors");
        model.Save(file);
        return await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
    }
}
