using System.Globalization;
using System.Text;

namespace Carousel.Cli.Tests.BadInput;

/// <summary>
/// Bad input to <c>carousel inspect compare</c>: one sentence, exit code 2, no files left; and the files
/// of a good run.
/// </summary>
public sealed class CompareCaseTests(CompareCaseTests.StudyModel study) : IClassFixture<CompareCaseTests.StudyModel>
{
    public static TheoryData<string, string> Cases => new()
    {
        { "", "inspect compare needs --group, the column of the two conditions" },
        { "--group ward", "has no column 'ward'" },
        { "--group arm --subject persn", "has no column 'persn'. Did you mean 'person'\\?" },
        { "--group site --subject person",
            "column 'site' has 3 groups \\(north, south, west\\) in the 60 sequences that the model reads, but two" },
        { "--group one --subject person", "column 'one' has 1 group \\(same\\) in the 60 sequences" },
        { "--group row", "column 'row' has 360 groups .* Name a column with two values" },
        { "--group arm --subject person --unit session",
            "column 'arm' never changes within a subject, .* Pass --unit subject" },
        { "--group therapy --subject person --unit subject",
            "subject 'p0' has sessions of both groups of column 'therapy', .* Pass --unit session" },
        { "--group step --subject person",
            "session 'p0-0' of 'p0' has steps of 'even' and of 'odd', but a session belongs to one group" },
        { "--group rare --subject person",
            "has 9 subjects of 'no' and 1 of 'yes', too few for p to reach 0.05 .* 4 of each group are needed" },
        { "--group therapy --subject person --sequence 1",
            "has 1 group \\(off\\) in the 1 sequence .* If --sequence or --most-sequences excludes a group" },
        { "--group arm --unit person", "--unit must be subject or session, but is 'person'" },
        { "--group arm --subject person --permutations 10", "--permutations must be 99…1000000, but is 10" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Options_AreRefusedInOneSentence(string options, string said)
    {
        using var folder = new TemporaryFolder();

        string sentence = (await CliRun.OfAsync(
            [
                "inspect", "compare", study.Model, study.Data, "--quiet", "--out", folder.File("looked"),
                .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            ])).RequireOneSentence();

        Assert.Matches(said, sentence);
        Assert.Empty(folder.Entries());
    }

    [Fact]
    public async Task SessionsTooFew_AreRefusedWithTheNumberThatIsNeeded()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("few.csv", Table(1, 6));

        string sentence = (await CliRun.OfAsync(
            "inspect", "compare", study.Model, data, "--group", "therapy", "--subject", "person", "--quiet", "--out",
            folder.File("looked"))).RequireOneSentence();

        Assert.Contains(
            "p can't be below 0.1. Pass more; with one subject, 4 sessions of each group are needed.", sentence,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("arm", "\"subjects\":10")]
    [InlineData("therapy", "\"sessions\":60")]
    public async Task Look_LeavesItsPageAndTable_AndEndsWithJson(string group, string rows)
    {
        using var folder = new TemporaryFolder();
        CliRun run = await CliRun.OfAsync(
            "inspect", "compare", study.Model, study.Data, "--group", group, "--subject", "person", "--session", "day",
            "--permutations", "199", "--quiet", "--json", "--out", folder.File("out"));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains(rows, run.LastLine, StringComparison.Ordinal);
        Assert.StartsWith(
            "layer,quantity,statistic,unit,difference,g,low,high,p,q,p_family\n",
            await File.ReadAllTextAsync(folder.File("out/effects.csv"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Contains(
            "Conditions",
            await File.ReadAllTextAsync(folder.File("out/report.html"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    private static string Table(int subjects, int days)
    {
        var text = new StringBuilder("case,person,day,arm,therapy,site,one,rare,step,verdict,x,row\n");
        for (int p = 0; p < subjects; p++)
        {
            for (int d = 0; d < days; d++)
            {
                for (int t = 0; t < 6; t++)
                {
                    string site = (p % 3) switch { 0 => "north", 1 => "south", _ => "west" };
                    text.Append(
                        CultureInfo.InvariantCulture,
                        $"p{p}-{d},p{p},{d},{(p % 2 == 0 ? "control" : "patient")},{((d + p) % 2 == 0 ? "off" : "on")},"
                        + $"{site},same,{(p == 0 ? "yes" : "no")},{(t % 2 == 0 ? "even" : "odd")},"
                        + $"{(d % 3 == 0 ? "good" : "bad")},{((p * 7) + (d * 3) + (t * 5)) % 11},"
                        + $"{(((p * days) + d) * 6) + t}\n");
                }
            }
        }

        return text.ToString();
    }

    /// <summary>A tiny classifier of sessions of ten persons.</summary>
    public sealed class StudyModel : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();

        public string Data => _folder.File("study.csv");

        public string Model => _folder.File("out/model.safetensors");

        public async ValueTask InitializeAsync()
        {
            _folder.Write("study.csv", Table(10, 6));
            CliRun run = await CliRun.OfAsync(
                "classify", Data, "--id", "case", "--label", "verdict", "--channel", "x", "--epochs", "1", "--ensemble",
                "1", "--hidden", "4", "--threads", "1", "--out", _folder.File("out"));
            Assert.True(run.ExitCode == 0, run.Error);
        }

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
