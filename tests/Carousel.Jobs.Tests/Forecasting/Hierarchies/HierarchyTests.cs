using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Tests.Forecasting.Hierarchies;

/// <summary>Which series are sums of which, and the rejected cases.</summary>
public sealed class HierarchyTests
{
    private static readonly ForecastOptions _options = new() { Hierarchy = Groups.Form };

    [Fact]
    public void Levels_AreTheDepthsOfCrossedPaths()
    {
        var form = HierarchyForm.Parse("state/region*purpose");
        Assert.Equal(
            ["total", "state", "purpose", "state/region", "state*purpose", "state/region*purpose"],
            form.Levels().Select(form.NameOf));
        Assert.Equal(["state", "region", "purpose"], form.Columns);
    }

    [Theory]
    [InlineData("state//region")]
    [InlineData("*purpose")]
    [InlineData("state/State")]
    public void AText_ThatIsNoHierarchy_IsRefused(string text)
    {
        var refused = Assert.Throws<OptionException>(() => new ForecastOptions { Hierarchy = text });
        Assert.Contains(text, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sums_AreThoseOfTheirSeries()
    {
        SeriesSet set = HierarchySeries.Prepare(Groups.Read(Groups.Csv(20)), _options);
        var hierarchy = Hierarchy.OfWhole(HierarchyForm.Parse(Groups.Form), set.Series);

        Assert.Equal(6, hierarchy.Bottom);
        Assert.Equal(1 + 2 + 2 + 3 + 4, hierarchy.Sums);
        Assert.Equal("total", set[0].Id);
        Assert.Equal([0, 1, 2, 3, 4, 5], hierarchy.Nodes[0].Members);
        HierarchyNode north = hierarchy.Nodes.Single(n => n is { Level: 1, Name: "n" });
        Assert.Equal([0, 1, 2, 3], north.Members);
        HierarchyNode northWork = hierarchy.Nodes.Single(n => n.Name == "n*work");
        Assert.Equal([1, 3], northWork.Members);
        for (int row = 0; row < 20; row++)
        {
            var values = new double[set.Count];
            for (int n = hierarchy.Sums; n < set.Count; n++)
            {
                values[n] = set[n][row, 0];
            }

            hierarchy.Sum(values);
            for (int n = 0; n < set.Count; n++)
            {
                Assert.Equal((float)values[n], set[n][row, 0]);
            }
        }

        // A set that holds its sums is not added up again.
        Assert.Same(set, HierarchySeries.Prepare(set, _options));
    }

    [Fact]
    public void GroupsOfSeveralSeries_AreALevelOfTheirOwn()
    {
        SeriesSet set = Groups.Read(Groups.Csv(20), "state/region*purpose");
        var hierarchy = Hierarchy.Of(HierarchyForm.Parse("state"), set.Series);
        Assert.Equal(["total", "state", "series"], hierarchy.Levels);
        Assert.Equal(3, hierarchy.Sums);
    }

    [Fact]
    public void TheOrderOfRows_DoesNotMatter()
    {
        string[] lines = Groups.Csv(20).TrimEnd('\n').Split('\n');
        string turned = string.Join('\n', lines.Skip(1).Reverse().Prepend(lines[0])) + "\n";
        SeriesSet first = HierarchySeries.Prepare(Groups.Read(Groups.Csv(20)), _options);
        SeriesSet second = HierarchySeries.Prepare(Groups.Read(turned), _options);
        Assert.Equal(first.Fingerprint(), second.Fingerprint());
    }

    [Fact]
    public void ASeriesThatBeginsLater_CountsAsNothingBefore_AndAGapIsAGapOfTheSums()
    {
        string csv = Groups.Csv(20, (r, c) => c[2] == "a" && c[3] == "work" && r < 5 ? null
            : c[2] == "b" && c[3] == "work" && r == 7 ? [.. c[..4], "NA"] : c);
        SeriesSet set = HierarchySeries.Prepare(Groups.Read(csv), _options);

        Series total = set[0], whole = HierarchySeries.Prepare(Groups.Read(Groups.Csv(20)), _options)[0];
        Assert.True(total[4, 0] < whole[4, 0]);
        Assert.Equal(whole[5, 0], total[5, 0]);
        Assert.True(float.IsNaN(total[7, 0]));
        Assert.Contains(set.Notes, n => n.Contains("begin later", StringComparison.Ordinal));
    }

    [Fact]
    public void ARegionInTwoStates_IsRefused()
    {
        string csv = Groups.Csv(20, (_, c) => c[2] == "b" && c[3] == "work" ? [c[0], "s", .. c[2..]] : c);
        string message = Refusal(csv);
        Assert.Contains("the region 'b' belongs to two groups", message, StringComparison.Ordinal);
        Assert.Contains("state*region", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASeriesWithoutAGroup_IsRefused() => Assert.Contains(
        "has no 'purpose'",
        Refusal(Groups.Csv(20, (_, c) => c[2] == "c" && c[3] == "work" ? [.. c[..3], "", c[4]] : c)),
        StringComparison.Ordinal);

    [Fact]
    public void OneGroupForAll_IsRefused() => Assert.Contains(
        "column 'state' is 'n' in every series", Refusal(Groups.Csv(20, (_, c) => [c[0], "n", .. c[2..]])),
        StringComparison.Ordinal);

    [Fact]
    public void ASeriesThatEndsEarlier_IsRefused() => Assert.Contains(
        "need all series up to the same row. Add the missing rows with 0, or leave that series out.",
        Refusal(Groups.Csv(20, (r, c) => c[2] == "c" && c[3] == "visit" && r > 17 ? null : c)),
        StringComparison.Ordinal);

    [Fact]
    public void AGroupThatChanges_IsRefusedWithItsLine()
    {
        string csv = "day,id,state,trips\n2024-01-01,x,n,1\n2024-01-02,x,s,2\n2024-01-01,y,s,1\n2024-01-02,y,s,2\n";
        var refused = Assert.Throws<DataFormatException>(() => Carousel.Jobs.Reading.SeriesReader.ReadCsv(
            new StringReader(csv), "trips.csv",
            new Carousel.Jobs.Reading.ReadOptions { Targets = ["trips"], Id = "id", Groups = ["state"] }));
        Assert.Contains("trips.csv:3:3", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'s' in the hierarchy's column 'state' differs", refused.Message, StringComparison.Ordinal);
    }

    private static string Refusal(string csv) => Assert.Throws<DataFormatException>(() =>
        HierarchySeries.Prepare(Groups.Read(csv), _options)).Message;
}
