using System.Globalization;
using System.Text;
using Carousel.Inspection.Statistics;
using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Reports;
using Carousel.Report;

namespace Carousel.Laboratory.Tests.Claims;

/// <summary>
/// The page docs/claims.md shows the recorded runs: its figures and sentences are made from the files that hold them.
/// </summary>
public sealed class ClaimsPageTests
{
    /// <summary>Set to 1 to write the figures anew.</summary>
    private const string UpdateVariable = "CAROUSEL_UPDATE_DOCS";

    private const string Begin = "<!-- recorded claims -->\n";
    private const string End = "<!-- end of recorded claims -->";

    /// <summary>The claims whose runs are recorded.</summary>
    private static readonly string[] _recorded = [.. ClaimCatalogue.All.Select(c => c.Name)];

    [Fact]
    public void Page_ShowsTheRecordedRuns()
    {
        string file = Path.Combine(RecordedClaim.RepositoryFolder(), "docs", "claims.md");
        string page = File.ReadAllText(file).ReplaceLineEndings("\n");
        int begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = page.IndexOf(End, StringComparison.Ordinal);
        Assert.True(begin >= Begin.Length && end >= begin, "The page has no place for the recorded claims.");
        string made = Make();
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(file, page[..begin] + made + page[end..]);
            return;
        }

        Assert.True(
            made == page[begin..end],
            $"The figures of docs/claims.md are not those of the recorded runs; run this test once "
            + $"with {UpdateVariable}=1.");
    }

    [Fact]
    public void Records_AreThoseOfClaims_JudgedByTheBoundsThatStandInThem() =>
        Assert.All(RecordedClaim.All.Values, record =>
        {
            Claim? claim = ClaimCatalogue.Find(record.Claim);
            Assert.True(claim is not null, $"There is a record of {record.Claim}, but no such claim.");
            Assert.StartsWith($"carousel-lab {claim.Name}", record.Command, StringComparison.Ordinal);
            if (claim.Expected.Count > 0)
            {
                Assert.True(
                    record.Holds == ClaimResult.Judge(claim, record.Figures),
                    $"{claim.Name}: the recorded figures and bounds do not give the recorded outcome; record it "
                    + $"again.");
            }
        });

    [Fact]
    public void Records_AreThoseOfTheseClaims() =>
        Assert.Equal(_recorded.Order(StringComparer.Ordinal), RecordedClaim.All.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Page_SaysHowEveryRecordedClaimIsSetUp()
    {
        string page = File.ReadAllText(Path.Combine(RecordedClaim.RepositoryFolder(), "docs", "claims.md"));
        Assert.All(
            _recorded, name => Assert.Contains(ClaimCatalogue.Find(name)!.Setup, page, StringComparison.Ordinal));
    }

    [Fact]
    public void Report_SaysHowEveryClaimIsSetUp()
    {
        ClaimResult[] results = [.. ClaimCatalogue.All.Select(c => new ClaimResult(c, [], "It was measured.", []))];
        string[] texts =
        [
            .. ClaimReport.Make(results, new ClaimRun(), "carousel-lab claims").Sections.SelectMany(
                s => s.Blocks)
                .OfType<Paragraph>().Select(p => p.Text),
        ];
        Assert.All(results, r => Assert.Contains(r.Claim.Setup, texts));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.0)]
    [InlineData(double.PositiveInfinity)]
    public void Report_HasAShortTitleAndLead(double? value) =>
        Assert.All(
            ClaimCatalogue.All,
            claim =>
            {
                MeasuredFigure[] figures =
                [
                    .. claim.Expected.Where(_ => value is not null)
                        .Select(e => new MeasuredFigure(e.Name, value!.Value)),
                ];
                var result = new ClaimResult(claim, figures, "One. Two. Three. Four.", []);
                ReportDocument page = ClaimReport.Make([result], new ClaimRun(), "carousel-lab");
                Assert.InRange(page.Title.Split(' ').Length, 1, 10);
                Assert.InRange(page.Headline.Split(". ").Length, 1, 2);
            });

    [Fact]
    public void Record_IsReadAsItWasWritten()
    {
        Claim claim = ClaimCatalogue.Find("step")!;
        MeasuredFigure[] figures =
        [
            new("largest_difference", 1.25e-7), new("speed", double.NaN, IsTiming: true),
            new("share", 0.5, new ConfidenceInterval(0.25, 0.75)),
        ];
        string text = ClaimRecord.TextOf(
            new ClaimResult(claim, figures, "It is “so” – é.", []), "carousel-lab step",
            new ClaimRun { Seed = 3, Threads = 2 }, TimeSpan.FromMilliseconds(1520));
        var record = RecordedClaim.Read(text);
        Assert.Equal(
            ("step", "carousel-lab step", 3ul, 1.5, 2, true, "It is “so” – é."),
            (record.Claim, record.Command, record.Seed, record.Seconds, record.Threads, record.Holds, record.Sentence));
        Assert.Equal(figures, record.Figures);
        Assert.All(
            (string[])["", "{}", "[1]", "{\"claim\":\"step\"}"],
            broken => Assert.Throws<InvalidDataException>(() => RecordedClaim.Read(broken)));
    }

    private static string Make()
    {
        (Claim Claim, RecordedClaim Record)[] all =
        [
            .. ClaimCatalogue.All.Where(c => RecordedClaim.All.ContainsKey(c.Name))
                .Select(c => (c, RecordedClaim.All[c.Name])),
        ];
        var text = new StringBuilder("\n| claim | came out | took | |\n| --- | --- | --- | --- |\n");
        foreach ((Claim claim, RecordedClaim record) in all)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| [`{claim.Name}`](#{claim.Name}) | {Mark(record.Holds)} | {Took(record)} | {claim.Statement} |\n");
        }

        foreach ((Claim claim, RecordedClaim record) in all)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n### {claim.Name}\n\n**{claim.Statement}**"
                + $"{(claim.Source.Length > 0 ? $" {claim.Source.TrimEnd('.')}." : "")}\n\n{claim.Question} "
                + $"{claim.Setup}\n\n`{record.Command}`\n\n");
            string[] timings = [.. record.Figures.Where(f => f.IsTiming).Select(f => MeasuredText.Name(f.Name))];
            text.Append("| figure | measured | 95 % interval | expected | |\n| --- | --- | --- | --- | --- |\n");
            foreach (ClaimFigureRow row in ClaimFigureRow.Of(claim, record.Figures))
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| {row.Name}{(timings.Contains(row.Name) ? " †" : "")} | {row.Measured} | {row.Interval} "
                    + $"| {row.Expected} | {row.Outcome} |\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"\n{record.Sentence}\n");
            if (timings.Length > 0)
            {
                text.Append("\n† A time or speed of the machine that recorded it: it differs from run to run.\n");
            }
        }

        return text.Append('\n').ToString();
    }

    private static string Took(RecordedClaim record) =>
        double.IsNaN(record.Seconds)
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{(record.Seconds < 1 ? "under 1" : record.Seconds.ToString("N0", CultureInfo.InvariantCulture))} s "
                + $"on {record.Threads} {(record.Threads == 1 ? "thread" : "threads")}");

    private static string Mark(bool? holds) => holds switch
    {
        true => "✓ yes",
        false => "✗ no",
        null => "not decided",
    };

}
