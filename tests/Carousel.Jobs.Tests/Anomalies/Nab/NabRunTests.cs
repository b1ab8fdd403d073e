using Carousel.Anomalies.Channels;
using Carousel.Anomalies.Nab;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Anomalies.Nab;

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
            Assert.Equal(100, new NabRun(files).Score(perfect, profile), 1e-9);
            Assert.Equal(0, new NabRun(files).Score(nothing, profile), 1e-9);
        }
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void Detector_IsAboveTheBar_AndFifteenAboveTheWindowedGaussian()
    {
        Assert.SkipWhen(Folder is null, "The benchmark is not beside the repository.");
        using var backend = new CpuBackend(1);
        var run = new NabRun(NabCorpus.Read(Folder!));

        double own = run.Score(
            run.Detect(backend, new DetectorOptions(), null, TestContext.Current.CancellationToken),
            NabProfile.Standard);

        Assert.True(own >= 55, $"The standard profile is {own:0.0}.");
        double gaussian = run.Score(
            run.WindowedGaussian(NabRun.GaussianDeviationsWithQuiet, new DetectorOptions().Quiet), NabProfile.Standard);
        Assert.True(
            own >= gaussian + 15, $"The standard profile is {own:0.0}, the windowed Gaussian's {gaussian:0.0}.");
    }
}
