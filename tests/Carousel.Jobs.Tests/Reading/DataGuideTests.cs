using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Reading;

/// <summary>The program in docs/reference/files-and-columns.md runs.</summary>
public sealed class DataGuideTests
{
    private static readonly string _root = FindRoot();

    [Fact]
    public void Guide_FindsSeasonAndWindowsOfTheBundledSeries()
    {
        string path = Path.Combine(_root, "samples", "us_flights_hourly.csv");

        #region guide
        SeriesSet set = SeriesReader.ReadCsv(path, target: "late_flights", time: "hour", known: ["flights"]);
        TemporalSplit split = TemporalSplit.ByCounts(set, validationRows: 14 * 24, testRows: 28 * 24);

        FittedScaler scaler = StandardScaler.Fit(split.Train.Values(column: 0));
        SeasonFinding season = SeasonFinder.Find(split.Train.Values(column: 0), set.Frequency);
        Windows days = split.Test.Windows(lookback: 96, horizon: 24, stride: 24);
        #endregion

        Assert.Equal(24, season.Best);
        Assert.Equal(28, days.Count);
        Assert.True(scaler.Scale > 0);
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Carousel.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("Carousel.slnx");
    }
}
