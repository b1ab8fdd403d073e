using System.Text.Json;
using Carousel.Cli.Commands;

namespace Carousel.Cli.Tests.Evaluating;

/// <summary><c>carousel evaluate</c> on the data of a fit gives the figures of the fit, for every job.</summary>
public sealed class SameFiguresTests
{
    public static TheoryData<string> Fits => TinyFit.Names;

    [Fact]
    public void EveryJob_HasAFit() => Assert.Equal(
        VerbCatalogue.MakeAll().OfType<JobCommand>().Select(v => v.Name).Order(StringComparer.Ordinal),
        TinyFit.All.Select(f => f.Words[0]).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Fits))]
    public async Task Evaluate_GivesTheFiguresOfTheFit(string name)
    {
        using var folder = new TemporaryFolder();
        TinyFit fit = TinyFit.Of(name);
        string[] data = fit.Data is { } write ? [write(folder)] : [];
        CliRun fitted = await CliRun.OfAsync(
            [fit.Words[0], .. data, .. fit.Words[1..], "--json", "--out", folder.File("out")]);
        Assert.True(fitted.ExitCode == 0, fitted.Error);
        JsonElement said = JsonDocument.Parse(fitted.LastLine).RootElement;

        CliRun evaluated = await CliRun.OfAsync(
            "evaluate", folder.File("out/model.safetensors"), said.GetProperty("data").GetString()!, "--json");

        Assert.True(evaluated.ExitCode == 0, evaluated.Error);
        JsonElement again = JsonDocument.Parse(evaluated.LastLine).RootElement;
        Assert.NotEmpty(said.GetProperty("metrics").EnumerateObject());
        Assert.All(["metrics", "baselines", "coverage"], key => Assert.Equal(
            said.GetProperty(key).GetRawText(), again.GetProperty(key).GetRawText()));
        Assert.Equal(BaselineOf(said), BaselineOf(again));
        Assert.Contains("on the test set, because ", evaluated.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_MeasuresTheWholeFile_WhereTheFitHadAnOptionOfAnEarlierVersion()
    {
        using var folder = new TemporaryFolder();
        TinyFit fit = TinyFit.Of("classify");
        string data = fit.Data!(folder);
        CliRun fitted = await CliRun.OfAsync([fit.Words[0], data, .. fit.Words[1..], "--out", folder.File("out")]);
        Assert.True(fitted.ExitCode == 0, fitted.Error);
        string record = folder.File("out/run.json");
        System.Text.Json.Nodes.JsonNode changed = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(record))!;
        changed["command"]!.AsArray().Add("--shards");
        changed["command"]!.AsArray().Add("2");
        File.WriteAllText(record, changed.ToJsonString());

        CliRun evaluated = await CliRun.OfAsync("evaluate", folder.File("out/model.safetensors"), data);

        Assert.True(evaluated.ExitCode == 0, evaluated.Error);
        Assert.DoesNotContain("on the test set, because ", evaluated.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_MeasuresTheWholeFile_WhereItIsNotThatOfTheFit()
    {
        using var folder = new TemporaryFolder();
        TinyFit fit = TinyFit.Of("classify");
        string data = fit.Data!(folder), model = folder.File("out/model.safetensors");
        CliRun fitted = await CliRun.OfAsync([fit.Words[0], data, .. fit.Words[1..], "--out", folder.File("out")]);
        Assert.True(fitted.ExitCode == 0, fitted.Error);

        string[][] others =
        [
            ["evaluate", model, folder.Write("longer.tsv", File.ReadAllText(data) + "a\tone more good day\n")],
            ["evaluate", Copy(model, folder.File("out/other.safetensors")), data],
            ["evaluate", Copy(model, folder.File("model.safetensors")), data],
        ];

        foreach (string[] other in others)
        {
            CliRun evaluated = await CliRun.OfAsync(other);
            Assert.Equal(0, evaluated.ExitCode);
            bool isOfFit = other[1] == folder.File("out/other.safetensors");
            Assert.Equal(isOfFit, evaluated.Error.Contains("is the training data", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Evaluate_SaysWhatToDo_WhereTheFitWasMeasuredByNetworksThatAreGone()
    {
        using var folder = new TemporaryFolder();
        TinyFit fit = TinyFit.Of("life");
        string data = fit.Data!(folder), test = folder.Write("test.txt", "1 1 21 1\n1 2 22 2\n");
        CliRun fitted = await CliRun.OfAsync(
            [fit.Words[0], data, .. fit.Words[1..], "--test", test, "--out", folder.File("out")]);
        Assert.True(fitted.ExitCode == 0, fitted.Error);

        CliRun evaluated = await CliRun.OfAsync("evaluate", folder.File("out/model.safetensors"), data);

        Assert.Contains(
            "Pass units that the model was not trained on", evaluated.RequireOneSentence(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_ReadsTheFileAgain_WhereCellsAreReadOtherwise()
    {
        using var folder = new TemporaryFolder();
        TinyFit fit = TinyFit.Of("classify");
        string data = fit.Data!(folder), model = folder.File("out/model.safetensors");
        string[] cells = ["--missing", "none"];
        CliRun fitted = await CliRun.OfAsync(
            [fit.Words[0], data, .. fit.Words[1..], .. cells, "--out", folder.File("out")]);
        Assert.True(fitted.ExitCode == 0, fitted.Error);

        CliRun same = await CliRun.OfAsync(["evaluate", model, data, .. cells]);
        CliRun other = await CliRun.OfAsync(["evaluate", model, data, "--missing", "nothing"]);

        Assert.Equal((0, 0), (same.ExitCode, other.ExitCode));
        Assert.Contains("is the training data", same.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("is the training data", other.Error, StringComparison.Ordinal);
        string note = $"The model was trained on {data}: most of it was in its training, so these scores are too good. "
            + "run.json next to it has the scores of the test set.";
        Assert.Contains(note, other.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(note, same.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFitThatWasStoppedBeforeItsTest_IsTestedOnTheTestSet()
    {
        using var folder = new TemporaryFolder();
        TinyFit fit = TinyFit.Of("translate");
        string data = fit.Data!(folder);
        string[] run = [fit.Words[0], data, .. fit.Words[1..], "--out", folder.File("out")];

        CliRun stopped = await CliRun.StoppedAtAsync(" (best ", run);
        CliRun evaluated = await CliRun.OfAsync("evaluate", folder.File("out/model.safetensors"), data);
        CliRun resumed = await CliRun.OfAsync([.. run, "--resume"]);

        Assert.Equal((130, 0, 0), (stopped.ExitCode, evaluated.ExitCode, resumed.ExitCode));
        Assert.EndsWith(
            "  stopped before the test; the model is complete. To test it, run the same command with --resume.\n",
            stopped.Error, StringComparison.Ordinal);
        Assert.Contains("is the training data", evaluated.Error, StringComparison.Ordinal);
        Assert.StartsWith(evaluated.Out.TrimEnd(), resumed.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("loss", resumed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Entries(), e => e.Contains("checkpoint", StringComparison.Ordinal));
    }

    [Fact]
    public void AHash_ChangesWithAFileThatATableNames_WhereItIsAskedFor()
    {
        using var folder = new TemporaryFolder();
        string sound = folder.Write("a b.wav", "one"), table = folder.Write("t.csv", "file,label\na b.wav,x\n");
        string? with = RecordedFit.HashOf(table, withNamed: true), without = RecordedFit.HashOf(table);

        File.WriteAllText(sound, "two");

        Assert.NotEqual(with, RecordedFit.HashOf(table, withNamed: true));
        Assert.Equal(without, RecordedFit.HashOf(table));
    }

    private static string Copy(string from, string to)
    {
        File.Copy(from, to);
        return to;
    }

    private static string BaselineOf(JsonElement line) =>
        line.TryGetProperty("baseline", out JsonElement baseline) ? baseline.GetRawText() : "";
}
