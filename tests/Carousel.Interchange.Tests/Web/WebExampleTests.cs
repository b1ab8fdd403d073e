using Carousel.Classification;
using Carousel.Forecasting;
using Carousel.Interchange.Networks;
using Carousel.Interchange.Web;
using Carousel.Language;

namespace Carousel.Interchange.Tests.Web;

/// <summary>The rows that a page shows are some of the file's, and only what the model reads of them.</summary>
public sealed class WebExampleTests
{
    [Fact]
    public async Task Of_LeavesOutWhatTheModelDoesNotRead()
    {
        using Classifier model = await TinyModels.ClassifierAsync();
        string rows = WebExample.Of(
            PortableNetwork.Of(model), new StringReader("name,id,x,class,y\nEve,1,2,up,3\nEve,1,2.5,up,\n"));
        Assert.Equal("id,x,y\n1,2,3\n1,2.5,\n", rows);
    }

    [Fact]
    public async Task Of_HasTheLastRowsOfASeries_AsManyAsAForecastReads()
    {
        using Forecaster model = await TinyModels.ForecasterAsync(TinyModels.ForecastOptions());
        string[] lines = TinyModels.DailyCsv(500).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] rows = WebExample.Of(PortableNetwork.Of(model), new StringReader(TinyModels.DailyCsv(500)))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("date,y", rows[0]);
        Assert.InRange(rows.Length, 20, 200);
        Assert.Equal(lines[^(rows.Length - 1)..], rows[1..]);
    }

    [Theory]
    [InlineData("x,y\n\"1\",2\n")]
    [InlineData("x,y\n1,2,3\n")]
    [InlineData("id,x\n1,2\n")]
    [InlineData("x;y\n1;2,5\n")]
    [InlineData("x,y\n1,none\n")]
    [InlineData("")]
    public async Task Of_IsEmpty_WhenTheTableIsOfAnotherKind(string table)
    {
        using Classifier model = await TinyModels.ClassifierAsync();
        Assert.Empty(WebExample.Of(PortableNetwork.Of(model), new StringReader(table)));
    }

    [Fact]
    public async Task Of_IsEmpty_WhenTheRowsAreTooManyForAPage()
    {
        using Classifier model = await TinyModels.ClassifierAsync();
        string Table(int digits) => "x,y\n" + string.Concat(Enumerable.Repeat($"{new string('1', digits)},2\n", 200));

        Assert.NotEmpty(WebExample.Of(PortableNetwork.Of(model), new StringReader(Table(10))));
        Assert.Empty(WebExample.Of(PortableNetwork.Of(model), new StringReader(Table(300))));
    }

    [Fact]
    public async Task Of_IsEmpty_WhenThePageDoesNotReadItsTimeStamps()
    {
        using Forecaster model = await TinyModels.ForecasterAsync(TinyModels.ForecastOptions());
        string[] lines = TinyModels.DailyCsv(120).TrimEnd('\n').Split('\n');
        string other = lines[0] + "\n"
            + string.Join('\n', lines[1..].Select(l => $"{l[8..10]}/{l[5..7]}/{l[..4]}{l[10..]}"));

        Assert.NotEmpty(WebExample.Of(PortableNetwork.Of(model), new StringReader(string.Join('\n', lines))));
        Assert.Empty(WebExample.Of(PortableNetwork.Of(model), new StringReader(other)));
    }

    [Fact]
    public async Task Of_IsEmpty_WhenTheModelReadsAText()
    {
        using LanguageModel model = await TinyModels.LanguageAsync();
        Assert.Empty(WebExample.Of(PortableNetwork.Of(model), new StringReader("x,y\n1,2\n")));
    }
}
