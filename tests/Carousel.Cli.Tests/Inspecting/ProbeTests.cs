using System.Text.Json;

namespace Carousel.Cli.Tests.Inspecting;

/// <summary>
/// <c>carousel inspect probe</c> from a model to answers, and rejected input: one sentence, exit code 2, no files left.
/// </summary>
public sealed class ProbeTests(TextModel text) : IClassFixture<TextModel>
{
    public static TheoryData<string, string> ProbeOptions => new()
    {
        { "", "needs --property, a column of the data or one of .* For example: carousel inspect probe .* --property "
            + "step" },
        { "--property quots", "can't be a column of it. Did you mean 'quotes'" },
        { "--property charge", "'charge' is a property of residues, but the model reads characters" },
        { "--property hour", "the steps have no time stamps, so there is no 'hour'" },
        { "--property depth:((",
            @"--property depth: needs an opening and a closing character, such as depth:\(\), but has '\(\('" },
        { "--property depth:[]", @"'depth:\[\]' has the same value at all of the inspected steps" },
        { "--property unit --as numbers", "which is not a number. Pass --as classes" },
        { "--property quotes --delay -2", "--delay must be 0…1000000, but is -2" },
        { "--property quotes --delay 9000", "probes need at least 100 steps in 3" },
        { "--property quotes --folds 2", "--folds must be 3…50, but is 2" },
        { "--property quotes --most-steps 5", "--most-steps must be 100…10000000, but is 5" },
        { "--property quotes --kind liner",
            "--kind must be linear, hidden or both, but is 'liner'. Did you mean 'linear'" },
        { "--property quotes --probe-units 0", "--probe-units must be 1…4096, but is 0" },
        { "--labels missing.csv", "missing.csv does not exist" },
    };

    public static TheoryData<string, string> Labels => new()
    {
        { "sequence,step\n1,0\n", "has no column 'label'. Labels need the columns sequence, step and label" },
        { "sequence,step,label\n1,0,a\n2,0,b\n", "labels.csv:3:1: .* has no sequence '2'" },
        { "sequence,step,label\n1,0,a\n1,90000,b\n",
            "labels.csv:3:2: '90000' is not a step of '1'. Write 0…[0-9]+" },
        { "sequence,step,label\n1,0,a\n1,first,b\n", "labels.csv:3:2: 'first' is not a step of '1'" },
        { "sequence,step,label\n1,0,a\n1,1,a\n", "'label' is 'a' at all of the inspected steps" },
        { "sequence,step,label\n1,0,a\n1,1,b\n", "is known at 2 steps.* but probes need at least 100 steps" },
    };

    [Fact]
    public async Task Probe_ReadsTheUnitFromItsOwnState_AndGivesTheSameTwice()
    {
        using var folder = new TemporaryFolder();
        string[] line =
        [
            "inspect", "probe", text.Model, text.Data, "--property", "unit", "--kind", "linear", "--most-steps", "1500",
            "--quiet", "--json", "--threads", "1",
        ];
        CliRun run = await CliRun.OfAsync([.. line, "--out", folder.File("out")]);

        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement figures = JsonDocument.Parse(run.LastLine).RootElement.GetProperty("figures");
        Assert.InRange(figures.GetProperty("input_alone_linear").GetDouble(), 0.99, 1);
        Assert.InRange(figures.GetProperty("task_linear").GetDouble(), 0.6, 1);
        Assert.InRange(
            figures.GetProperty("chance_linear").GetDouble(), 0, figures.GetProperty("baseline").GetDouble() + 0.05);
        Assert.Contains(
            "A probe shows that a property can be read", run.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        CliRun again = await CliRun.OfAsync([.. line[..^1], "2", "--out", folder.File("again")]);
        Assert.Equal(run.LastLine, again.LastLine);
        Assert.Equal(
            ["probe.csv", "report.html"],
            folder.Entries().Where(e => e.Contains("out/", StringComparison.Ordinal)).Select(Path.GetFileName));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Probe_ReadsLabelsOfTheUsersOwn()
    {
        using var folder = new TemporaryFolder();
        string written = TextModel.Text();
        string labels = folder.Write(
            "labels.csv",
            "sequence,step,label\n"
                + string.Concat(written.Take(2000).Select((c, t) => $"1,{t},{(c == 'a' ? "first" : "other")}\n")));
        CliRun run = await CliRun.OfAsync(
            "inspect", "probe", text.Model, text.Data, "--labels", labels, "--kind", "linear", "--quiet",
            "--json", "--threads", "1", "--out", folder.File("out"));

        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement figures = JsonDocument.Parse(run.LastLine).RootElement.GetProperty("figures");
        Assert.InRange(figures.GetProperty("task_linear").GetDouble(), 0.95, 1);
        Assert.InRange(figures.GetProperty("steps").GetInt32(), 1000, 2000);
    }

    [Theory]
    [MemberData(nameof(ProbeOptions))]
    public async Task Probe_RefusesOptionsInOneSentence(string options, string said) =>
        await RequireRefusalAsync("probe", options, said);

    [Theory]
    [MemberData(nameof(Labels))]
    public async Task Probe_RefusesLabelsInOneSentence(string content, string said)
    {
        using var folder = new TemporaryFolder();
        await RequireRefusalAsync("probe", $"--labels {folder.Write("labels.csv", content)}", said);
    }

    private async Task RequireRefusalAsync(string verb, string options, string said)
    {
        using var folder = new TemporaryFolder();
        string[] own = options.Length == 0 ? [] : options.Split(' ');
        CliRun run = await CliRun.OfAsync(
            ["inspect", verb, text.Model, text.Data, .. own, "--quiet", "--threads", "1", "--out", folder.File("out")]);

        Assert.Matches(said, run.RequireOneSentence());
        Assert.Equal(2, run.ExitCode);
        Assert.False(Directory.Exists(folder.File("out")));
    }
}
