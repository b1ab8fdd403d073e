using System.Globalization;
using System.Text;
using Carousel.Inspection.Looks;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Report;

namespace Carousel.Jobs.Tests.Inspecting.Search;

public sealed class SearchLookTests
{
    [Fact]
    public void Spans_AreNamedByTheirFirstAndLastTimeStamp()
    {
        using MadeModel model = Made("row");

        InspectionResult result = Run(model, 40, 46);

        string[] spans = Encoding.UTF8.GetString(result.Files[0].Content.Span)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(spans.Length > 1, "No other span was found.");
        Assert.All(spans.Skip(1), line =>
        {
            string[] cells = line.Split(',');
            (int first, int last) = (
                int.Parse(cells[2], CultureInfo.InvariantCulture), int.Parse(cells[3], CultureInfo.InvariantCulture));
            Assert.Equal(first == last ? $"day {first}" : $"day {first} – day {last}", cells[^1]);
        });
        ColoredText text = result.Sections[0].Blocks.OfType<ColoredText>().Single();
        Assert.Contains(text.Parts, p => p.Text.Contains(" – ", StringComparison.Ordinal) && p.Share > 0);
        Assert.DoesNotContain(text.Parts, p => p.Text.Split("day").Length > 3);
    }

    [Fact]
    public void Notes_SayWhatThePValuesAreNot()
    {
        using MadeModel model = Made("character");

        InspectionResult result = Run(model, 40, 46);

        Assert.Contains(result.Notes, n => n.Contains("not among places that look like it", StringComparison.Ordinal));
        Assert.Equal(result.Figures.Single(f => f.Name == "units_beyond_chance").Value > 0, result.Holds);
    }

    [Theory]
    [InlineData(40, 30, "--to is the step after the span's last")]
    [InlineData(40, 400, "--to in case 1")]
    [InlineData(-1, 10, "--from in case 1")]
    [InlineData(0, 300, "all of case 1")]
    public void Spans_AreRefusedBeforeAnythingIsRun(int from, int to, string said)
    {
        using MadeModel model = Made("row");

        OptionException exception = Assert.Throws<OptionException>(
            () => new SearchLook(new SearchOptions(from, to)).Require(model.Subject()));

        Assert.Contains(said, exception.OnCommandLine, StringComparison.Ordinal);
    }

    private static MadeModel Made(string step) => new(new Lstm(2, 24), 300, 200) { StepName = step };

    private static InspectionResult Run(MadeModel model, int from, int to) =>
        new SearchLook(new SearchOptions(from, to)).Run(model.Subject(), null, TestContext.Current.CancellationToken);
}
