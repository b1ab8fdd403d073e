using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Tests.Fitting;
using Carousel.Jobs.Tests.Forecasting;
using Carousel.Storage;
using Carousel.Training;

namespace Carousel.Jobs.Tests.Gaps;

/// <summary>
/// The smallest whole job does what every job does: it learns, is stored, resumes, rejects bad input.
/// </summary>
public sealed class GapFitTests
{
    [Fact]
    public async Task Network_LearnsWhatNoBaselineCan()
    {
        using var folder = new TemporaryFolder();
        GapPlan plan = Plan(folder.Write("calls.csv", Log(160, 30)), Tiny(epochs: 40));
        using var model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        JobResult result = plan.Fitted(model).Measure("carousel gaps", TestContext.Current.CancellationToken);

        Assert.Equal(["carousel", "regression", "last", "median"], result.Scores.Select(s => s.Name));
        foreach (string metric in (string[])["mae_log", "mae", "nats"])
        {
            double own = result.Scores[0].Metrics[metric], best = result.Scores.Skip(1).Min(s => s.Metrics[metric]);
            Assert.True(own < (metric == "nats" ? best - 1 : best / 2),
                $"{metric} is {own}, the best baseline's {best}.");
        }

        Assert.InRange(result.Scores[0].Coverage[80], 0.7, 0.9);
        Assert.Matches(
            "^Silences are misjudged by a factor of 1[.][0-9]+ on average, against [2-9][.][0-9]+ by [a-z ]+[.]$",
            result.Sentence);
        string table = Encoding.UTF8.GetString(result.Files[0].Content.Span);
        Assert.StartsWith("id,after,minutes,expected,low,high\n", table, StringComparison.Ordinal);
        Assert.Equal(plan.FileNames, result.Files.Select(f => f.Name));
        Assert.Contains(result.Report!.Sections, s => s.Title == "Silences");
    }

    [Fact]
    public async Task LoadedModel_SaysWhatTheFittedOneSaid()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("calls.csv", Log(24, 12)), other = folder.Write("later.csv", Log(9, 15, seed: 2));
        using var fitted = (await Plan(file, Tiny())
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        fitted.Save(folder.File("model"));
        using var loaded = GapModel.Load(folder.File("model"), 1);

        Assert.Equal(Predicted(fitted, other), Predicted(loaded, other));
        Assert.StartsWith("id,after,expected,low,high\nid0,2024-", Predicted(loaded, other), StringComparison.Ordinal);
        Assert.Equal(Evaluated(fitted, other), Evaluated(loaded, other));
        Assert.Equal(fitted.Describe().Lines, loaded.Describe().Lines);
    }

    [Fact]
    public async Task PartInAFileOfItsOwn_MeasuresAsThatFileDoes()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("calls.csv", Log(24, 12)), other = folder.Write("later.csv", Log(9, 15, seed: 2));
        GapPlan plan = Plan(file, Tiny() with { Test = other, ValidationShare = 0 });
        using var model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;

        Assert.Equal("24 ids to train, 0 to validate, 9 to test", plan.Facts.Single(f => f.Name == "split").Fact);
        Assert.Equal(plan.Fitted(model).Measure("", default).Scores.Select(s => s.Metrics), Evaluated(model, other));
    }

    [Fact]
    public async Task Forecast_IsTheSame_AloneAndAmongOthers_AndKnowsNothingOfWhatComesNext()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("calls.csv", Log(24, 12));
        using IJobModel fitted = (await Plan(file, Tiny())
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        var model = (GapModel)fitted;
        IReadOnlyList<GapHistory> histories = GapHistory.Of(EventReader.ReadCsv(file));
        IReadOnlyList<GapForecast[]> together = model.Forecast(histories);
        Assert.All(histories.Index(), h => Assert.Equal(together[h.Index], model.Forecast([h.Item])[0]));

        string cut = folder.Write("cut.csv", string.Join('\n', Log(1, 12).Split('\n')[..9]) + '\n');
        Assert.Equal(together[0][..8], model.Forecast(GapHistory.Of(EventReader.ReadCsv(cut)))[0]);
    }

    [Fact]
    public async Task ModelFile_IsTheSameForAnyNumberOfThreads()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("calls.csv", Log(24, 12));
        byte[] one = await BytesAsync(Plan(file, Tiny(threads: 1)), new FitRun());
        Assert.Equal(one, await BytesAsync(Plan(file, Tiny(threads: 2)), new FitRun()));
        Assert.NotEqual(one, await BytesAsync(Plan(file, Tiny(seed: 2)), new FitRun()));
    }

    [Fact]
    public async Task StoppedFit_GoesOnToTheSameFile()
    {
        using var folder = new TemporaryFolder();
        GapPlan plan = Plan(folder.Write("calls.csv", Log(24, 12)), Tiny() with { Piece = 5 });
        byte[] expected = await BytesAsync(plan, new FitRun());
        using (var stop = new CancellationTokenSource())
        {
            var run = new FitRun { Folder = folder.Path, Observers = [new StopAtStep(20, stop)] };
            using var stopped = (await plan.FitAsync(run, stop.Token)).Model;
            Assert.Equal((StopReason.Canceled, 20), (stopped.Summary.Reason, stopped.Summary.Steps));
        }

        Assert.Equal(expected, await BytesAsync(plan, new FitRun { Folder = folder.Path, Resume = true }));
    }

    [Theory]
    [InlineData(
        "id,time,kind\na,2024-01-01,x\na,2024-01-02,x\na,2024-01-03,x\na,tomorrow,x\n", null,
        "FILE:5:2: 'tomorrow' in column 'time' is not a time stamp in the form of the first, '2024-01-01'. "
            + "Write it in that form, or remove the row.")]
    [InlineData(
        "id,time,kind\na,2024-01-02,x\na,2024-01-01,x\n", null,
        "FILE:3:2: 2024-01-01 is earlier than the event before it of 'a', 2024-01-02 on line 2. Put the "
            + "rows in order of time, or pass Sort.")]
    [InlineData(
        "id,time,kind\na,2024-01-01,x\n", "caller",
        "FILE has no column 'caller'. Its columns: id, time, kind.")]
    [InlineData(
        "id,time,kind\na,2024-01-01,x\na,2024-01-02,x\nb,2024-01-01,x\n", null,
        "FILE has 1 id with two events or more; 10 are the least to learn from. Pass a log of more ids.")]
    public void Log_IsRefusedInOneSentence(string text, string? id, string message)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("log.csv", text);
        var options = new GapOptions { Reading = new EventReadOptions { Id = id, SkipBadRows = "0" } };
        string said = Assert.Throws<DataFormatException>(() => GapData.Read(file, options)).Message;
        Assert.Equal(message, said.Replace(file, "FILE", StringComparison.Ordinal));
    }

    [Fact]
    public void Shares_ThatLeaveNothing_AreRefused()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("log.csv", Log(10, 3));
        var options = new GapOptions { ValidationShare = 0.5, TestShare = 0.5 };
        Assert.StartsWith(
            $"{file} has 10 ids: with 5 for --validation-share and 5 for --test-share, none is left for training.",
            Assert.Throws<OptionException>(() => GapData.Read(file, options)).OnCommandLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_RefusesLogsThatItCantMeasure()
    {
        using var folder = new TemporaryFolder();
        GapPlan plan = Plan(folder.Write("calls.csv", Log(24, 12)), Tiny());
        using var model = (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        string single = folder.Write("single.csv", "id,time,kind\na,2024-01-01 00:00:00,call\n");
        string bare = folder.Write("bare.csv", "id,time\na,2024-01-01\n");

        Assert.Equal(
            $"{single}: no id has two events, so there is no silence to measure. Pass a longer log.",
            Assert.Throws<DataFormatException>(() => model.Evaluate(JobInput.OfFile(single), default)).Message);
        Assert.StartsWith("id,after,expected,low,high\na,2024-", Predicted(model, single), StringComparison.Ordinal);
        Assert.Equal(
            $"{bare} has no column 'kind'. Its columns: id, time.",
            Assert.Throws<DataFormatException>(() => Predicted(model, bare)).Message);
    }

    [Fact]
    public async Task Load_RefusesInOneSentence_WhateverByteOfTheHeaderIsChanged()
    {
        using var folder = new TemporaryFolder();
        byte[] good = await BytesAsync(Plan(folder.Write("calls.csv", Log(24, 12)), Tiny()), new FitRun());
        int header = (int)BitConverter.ToUInt64(good);
        for (int at = 8; at < 8 + header; at += 7)
        {
            byte[] changed = [.. good];
            changed[at] = (byte)'9';
            await File.WriteAllBytesAsync(folder.File("model"), changed, TestContext.Current.CancellationToken);
            Exception? caught = Record.Exception(() => GapModel.Load(folder.File("model"), 1).Dispose());
            Assert.True(caught is null or ModelFileException, $"byte {at}: {caught}");
        }
    }

    [Fact]
    public void Options_HaveASchema_AndChecksThatNameThem()
    {
        JsonObject schema = OptionSchema.Of(
            OptionTable.Of(typeof(GapOptions)), new GapOptions(), "carousel gaps", new GapOptions());
        JsonObject properties = schema["properties"]!.AsObject(), piece = properties["piece"]!.AsObject();

        Assert.Equal("second minute hour day", string.Join(' ', properties["unit"]!["enum"]!.AsArray()));
        Assert.Equal((2L, 100_000L, 500), ((long)piece["minimum"]!, (long)piece["maximum"]!, (int)piece["default"]!));
        Assert.Superset(
            new HashSet<string> { "id", "time", "validation-share", "test", "hidden", "epochs", "seed" },
            properties.Select(p => p.Key).ToHashSet());
        Assert.Equal(
            "--lags must be 1…50, but is 0.",
            Assert.Throws<OptionException>(() => new GapOptions { Lags = 0 }).OnCommandLine);
    }

    private static GapOptions Tiny(int epochs = 2, int threads = 1, ulong seed = 1) =>
        new() { Fit = new FitOptions { Hidden = 12, Epochs = epochs, Threads = threads, Seed = seed } };

    private static GapPlan Plan(string file, GapOptions options) => GapPlan.Make(GapData.Read(file, options), options);

    private static string Predicted(GapModel model, string file)
    {
        using var output = new StringWriter();
        model.Predict(JobInput.OfFile(file), output, default);
        return output.ToString();
    }

    private static IEnumerable<IReadOnlyDictionary<string, double>> Evaluated(GapModel model, string file) =>
        model.Evaluate(JobInput.OfFile(file), default).Scores.Select(s => s.Metrics);

    private static async Task<byte[]> BytesAsync(GapPlan plan, FitRun run)
    {
        using var folder = new TemporaryFolder();
        using var model = (await plan.FitAsync(run, TestContext.Current.CancellationToken)).Model;
        model.Save(folder.File("model"));
        return await File.ReadAllBytesAsync(folder.File("model"), TestContext.Current.CancellationToken);
    }

    /// <summary>
    /// A log in which it is silent twelve times as long after two events of one kind as after two of different kinds,
    /// at a pace per id. A single kind has no information, nor does a sum over kinds and silences.
    /// </summary>
    private static string Log(int ids, int events, ulong seed = 1)
    {
        var text = new StringBuilder("id,time,kind\n");
        string[] kinds = ["call", "mail", "visit"];
        for (int id = 0; id < ids; id++)
        {
            var draws = new SimulationDraws(seed, "log of silences", (uint)id);
            double pace = 0.3 * draws.Normal();
            var time = new DateTime(2024, 1, 1 + draws.Below(28), draws.Below(24), 0, 0);
            for (int e = 0, before = -1; e < events; e++)
            {
                int kind = draws.Chance(0.4) && before >= 0 ? before : draws.Below(kinds.Length);
                text.Append(CultureInfo.InvariantCulture, $"id{id},{time:yyyy-MM-dd HH:mm:ss},{kinds[kind]}\n");
                double silence = Math.Exp(pace + (0.2 * draws.Normal())) * (kind == before ? 12 : 1);
                time = time.AddSeconds(Math.Round(600 * silence));
                before = kind;
            }
        }

        return text.ToString();
    }
}
