using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Genomes.Labelling;

/// <summary>What suits a genome where the user says nothing, of gene finders and of models of labels.</summary>
internal static class BaseChoices
{
    /// <summary>Bases of a window while training.</summary>
    public const int Window = 3000;

    private const int Filters = 64;
    private const int Width = 15;
    private const int Large = 1_000_000;

    /// <summary>Training and network.</summary>
    public static (TrainingChoices Training, BaseDesign Design) Make(GenomeOptions options, long length, bool readsFrames, IReadOnlyList<BaseHead> heads)
    {
        bool isLarge = length >= Large;
        long windows = Math.Max(1, length / Window);
        var training = new TrainingChoices(
            OptimizerKind.Adam, 0.003, WeightDecay: 0, ScheduleKind.Cosine, Batch: isLarge ? 16 : 8, Epochs: (int)Math.Clamp(2_400 / windows, 6, 40), Patience: 0, ClipNorm: 1, ClipValue: null)
            .With(options.Fit);
        CellDesign cell = new CellDesign(CellKind.Lstm, 1, isLarge ? 96 : 48, 0.2, 1, InitialiserKind.Glorot) { Bidirectional = options.Layers != GenomeLayers.OneDirection }.With(options.Fit);
        return (training, new BaseDesign(options.Layers, cell, Filters, Width, readsFrames, heads));
    }

    /// <summary>A text that differs for other data.</summary>
    public static string Fingerprint(IReadOnlyList<BaseTracks> tracks)
    {
        var hash = new DataFingerprint();
        foreach (BaseTracks track in tracks)
        {
            hash.Add(track.Sequence);
            foreach (byte[] labels in track.Labels)
            {
                hash.Add(labels);
            }
        }

        return hash.Finish();
    }
}
