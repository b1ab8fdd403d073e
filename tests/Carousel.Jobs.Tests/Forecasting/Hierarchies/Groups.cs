using System.Globalization;
using System.Text;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Forecasting.Hierarchies;

/// <summary>Small hierarchies: two states, three regions, two purposes.</summary>
internal static class Groups
{
    public const string Form = "state/region*purpose";

    public static readonly (string State, string Region)[] Regions = [("n", "a"), ("n", "b"), ("s", "c")];

    /// <summary>A weekly wave for each region and purpose, by days.</summary>
    /// <param name="rows">Days.</param>
    /// <param name="change">Changes the cells of a row, or leaves it out by null.</param>
    public static string Csv(int rows, Func<int, string[], string[]?>? change = null)
    {
        var text = new StringBuilder("day,state,region,purpose,trips\n");
        for (int s = 0; s < 6; s++)
        {
            (string state, string region) = Regions[s / 2];
            float[] wave = Tiny.Wave(rows, 20 * (s + 1), 3 * (s + 1), s);
            for (int r = 0; r < rows; r++)
            {
                string[] cells =
                [
                    Tiny.Monday.AddDays(r).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), state, region,
                    s % 2 == 0 ? "work" : "visit", (wave[r] + (r * 7 % 5)).ToString("R", CultureInfo.InvariantCulture),
                ];
                if ((change is null ? cells : change(r, cells)) is { } kept)
                {
                    text.AppendJoin(',', kept).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    /// <summary>The series of such a text, as the command line reads them.</summary>
    public static SeriesSet Read(string csv, string form = Form) => SeriesReader.ReadCsv(
        new StringReader(csv), "trips.csv",
        new ReadOptions { Targets = ["trips"], Missing = ["NA"], Groups = HierarchySeries.ColumnsOf(form) });

    /// <summary>A hierarchy of random groups: each of some series in one of some groups, on two paths.</summary>
    public static Hierarchy Random(Random random, int series)
    {
        Series[] bottom =
        [
            .. Enumerable.Range(0, series).Select(i => new Series(
                ["y"], [[1]], id: $"s{i}", statics: new Dictionary<string, StaticValue>
                {
                    ["outer"] = StaticValue.FromText($"o{i % 3 / 2}"),
                    ["inner"] = StaticValue.FromText($"i{i % 3}"),
                    ["across"] = StaticValue.FromText($"x{random.Next(3)}"),
                })),
        ];
        return Hierarchy.Of(HierarchyForm.Parse("outer/inner*across"), bottom);
    }
}
