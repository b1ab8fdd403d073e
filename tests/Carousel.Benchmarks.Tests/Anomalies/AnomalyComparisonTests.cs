using System.Globalization;
using Carousel.Benchmarks.Anomalies;
using Carousel.Cli.Tests;

namespace Carousel.Benchmarks.Tests.Anomalies;

public sealed class AnomalyComparisonTests
{
    [Fact]
    public void Table_HasFilesCategoriesAndTheMean_WithoutFilesThatHaveNoAnomaly()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("data/made"));
        Directory.CreateDirectory(folder.File("labels"));
        string rows = "timestamp,value\n" + string.Concat(Enumerable.Range(0, 400).Select(r => string.Create(
            CultureInfo.InvariantCulture,
            $"{new DateTime(2024, 1, 1).AddHours(r):yyyy-MM-dd HH:mm:ss},{(r is >= 300 and < 306 ? 90 : r % 24)}\n")));
        folder.Write("data/made/up.csv", rows);
        folder.Write("data/made/usual.csv", rows);
        folder.Write(
            "labels/combined_windows.json",
            """{"made/up.csv": [["2024-01-13 10:00:00", "2024-01-13 20:00:00"]], "made/usual.csv": []}""");
        using var output = new StringWriter();

        AnomalyComparison.Print(folder.File(""), output);

        string[] lines = output.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.Equal(
            ["", "VUS-PR", "up", "made (1)", "mean of 1 files"], lines.Select(line => line[..36].TrimEnd()));
        double[] volumes =
        [
            .. lines[2][36..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(v => double.Parse(v, CultureInfo.InvariantCulture)),
        ];
        Assert.Equal(11, volumes.Length);
        Assert.All(volumes, v => Assert.InRange(v, 0, 1));
        Assert.True(volumes.Max() > 0.5);
        Assert.Equal(lines[2][36..], lines[4][36..]);
    }
}
