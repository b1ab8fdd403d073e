using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Carousel.Cli.Tests.BadInput;
using Carousel.Storage;

namespace Carousel.Cli.Tests;

/// <summary>Every option reaches the training, and every way to forecast runs to its end.</summary>
public sealed class OptionTests
{
    [Theory]
    [InlineData("--cell gru --init he --optimizer adam")]
    [InlineData("--cell elman --init orthogonal --optimizer rmsprop")]
    [InlineData("--cell lstm --init chrono --optimizer sgd")]
    [InlineData("--init uniform --dropout 0.3")]
    [InlineData("--init glorot --optimizer adamw --learning-rate 0.01 --batch 16")]
    [InlineData("--transform sqrt")]
    [InlineData("--transform log")]
    [InlineData("--season 1 --ensemble 2")]
    [InlineData("--levels 50,80,95 --test-rows 30 --validation-rows 20 --stride 3")]
    [InlineData("--time none --seed 7")]
    [InlineData("--time date --decimal . --delimiter , --time-format yyyy-MM-dd")]
    public async Task Option_IsCarriedOut(string options)
    {
        using var folder = new TemporaryFolder();
        CliRun run = await RunAsync(folder, DataCase.Good(), options.Split(' '));
        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement json = JsonDocument.Parse(run.LastLine).RootElement;
        Assert.InRange(json.GetProperty("metrics").GetProperty("mae").GetDouble(), 0.01, 100);
        string[] lines = await File.ReadAllLinesAsync(
            folder.File("out/forecast.csv"), TestContext.Current.CancellationToken);
        Assert.Equal(4, lines.Length);
    }

    [Fact]
    public async Task Seed_DecidesTheBits_AndThreadsDoNot()
    {
        using var folder = new TemporaryFolder();
        async Task<byte[]> ModelOf(params string[] options)
        {
            Assert.Equal(0, (await RunAsync(folder, DataCase.Good(), options)).ExitCode);
            return await File.ReadAllBytesAsync(
                folder.File("out/model.safetensors"), TestContext.Current.CancellationToken);
        }

        byte[] first = await ModelOf("--seed", "1");
        Assert.Equal(first, await ModelOf("--seed", "1", "--threads", "3"));
        Assert.NotEqual(first, await ModelOf("--seed", "2"));
    }

    [Fact]
    public async Task Columns_TakeTheirRoles()
    {
        using var folder = new TemporaryFolder();
        var text = new System.Text.StringBuilder("day,store,region,promo,weather,sales,visits\n");
        for (int store = 1; store <= 2; store++)
        {
            for (int row = 0; row < 90; row++)
            {
                bool isAhead = row >= 87;
                string day = new DateTime(2021, 3, 1).AddDays(row).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                string past = isAhead ? ",," : $"{row % 5},{DataCase.Value(row)},{row * store % 13}";
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{day},s{store},{(store == 1 ? "north" : "south")},{row % 3},{past}\n");
            }
        }

        string data = folder.Write("data.csv", text.ToString());
        string[] command =
        [
            "forecast", data, "--target", "sales,visits", "--id", "store", "--time", "day", "--known", "promo",
            "--past", "weather",
            "--static", "region", "--hidden", "4", "--epochs", "1", "--horizon", "3", "--lookback", "6", "--ensemble",
            "1", "--out", folder.File("out"),
        ];
        CliRun run = await CliRun.OfAsync(command);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("2 series by store", run.Error, StringComparison.Ordinal);
        Assert.Contains("known ahead: promo", run.Error, StringComparison.Ordinal);
        Assert.Contains("known up to the present: weather", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("stand in", run.Out, StringComparison.Ordinal);

        // Two series, two targets, three steps; the rows ahead hold what is known.
        CliRun predicted = await CliRun.OfAsync("predict", folder.File("out/latest.safetensors"), data);
        Assert.True(predicted.ExitCode == 0, predicted.Error);
        Assert.Equal(
            await File.ReadAllTextAsync(folder.File("out/forecast.csv"), TestContext.Current.CancellationToken),
            predicted.Out);
        Assert.Equal(1 + (2 * 2 * 3), predicted.Out.TrimEnd('\n').Split('\n').Length);
        Assert.Contains("\ns2,2021-05-29,visits,3,2021-05-26,", predicted.Out, StringComparison.Ordinal);

        string without = folder.Write("other.csv", text.ToString().Replace("promo", "prmo", StringComparison.Ordinal));
        Assert.Equal(
            $"{folder.File("out/model.safetensors")} was trained on columns sales, visits, promo, weather; {without} "
            + $"lacks 'promo', which the model needs 3 days ahead.",
            (await CliRun.OfAsync("predict", folder.File("out/model.safetensors"), without)).RequireOneSentence());
    }

    [Fact]
    public async Task From_BeginsWithTheWeightsOfAModel()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(
            0, (await RunAsync(folder, DataCase.Good(), ["--epochs", "3"])).ExitCode);
        string model = folder.File("first.safetensors");
        File.Move(folder.File("out/model.safetensors"), model);
        CliRun again = await RunAsync(folder, DataCase.Good(), ["--from", model]);
        Assert.True(again.ExitCode == 0, again.Error);
        string refused = (await CliRun.OfAsync(Command(folder, ["--from", model, "--hidden", "5"], DataCase.Good())))
            .RequireOneSentence();
        Assert.Contains("first.safetensors", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_GoesOn_WhereTheRunBeganFromAModel()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, (await RunAsync(folder, DataCase.Good(), [])).ExitCode);
        string model = folder.File("first.safetensors");
        File.Copy(folder.File("out/model.safetensors"), model);
        string[] run = Command(folder, ["--from", model, "--epochs", "200"], DataCase.Good());
        CliRun stopped = await CliRun.StoppedAtAsync("epoch 1/", run);
        Assert.True(stopped.ExitCode == 130, stopped.Error);
        Assert.EndsWith("To continue: the same command with --resume.\n", stopped.Error, StringComparison.Ordinal);

        // What the earlier run wrote is not that of the model that was kept.
        Assert.All(
            ["forecast.csv", "backtest.csv", "report.html"],
            name => Assert.False(File.Exists(folder.File($"out/{name}")), name));
        CliRun resumed = await CliRun.OfAsync([.. run, "--resume"]);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Contains("resumed at epoch ", resumed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("discarded", resumed.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("out/checkpoint.safetensors")));
    }

    [Fact]
    public async Task StoppedRun_IsNotDiscardedUnasked_WhenAnotherBeginsInItsFolder()
    {
        using var folder = new TemporaryFolder();
        string[] run = Command(folder, ["--epochs", "200"], DataCase.Good());
        Assert.Equal(130, (await CliRun.StoppedAtAsync("epoch 1/", run)).ExitCode);
        Assert.True(File.Exists(folder.File("out/checkpoint.safetensors")));
        IReadOnlyList<string> before = folder.Entries();
        CliRun refused = await RunAsync(folder, DataCase.Good(), []);
        Assert.Equal(
            $"{folder.File("out")} contains the checkpoint of a stopped run. This run would delete it. "
            + "Pass --resume to continue from it, or pass --overwrite to begin again.", refused.RequireOneSentence());
        Assert.Equal(before, folder.Entries());
        CliRun fresh = await RunAsync(folder, DataCase.Good(), ["--overwrite"]);
        Assert.True(fresh.ExitCode == 0, fresh.Error);
        Assert.Contains("is discarded.", fresh.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("out/checkpoint.safetensors")));
    }

    [Fact]
    public async Task Json_IsTheLastLine_BelowTheTable()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, (await RunAsync(folder, DataCase.Good(), [])).ExitCode);
        (string model, string data) = (folder.File("out/model.safetensors"), folder.File("data.csv"));
        foreach (string verb in (string[])["predict", "backtest"])
        {
            CliRun plain = await CliRun.OfAsync(verb, model, data);
            CliRun json = await CliRun.OfAsync(verb, model, data, "--json");
            Assert.True(json.ExitCode == 0, json.Error);
            Assert.Equal(plain.Out + json.LastLine + "\n", json.Out);
            Assert.Equal("forecast", JsonDocument.Parse(json.LastLine).RootElement.GetProperty("task").GetString());
        }

        JsonElement described = JsonDocument.Parse(
            (await CliRun.OfAsync("describe", model, "--json")).LastLine).RootElement;
        Assert.Equal(
            described.GetProperty("parameters").GetInt64(),
            described.GetProperty("layers").EnumerateArray().Sum(l => l.GetProperty("parameters").GetInt64()));
        Assert.All(
            ["multiply_adds", "state_bytes"], name => Assert.True(described.GetProperty(name).GetInt64() > 0, name));
    }

    [Theory]
    [InlineData("evaluate")]
    [InlineData("backtest")]
    [InlineData("predict")]
    public async Task Canceled_WritesNothing(string verb)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, (await RunAsync(folder, DataCase.Good(), [])).ExitCode);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        CliRun run = await CliRun.OfAsync(
            [verb, folder.File("out/model.safetensors"), folder.File("data.csv"), "--quiet"], stop.Token);
        Assert.Equal("Cancelled before anything was written.", run.RequireOneSentence(exitCode: 130));
    }

    [Fact]
    public async Task ModelWithoutARow_IsRefused_WhenItIsMeasured()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, (await RunAsync(folder, DataCase.Good(), ["--time", "none"])).ExitCode);
        var file = ModelFile.Read(folder.File("out/model.safetensors"), "forecast");
        string bad = folder.File("bad.safetensors");
        new ModelFile
        {
            Task = file.Task,
            Configuration = WithMay(file.Configuration),
            Scalers = file.Scalers,
            Training = file.Training,
            Data = WithMay(file.Data),
            Vocabulary = file.Vocabulary,
            Tensors = file.Tensors,
        }.Write(bad);
        static string WithMay(string json) =>
            Regex.Replace(
                Regex.Replace(json, "(\"trained_?to\":\\s*)\"\\d+\"", "$1\"May\"", RegexOptions.IgnoreCase),
                "(\"test_?rows\":\\s*)\\d+", "$1null", RegexOptions.IgnoreCase);
        string sentence = (await CliRun.OfAsync("evaluate", bad, folder.File("data.csv"), "--quiet"))
            .RequireOneSentence();
        Assert.Contains(
            "gives 'May' as the end of its training rows, which is not a row number", sentence,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_FindsTheFiguresOfTheTraining()
    {
        using var folder = new TemporaryFolder();
        CliRun trained = await RunAsync(folder, DataCase.Good(), []);
        CliRun evaluated = await CliRun.OfAsync(
            "evaluate", folder.File("out/model.safetensors"), folder.File("data.csv"), "--json");
        Assert.True(evaluated.ExitCode == 0, evaluated.Error);
        JsonElement before = JsonDocument.Parse(trained.LastLine).RootElement;
        JsonElement after = JsonDocument.Parse(evaluated.LastLine).RootElement;
        Assert.All(
            ["metrics", "baseline", "coverage", "baselines"],
            part => Assert.Equal(before.GetProperty(part).GetRawText(), after.GetProperty(part).GetRawText()));

        CliRun backtest = await CliRun.OfAsync(
            "backtest", folder.File("out/model.safetensors"), folder.File("data.csv"));
        Assert.Equal(
            await File.ReadAllTextAsync(folder.File("out/backtest.csv"), TestContext.Current.CancellationToken),
            backtest.Out);
    }

    [Fact]
    public async Task Gaps_AreCounted()
    {
        using var folder = new TemporaryFolder();
        string[] lines = DataCase.Good().Split('\n');
        lines[40] = lines[40].Split(',')[0] + ",";
        lines[41] = lines[41].Split(',')[0] + ",n/a";
        CliRun run = await RunAsync(
            folder, string.Join('\n', lines.Where((_, i) => i != 60)),
            ["--missing", "", "--missing", "n/a"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("120 rows, 3 values missing", run.Error, StringComparison.Ordinal);
        Assert.Contains("note       Rows are missing: ", run.Error, StringComparison.Ordinal);

        CliRun predicted = await CliRun.OfAsync(
            "predict", folder.File("out/model.safetensors"), folder.File("data.csv"), "--missing", "n/a");
        Assert.True(predicted.ExitCode == 0, predicted.Error);
    }

    [Fact]
    public async Task Verbose_ShowsWhereAnErrorArose()
    {
        using var folder = new TemporaryFolder();
        string[] command = ["forecast", folder.File("absent.csv")];
        Assert.DoesNotContain("   at ", (await CliRun.OfAsync(command)).Error, StringComparison.Ordinal);
        CliRun verbose = await CliRun.OfAsync([.. command, "--verbose"]);
        Assert.Equal(2, verbose.ExitCode);
        Assert.Contains("   at Carousel.", verbose.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_LeavesStandardErrorEmpty()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await RunAsync(folder, DataCase.Good(), ["--quiet"]);
        Assert.Equal("", run.Error);
    }

    private static Task<CliRun> RunAsync(TemporaryFolder folder, string text, string[] options) =>
        CliRun.OfAsync(Command(folder, options, text));

    // A later option replaces the small default of the same name.
    private static string[] Command(TemporaryFolder folder, string[] options, string text)
    {
        folder.Write("data.csv", text);
        string[] small =
        [
            "--hidden", "4", "--epochs", "1", "--ensemble", "1", "--threads", "1", "--methods", "network",
        ];
        IEnumerable<string> kept = small.Chunk(2).Where(pair => !options.Contains(pair[0])).SelectMany(pair => pair);
        return [
            "forecast", folder.File("data.csv"), "--target", "value", "--horizon", "3", "--lookback", "6", .. kept,
            "--out", folder.File("out"), "--json", .. options,
        ];
    }
}
