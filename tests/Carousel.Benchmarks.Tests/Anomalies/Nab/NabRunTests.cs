using Carousel.Anomalies;
using Carousel.Benchmarks.Anomalies.Nab;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Testing;

namespace Carousel.Benchmarks.Tests.Anomalies.Nab;

public sealed class NabRunTests
{
    private static string? Folder =>
        SharedData.Find("nab/labels/combined_windows.json") is { } file
            ? Path.GetDirectoryName(Path.GetDirectoryName(file))
            : null;

    [Fact]
    public void Corpus_IsRefused_WhenTheFolderIsAnother()
    {
        DataFormatException refused = Assert.Throws<DataFormatException>(() => NabCorpus.Read(Path.GetTempPath()));

        Assert.Contains("is not the Numenta Anomaly Benchmark", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void Corpus_HoldsThePublishedFilesAndWindows()
    {
        Assert.SkipWhen(Folder is null, "The benchmark is not beside the repository.");

        IReadOnlyList<NabFile> files = NabCorpus.Read(Folder!);

        Assert.Equal(35, files.Count);
        Assert.Equal(55, files.Sum(f => f.Windows.Count));
        NabFile taxi = files.Single(f => f.Name == "realKnownCause/nyc_taxi.csv");
        Assert.Equal(10_320, taxi.Values.Count);
        Assert.Equal(new RowRange(5839, 6046), taxi.Windows[0]);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void Score_IsAHundred_WhenEveryWindowIsMetAtItsStart()
    {
        Assert.SkipWhen(Folder is null, "The benchmark is not beside the repository.");

        IReadOnlyList<NabFile> files = NabCorpus.Read(Folder!);
        IReadOnlyList<IReadOnlyList<int>> perfect =
        [
            .. files.Select(f => (IReadOnlyList<int>)[.. f.Windows.Select(w => w.Start)]),
        ];
        IReadOnlyList<IReadOnlyList<int>> nothing = [.. files.Select(_ => (IReadOnlyList<int>)[])];

        foreach (NabProfile profile in NabProfile.All)
        {
            Assert.Equal(100, NabScorer.Score(files, perfect, profile), 1e-9);
            Assert.Equal(0, NabScorer.Score(files, nothing, profile), 1e-9);
        }
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void Detector_IsAboveTheBar_AndAboveTheWindowedGaussianInEveryCategory()
    {
        Assert.SkipWhen(Folder is null, "The benchmark is not beside the repository.");
        using var backend = new CpuBackend(1);
        IReadOnlyList<NabFile> files = NabCorpus.Read(Folder!);
        IReadOnlyList<NabDetector> detectors = NabRun.Detect(
            files, backend, new DetectorOptions(), null, TestContext.Current.CancellationToken);

        double ScoreOf(string title, Func<NabFile, bool>? which = null) => NabScorer.Score(
            files, detectors.Single(d => d.Title == title).Alarms(), NabProfile.Standard, which);
        const string Own = "on-line detector", Gaussian = "windowed Gaussian, same quiet time";
        Assert.Equal(44.9, ScoreOf(Gaussian), 0.05);
        Assert.True(ScoreOf(Own) >= 66, $"The standard profile is {ScoreOf(Own):0.0}.");
        Assert.True(ScoreOf(Own) >= ScoreOf(Gaussian) + 15);
        foreach (string category in new[] { "artificialWithAnomaly", "realAWSCloudwatch", "realKnownCause" })
        {
            Assert.True(
                ScoreOf(Own, f => f.Category == category) > ScoreOf(Gaussian, f => f.Category == category), category);
        }
    }

    [Fact]
    public void AlarmsOfTheTable_AreThoseOfTheDetectorRowByRow()
    {
        using var backend = new CpuBackend(1);
        float[] values = [.. Enumerable.Range(0, 700).Select(r => (float)Math.Sin(r / 4.0) + (r % 130 == 129 ? r : 0))];
        DateTime[] stamps = [.. Enumerable.Range(0, 700).Select(r => new DateTime(2024, 1, 1).AddMinutes(r))];
        var file = new NabFile("made/up.csv", stamps, values, []);
        var options = new DetectorOptions { Forecaster = new ChannelOptions { Hidden = 4, FirstSteps = 5 } };
        List<int> told = [];

        NabDetector own = NabRun.Detect([file], backend, options, (_, rows) => told.AddRange(rows))[0];

        Assert.NotEmpty(told);
        Assert.Equal(told, own.Alarms()[0]);
    }
}
