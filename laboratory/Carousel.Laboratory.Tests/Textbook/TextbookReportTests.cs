using Carousel.Laboratory.Reports;
using Carousel.Laboratory.Textbook;
using Carousel.Report;

namespace Carousel.Laboratory.Tests.Textbook;

public sealed class TextbookReportTests
{
    [Fact]
    public void Report_ShowsTheEffectOfEachSeed_BesideItsBounds()
    {
        StatementResult result = StatementCatalogue.Recorded[6];
        ReportDocument report = TextbookReport.Make([result]);

        Assert.Equal(
            "A forget gate learns when to reset the cell. It holds.", report.Headline);
        LineChart[] charts = [.. report.Sections.Single().Blocks.OfType<LineChart>()];
        Assert.Equal(result.Statement.Comparisons.Count, charts.Length);
        Assert.Equal(result.Effects["closed_at_marks"], charts[1].Lines[0].Values);
        Assert.Equal([2, 2, 3, 3], charts.Select(c => c.Lines.Count));
        Assert.All(charts, chart => Assert.InRange(chart.Title.Split(' ').Length, 1, 10));
    }

    [Fact]
    public void ReportOfAll_HasThemInATable_AndCanBeWritten()
    {
        StatementResult[] all = [.. StatementCatalogue.Recorded.Values.OrderBy(r => r.Statement.Number)];
        ReportDocument report = TextbookReport.Make(all);

        Assert.Equal(all.Length + 1, report.Sections.Count);
        Assert.Contains("undecided", ReportWriter.ToHtml(report), StringComparison.Ordinal);
    }
}
