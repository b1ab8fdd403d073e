using System.Globalization;
using System.Text;
using Carousel.Laboratory.Claims;
using Carousel.Laboratory.Reports;

namespace Carousel.Laboratory.Tests.Claims;

/// <summary>The page docs/claims.md shows the recorded runs: its figures and sentences are made from the files that hold them.</summary>
public sealed class ClaimsPageTests
{
    /// <summary>Set to 1 to write the figures anew.</summary>
    private const string UpdateVariable = "CAROUSEL_UPDATE_DOCS";

    private const string Begin = "<!-- recorded claims -->\n";
    private const string End = "<!-- end of recorded claims -->";

    [Fact]
    public void Page_ShowsTheRecordedRuns()
    {
        string file = Path.Combine(RepositoryFolder(), "docs", "claims.md");
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

        Assert.True(made == page[begin..end], $"The figures of docs/claims.md are not those of the recorded runs; run this test once with {UpdateVariable}=1.");
    }

    [Fact]
    public void Records_AreThoseOfClaims_JudgedByTheBoundsThatStandInThem() =>
        Assert.All(RecordedClaim.All.Values, record =>
        {
            Claim? claim = ClaimCatalogue.Find(record.Claim);
            Assert.True(claim is not null, $"There is a record of {record.Claim}, but no such claim.");
            Assert.StartsWith($"carousel laboratory {claim.Name}", record.Command, StringComparison.Ordinal);
            if (claim.Expected.Count > 0)
            {
                Assert.True(record.Holds == ClaimResult.Judge(claim, record.Figures), $"{claim.Name}: the recorded figures and bounds do not give the recorded outcome; record it again.");
            }
        });

    [Fact]
    public void Record_IsReadAsItWasWritten()
    {
        Claim claim = ClaimCatalogue.Find("step")!;
        ClaimFigure[] figures = [new("largest_difference", 1.25e-7), new("speed", double.NaN), new("share", 0.5, new FigureInterval(0.25, 0.75))];
        var record = RecordedClaim.Read(RecordedClaim.TextOf(new ClaimResult(claim, figures, "It is “so” – é.", []), "carousel laboratory step", 3));
        Assert.Equal(("step", "carousel laboratory step", 3ul, true, "It is “so” – é."), (record.Claim, record.Command, record.Seed, record.Holds, record.Sentence));
        Assert.Equal(figures, record.Figures);
        Assert.All((string[])["", "{}", "[1]", "{\"claim\":\"step\"}"], text => Assert.Throws<InvalidDataException>(() => RecordedClaim.Read(text)));
    }

    private static string Make()
    {
        (Claim Claim, RecordedClaim Record)[] all = [.. ClaimCatalogue.All.Where(c => RecordedClaim.All.ContainsKey(c.Name)).Select(c => (c, RecordedClaim.All[c.Name]))];
        var text = new StringBuilder("\n| claim | came out | |\n| --- | --- | --- |\n");
        foreach ((Claim claim, RecordedClaim record) in all)
        {
            text.Append(CultureInfo.InvariantCulture, $"| [`{claim.Name}`](#{claim.Name}) | {Mark(record.Holds)} | {claim.Statement} |\n");
        }

        foreach ((Claim claim, RecordedClaim record) in all)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### {claim.Name}\n\n**{claim.Statement}**{(claim.Source.Length > 0 ? $" {claim.Source.TrimEnd('.')}." : "")}\n\n{claim.Question} {claim.Setup}\n\n`{record.Command}`\n\n");
            text.Append("| figure | measured | 95 % interval | expected | |\n| --- | --- | --- | --- | --- |\n");
            foreach (ClaimFigureRow row in ClaimFigureRow.Of(claim, record.Figures))
            {
                text.Append(CultureInfo.InvariantCulture, $"| {row.Name} | {row.Measured} | {row.Interval} | {row.Expected} | {row.Outcome} |\n");
            }

            text.Append(CultureInfo.InvariantCulture, $"\n{record.Sentence}\n");
        }

        return text.Append('\n').ToString();
    }

    private static string Mark(bool? holds) => holds switch
    {
        true => "✓ yes",
        false => "✗ no",
        null => "not decided",
    };

    private static string RepositoryFolder()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Carousel.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("There is no Carousel.slnx above the tests' own folder.");
    }
}
