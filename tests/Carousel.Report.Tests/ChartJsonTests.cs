using System.Text.Json;

namespace Carousel.Report.Tests;

public sealed class ChartJsonTests
{
    private static string JsonOf(params Block[] blocks) =>
        PageTests.Between(ReportWriter.ToHtml(Documents.Of(blocks)), "id=\"report-charts\">", "</script>");

    [Fact]
    public void Lines_HoldTheirNumbersInFull() => Assert.Equal(
        """
        [{"title":"Late flights","valueName":"late flights per hour","decimals":1,"kind":"lines",
        "axis":{"name":"","kind":"time","daily":false,"numbers":[991526400000,991530000000,991533600000]},
        "lines":[{"name":"truth","role":"truth","values":[1,2.5,null]},
        {"name":"forecast","role":"forecast","values":[null,2,3]}],
        "bands":[{"name":"80 % interval","lower":[null,1,2],"upper":[null,3,4]}],
        "markers":[{"position":1,"label":"test begins"}],"zoomable":true,"visibleFrom":1,"logarithmic":false}]
        """.ReplaceLineEndings(""),
        JsonOf(Documents.Forecast));

    [Fact]
    public void BandOfALine_NamesIt()
    {
        LineChart chart = new("Spread", Axis.Range("step", 1, 1), [new Series("LSTM", [1])])
        {
            Bands = [new Band("95 %", [0.5], [2]) { Line = "LSTM" }],
        };
        Assert.Contains(
            "\"bands\":[{\"name\":\"95 %\",\"line\":\"LSTM\",\"lower\":[0.5],\"upper\":[2]}]", JsonOf(chart),
            StringComparison.Ordinal);
    }

    [Fact]
    public void AxisOfShares_ShowsAllOfThem() => Assert.Contains(
        "\"logarithmic\":false,\"span\":[0,1]}",
        JsonOf(Documents.Forecast with { Span = ValueSpan.Share }), StringComparison.Ordinal);

    [Fact]
    public void Bars_HoldTheirGroups() => Assert.Equal(
        """
        [{"title":"By horizon","valueName":"","kind":"bars",
        "axis":{"name":"hours ahead","kind":"category","names":["1","2"]},
        "groups":[{"name":"carousel","role":"forecast","values":[35.2,40]},
        {"name":"ridge","role":"baseline","values":[43.4,44]}]}]
        """.ReplaceLineEndings(""),
        JsonOf(Documents.Bars));

    [Fact]
    public void HeatMap_HoldsItsFieldAndItsRange() => Assert.Equal(
        """
        [{"title":"Forget gate","valueName":"","kind":"heat",
        "columns":{"name":"hour","kind":"number","daily":false,"numbers":[0,1,2]},"rows":["0","1"],"rowName":"unit",
        "scale":"sequential","minimum":0.1,"maximum":0.5,"values":[0.1,0.2,0.3,0.4,0.5,null]}]
        """.ReplaceLineEndings(""),
        JsonOf(Documents.Heat with { Minimum = 0.1, Maximum = 0.5 }));

    [Fact]
    public void HeatMap_HasTheSameRangeOnBothSidesOfZero_WhenItDiverges()
    {
        HeatMap map = new("Cells", Axis.Range("", 0, 2), ["0"], [-2f, 0.5f]) { Scale = ColorScale.Diverging };
        Assert.Contains("\"scale\":\"diverging\",\"minimum\":-2,\"maximum\":2", JsonOf(map), StringComparison.Ordinal);
    }

    [Fact]
    public void Histogram_HoldsItsEdgesAndCounts() => Assert.Equal(
        """
        [{"title":"Time constants","valueName":"","kind":"histogram","edges":[1,10,100],"counts":[3,4],
        "countName":"units","logarithmic":true}]
        """.ReplaceLineEndings(""),
        JsonOf(Documents.Times));

    [Fact]
    public void Numbers_ReadBackAsTheSameBits()
    {
        double[] values = [Math.PI, 1.0 / 3, double.MaxValue, double.Epsilon, -0.1, 1e-300];
        string json = JsonOf(new LineChart("Bits", Axis.Range("", 0, values.Length), [new Series("s", values)]));
        JsonElement read = JsonDocument.Parse(json).RootElement[0].GetProperty("lines")[0].GetProperty("values");
        Assert.Equal(values, read.EnumerateArray().Select(value => value.GetDouble()));
    }

    [Fact]
    public void Texts_ReadBackAsTheyWere_AndHoldNoMarkup()
    {
        string json = JsonOf(new BarChart(Documents.Hostile, Axis.Range("", 0, 0), []));
        Assert.DoesNotContain('<', json);
        Assert.Equal(Documents.Hostile, JsonDocument.Parse(json).RootElement[0].GetProperty("title").GetString());
    }

    [Fact]
    public void EmptyCharts_AreWritten()
    {
        string json = JsonOf(
            new LineChart("a", Axis.Time("", []), []), new BarChart("b", Axis.Range("", 0, 0), []),
            new HeatMap("c", Axis.Range("", 0, 0), [], []), Histogram.Of("d", [], 3));
        Assert.Equal(4, JsonDocument.Parse(json).RootElement.GetArrayLength());
    }
}
