using Carousel.Inspection.Looks;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Statistics;
using Carousel.Layers;
using Carousel.Report;

namespace Carousel.Jobs.Tests.Inspecting;

public sealed class InspectionReportTests
{
    private static readonly InspectionResult _traces = new(
        "traces", "What do the gates do?", [new MeasuredFigure("layer_1_open", 0.25, new ConfidenceInterval(0.2, 0.3))],
        "A quarter is open.", [new Section("Gates", [new Paragraph("Gates.")])])
    {
        Notes = ["The first layer alone."],
    };

    private static readonly InspectionResult _novelty = new(
        "novelty", "Where does it change?", [], "Nowhere.", [new Section("Curve", []), new Section("Acts", [])]);

    [Fact]
    public void Page_SaysWhatWasFound_OfOneLook()
    {
        using MadeModel model = new(new Lstm(2, 3), 4, 5);
        ReportDocument page = InspectionReport.Of([_traces], model.Subject(), "carousel inspect traces");

        Assert.Equal("A quarter is open.", page.Headline);
        Assert.Equal(["Gates", "All figures", "Reproduce this result"], page.Sections.Select(section => section.Title));
        Assert.Equal("The first layer alone.", Assert.IsType<Paragraph>(page.Sections[0].Blocks[^1]).Text);
        Table figures = Assert.IsType<Table>(Assert.Single(page.Sections[1].Blocks));
        Assert.Equal(
            ["layer 1 open", "0.25", "0.2 … 0.3"], Assert.Single(figures.Rows).Cells.Select(cell => cell.Text));
        Assert.Contains(
            new Fact("sequences", "2; 9 steps in all"), Assert.IsType<Facts>(page.Sections[2].Blocks[0]).Items);
    }

    [Fact]
    public void Page_BeginsWithATableOfLooks_WhereThereAreSeveral()
    {
        using MadeModel model = new(new Lstm(2, 3), 4);
        ReportDocument page = InspectionReport.Of([_traces, _novelty], model.Subject(), "carousel inspect");

        Assert.Equal("2 analyses of the model over 4 steps: traces, novelty.", page.Headline);
        Assert.Equal(
            ["What was found", "Gates", "Curve", "Acts", "All figures", "Reproduce this result"],
            page.Sections.Select(section => section.Title));
        Table found = Assert.IsType<Table>(Assert.Single(page.Sections[0].Blocks));
        Assert.Equal([new SectionLink("Gates"), new SectionLink("Curve")], found.Rows.Select(row => row.Cells[0].Link));
        Assert.Single(page.Sections[4].Blocks);
    }
}
