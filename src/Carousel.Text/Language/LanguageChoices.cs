using Carousel.Jobs.Fitting;
using Carousel.Jobs.Text;

namespace Carousel.Language;

/// <summary>What suits a text where the user left it open: the network, and how it is trained.</summary>
internal static class LanguageChoices
{
    // This number of units in all epochs gives a readable sample in half a minute.
    private const double UnitsInAll = 4e6;
    private const int LeastEpochs = 2, MostEpochs = 40;

    /// <summary>Units between the places where back-propagation ends.</summary>
    public static int Length(LanguageOptions options, UnitKind kind) =>
        options.Length ?? (kind == UnitKind.Words ? 35 : 64);

    /// <summary>States that a model that learns on keeps.</summary>
    public static int Cache(LanguageOptions options, UnitKind kind) =>
        options.Cache ?? (kind switch { UnitKind.Words => 2000, UnitKind.Residues => 0, _ => 500 });

    /// <summary>The network.</summary>
    public static LanguageDesign Design(LanguageOptions options, UnitKind kind, int vocabulary)
    {
        FitOptions fit = options.Fit;
        bool isWords = kind == UnitKind.Words, isTied = options.Tied ?? kind is UnitKind.Words or UnitKind.Pieces;
        int hidden = fit.Hidden ?? 256;
        if (fit.Cell != CellKind.Lstm && options.WeightDrop > 0)
        {
            throw options.Wrong("{WeightDrop} belongs to {Cell} lstm: leave one of them out.");
        }

        if (isTied && fit.Layers is null or 1
            && options.Embedding is { } size && fit.Hidden is { } units && size != units)
        {
            throw options.Wrong(
                "The last layer shares the weights of {Embedding}, so {Hidden} has no effect with one layer: leave it "
                + "out.");
        }

        double dropout = fit.Dropout ?? (isWords ? 0.4 : 0.1);
        return new LanguageDesign
        {
            VocabularySize = vocabulary,
            Cell = fit.Cell,
            Layers = fit.Layers ?? 1,
            Hidden = hidden,
            Embedding = options.Embedding ?? (isTied ? hidden : Math.Clamp(2 * vocabulary, 16, 128)),
            Tied = isTied,
            Dropout = dropout,
            OutputDropout = dropout,
            InputDropout = options.InputDropout ?? (isWords ? 0.4 : 0),
            Locked = isWords,
            WeightDrop = options.WeightDrop ?? (isWords && fit.Cell == CellKind.Lstm ? 0.3 : 0),
            ForgetBias = 1,
            Initializer = fit.Initializer ?? InitializerKind.Glorot,
        };
    }

    /// <summary>How it is trained.</summary>
    public static TrainingChoices Training(LanguageOptions options, UnitKind kind, int units) => new TrainingChoices(
        OptimizerKind.AdamW, LearningRate: 8e-3, WeightDecay: 0.1,

        // With fewer than 16 steps in an epoch the network of a small text is worse than the n-grams.
        Math.Clamp(units / (16 * Length(options, kind)), 2, 32),
        Epochs: (int)Math.Clamp(UnitsInAll / Math.Max(1, units), LeastEpochs, MostEpochs), Patience: 0,
        ClipNorm: 1).With(options.Fit);
}
