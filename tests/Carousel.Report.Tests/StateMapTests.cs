using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Carousel.Report.Tests;

/// <summary>What a page holds of a map of states; tests/Carousel.Browser.Tests sees it drawn.</summary>
public sealed class StateMapTests
{
    [Fact]
    public void Values_AreLevelsOfTheirRange_InTheOrderOfTheUnits()
    {
        string page = ReportWriter.ToHtml(Documents.Of(Map(3) with { Units = [new("b", 1), new("a", 0)] }));

        // Unit 1 is −1, 0, 1 and unit 0 its opposite, each value after the first as a difference.
        Assert.Equal([0, 127, 127, 254, 129, 129], Bytes(page, "map-layer-1-q0"));
    }

    [Fact]
    public void Tiles_HoldAllColumns_WhenTheOverviewDoesNot()
    {
        string page = ReportWriter.ToHtml(Documents.Of(Map(5000)));

        Assert.Equal(2 * 2 * 625, Bytes(page, "map-layer-1-q0").Length);
        Assert.Equal(2 * 4096, Bytes(page, "map-layer-1-q0-0-0").Length);
        Assert.Equal(2 * 904, Bytes(page, "map-layer-1-q0-0-1").Length);
        using JsonDocument json = JsonDocument.Parse(
            Regex.Match(page, "id=\"report-states\">(.*?)</script>").Groups[1].Value);
        Assert.Equal(8, json.RootElement[0].GetProperty("quantities")[0].GetProperty("overviewFactor").GetInt32());
    }

    [Fact]
    public void Names_AreKept_WhateverTheyHold()
    {
        StateMap map = Map(3) with { StepNames = ["<", "\n", "\0"] };

        Assert.Equal(
            "<\0\n\0\uFFFD\0",
            Encoding.UTF8.GetString(Bytes(ReportWriter.ToHtml(Documents.Of(map)), "map-layer-1-names")));
    }

    [Fact]
    public void Page_IsTheSame_EachTime() =>
        Assert.Equal(ReportWriter.ToHtml(Documents.Of(Map(3000))), ReportWriter.ToHtml(Documents.Of(Map(3000))));

    [Fact]
    public void Text_IsEscaped_InTheTableAndInTheScript()
    {
        StateMapUnit unit = new(Documents.Hostile, 0)
        {
            Facts = [new(Documents.Hostile, Documents.Hostile)],
            Spans = [new(0, 1, 1, Documents.Hostile)],
        };
        StateMap map = Map(3) with
        {
            Title = Documents.Hostile,
            Units = [unit],
            Marks = [new Marker(0, Documents.Hostile)],
        };

        Assert.DoesNotContain("<script>alert", ReportWriter.ToHtml(Documents.Of(map)), StringComparison.Ordinal);
    }

    [Fact]
    public void Link_IsPlainText_WhenThePageHasNoSuchPlace()
    {
        Table table = new([new("unit")],
        [
            new TableRow([new("here") { Link = new UnitLink("layer 1", 1) { From = 1, To = 3 } }]),
            new TableRow([new("no unit") { Link = new UnitLink("layer 1", 2) }]),
            new TableRow([new("no map") { Link = new UnitLink("layer 2", 0) }]),
            new TableRow([new("section") { Link = new SectionLink("Section") }]),
        ]);
        string page = ReportWriter.ToHtml(Documents.Of(table, Map(3)));

        Assert.Contains(
            "<a href=\"#map-layer-1-unit-1\" data-from=\"1\" data-to=\"3\">here</a>", page, StringComparison.Ordinal);
        Assert.Contains("id=\"map-layer-1-unit-1\"", page, StringComparison.Ordinal);
        Assert.Contains(">no unit</th>", page, StringComparison.Ordinal);
        Assert.Contains(">no map</th>", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"#section\">section</a>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_StandInTheNumbersOfBars_AndAreCounted()
    {
        BarChart bars = Documents.Bars with { Links = [new UnitLink("layer 1", 0), new UnitLink("layer 1", 9)] };
        string page = ReportWriter.ToHtml(Documents.Of(bars, Map(3)));

        Assert.Contains("<a href=\"#map-layer-1-unit-0\">1</a>", page, StringComparison.Ordinal);
        Assert.Contains("\"links\":[\"map-layer-1-unit-0\",\"\"]", page, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(
            () => ReportWriter.ToHtml(Documents.Of(bars with { Links = [new SectionLink("Section")] })));
    }

    public static TheoryData<string, object> Misfits { get; } = new()
    {
        { "has no quantity", Map(3) with { Quantities = [] } },
        { "has 4 steps, expected 3", Map(3) with { Quantities = [.. Map(3).Quantities, .. Map(4).Quantities] } },
        { "is value 2 of the recorded rows, expected 0 to 1", Map(3) with { Units = [new("a", 2)] } },
        { "two units with index 1", Map(3) with { Units = [new("a", 1), new("b", 1)] } },
        { "from step 2 to before 4", Map(3) with { Units = [new("a", 0) { Spans = [new(2, 4, 1)] }] } },
        { "2 names of steps, expected 3", Map(3) with { StepNames = ["a", "b"] } },
        { "is at step 3, expected 0 to 2", Map(3) with { Marks = [new Marker(3)] } },
    };

    [Theory]
    [MemberData(nameof(Misfits), DisableDiscoveryEnumeration = true)]
    public void Map_Throws_WhenItDoesNotFitTogether(string message, object map) =>
        Assert.Contains(
            message, Assert.Throws<ArgumentException>(() => ReportWriter.ToHtml(Documents.Of((StateMap)map))).Message,
            StringComparison.Ordinal);

    private static StateMap Map(int steps)
    {
        StateMapRecorder recorder = new(2);
        for (int step = 0; step < steps; step++)
        {
            float value = (step % 3) - 1;
            recorder.Add([-value, value]);
        }

        return new StateMap(
            "States", [new StateMapQuantity("hidden state", recorder) { Scale = ColorScale.Diverging }],
            [new("unit 0", 0), new("unit 1", 1)])
        {
            Name = "layer 1",
        };
    }

    private static byte[] Bytes(string page, string id)
    {
        Match found = Regex.Match(page, $"id=\"{id}\">([^<]*)</script>");
        Assert.True(found.Success);
        using MemoryStream packed = new(Convert.FromBase64String(found.Groups[1].Value));
        using DeflateStream stream = new(packed, CompressionMode.Decompress);
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
