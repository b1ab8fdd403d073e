using Carousel.Jobs.Fitting;
using Carousel.Jobs.Sound;

namespace Carousel.Classification;

/// <summary>The settings of a classifier's training in addition to those of every job.</summary>
/// <param name="Batch">Sequences of a step.</param>
/// <param name="Folds">Parts of a division of the training data; a network is checked on one of them, and learns from
/// the others.</param>
/// <param name="Smoothing">The share of each target that is spread over all classes.</param>
/// <param name="WordDropout">The share of words replaced by the unknown one.</param>
/// <param name="Jitter">The deviation of the noise on scaled channels.</param>
internal sealed record ClassTraining(int Batch, int Folds, double Smoothing, double WordDropout, double Jitter)
{
    private const int NumberSteps = 700, TextSteps = 1500, SoundSteps = 3000;
    private const double WarpOfFew = 0.2;
    private const int MostRows = 1 << 15;

    /// <summary>How many times the training data are divided into parts.</summary>
    public int Divisions { get; init; } = 1;

    /// <summary>How much faster or slower time runs at most in series of numbers, as a share.</summary>
    public double Warp { get; init; }

    /// <summary>How recordings are changed; null if the sequences are not recordings.</summary>
    public SoundVariation? Variation { get; init; }

    /// <summary>What is hidden of recordings; null if the sequences are not recordings.</summary>
    public SpectralMasking? Masking { get; init; }

    /// <summary>Decides what the user left open, by rules of the data's kind and size.</summary>
    /// <param name="samples">The training data.</param>
    /// <param name="design">The networks.</param>
    /// <param name="options">What the user asked for.</param>
    internal static (TrainingChoices Choices, ClassTraining Training) Of(
        IReadOnlyList<EncodedSample> samples, ClassDesign design, ClassOptions options)
    {
        (int count, bool isText, bool isNumbers) = (samples.Count, design.IsText, design.Input == ClassInput.Numbers);
        int most = Math.Clamp(MostRows / Math.Max(1, samples.Max(s => s.Steps)), 1, isText ? 32 : 16);
        if ((isText && options.Differences == true) || (!isNumbers && options.Warp > 0))
        {
            throw options.Wrong(
                options.Warp > 0 ? "{Warp} applies only to series of numbers. Leave it out."
                : "{Differences} applies only to series of numbers and to sounds. Leave it out.");
        }

        int divisions = isNumbers && design.Ensemble > FewSeries.Parts
            ? Math.Min(
                FewSeries.Divisions(count, samples.Sum(s => (long)s.Steps)),
                (design.Ensemble + FewSeries.Parts - 1) / FewSeries.Parts)
            : 1;
        int batch = Math.Min(options.Fit.Batch ?? most, count), perEpoch = (count + batch - 1) / batch;
        int steps = isText ? TextSteps : isNumbers ? NumberSteps : SoundSteps;
        TrainingChoices choices = new TrainingChoices(
            OptimizerKind.AdamW, isText ? 2e-3 : 5e-3, WeightDecay: 0.01, ScheduleKind.Cosine, batch,
            Epochs: Math.Clamp((steps + perEpoch - 1) / perEpoch, isText ? 6 : 10, 100), Patience: 0, ClipNorm: 1,
            ClipValue: null)
            .With(options.Fit);
        return (choices with { Patience = Math.Max(4, choices.Epochs / 3) }, new ClassTraining(
            batch, Folds: Math.Min(PartsOf(design, divisions), count),
            Smoothing: isNumbers ? 0 : 0.1, WordDropout: isText ? 0.25 : 0, Jitter: isNumbers ? 0.3 : 0)
        {
            Divisions = divisions,
            Warp = options.Warp ?? (isNumbers && FewSeries.Are(count) ? WarpOfFew : 0),
            Variation = design.Sound is null ? null : ClassSound.Variation,
            Masking = design.Sound is null ? null : ClassSound.Masking,
        });
    }

    /// <summary>As many parts as a division has networks, and not too few.</summary>
    private static int PartsOf(ClassDesign design, int divisions) =>
        Math.Max((design.Ensemble + divisions - 1) / divisions, design.IsText ? 10 : FewSeries.Parts);
}
