using Carousel.Kernels.Sequences;
using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Classification;

/// <summary>Decides what the user left open, by rules of the data's kind and size.</summary>
internal static class ClassDesigner
{
    private const int NumberSteps = 700;
    private const int TextSteps = 1500;
    private const int SoundSteps = 3000;
    private const int MostRows = 1 << 15;

    /// <summary>The design of the networks.</summary>
    public static ClassDesign Design(ClassData data, ClassOptions options)
    {
        ClassInput input = options.Input ?? (data.IsText ? ClassInput.Words : data.Sound is null ? ClassInput.Numbers : ClassInput.Sound);
        if (options.Input is not null && data.IsText == (input is ClassInput.Numbers or ClassInput.Sound))
        {
            throw new OptionException($"--input {input.ToString().ToLowerInvariant()} does not fit {data.Name}, which holds {data.Kind}.");
        }

        CellDesign cell = data.IsText
            ? new CellDesign(CellKind.Lstm, Layers: 1, Hidden: input == ClassInput.Characters ? 64 : 32, Dropout: 0.3, ForgetBias: 1, InitialiserKind.Glorot)
            : new CellDesign(CellKind.Lstm, Layers: 1, Hidden: data.Sound is null ? 48 : 64, Dropout: 0.3, ForgetBias: 1, InitialiserKind.Glorot);
        bool hasGaps = !data.IsText && data.Samples.Any(s => s.Values.Any(float.IsNaN));
        return new ClassDesign(input, cell.With(options.Fit) with { Bidirectional = !options.IsCausal }, options.Pooling ?? (data.IsText && !options.IsCausal ? PoolingKind.Attention : PoolingKind.Mean), options.Ensemble ?? (data.IsText || data.Sound is not null ? 3 : 5))
        {
            Channels = data.Channels,
            Sound = data.Sound,
            Differences = options.Differences ?? data.Sound is not null,
            Flags = hasGaps,
            Embedding = !data.IsText ? 0 : input == ClassInput.Characters ? 32 : 64,
            CharacterHidden = input == ClassInput.Both ? 16 : 0,
            Dropout = options.Fit.Dropout ?? (data.IsText ? 0.5 : data.Sound is null ? 0.4 : 0.3),
        };
    }

    /// <summary>How the networks are trained.</summary>
    public static (TrainingChoices Choices, ClassTraining Training) Training(ClassData train, ClassDesign design, ClassOptions options, int longest)
    {
        int count = train.Samples.Count, folds = Math.Min(Math.Max(design.Ensemble, design.IsText ? 10 : 5), count);
        int most = Math.Clamp(MostRows / Math.Max(1, longest), 1, design.IsText ? 32 : 16);
        int batch = Math.Min(options.Fit.Batch ?? most, count);
        int perEpoch = (count + batch - 1) / batch, steps = design.IsText ? TextSteps : design.Sound is null ? NumberSteps : SoundSteps;
        int epochs = Math.Clamp((steps + perEpoch - 1) / perEpoch, design.IsText ? 6 : 10, 100);
        TrainingChoices choices = new TrainingChoices(
            OptimizerKind.AdamW, design.IsText ? 2e-3 : 5e-3, WeightDecay: 0.01, ScheduleKind.Cosine, batch, epochs, Patience: 0, ClipNorm: 1, ClipValue: null).With(options.Fit);
        return (choices with { Patience = Math.Max(4, choices.Epochs / 3) }, new ClassTraining(
            batch, folds, options.Smoothing ?? (design.Input == ClassInput.Numbers ? 0 : 0.1), options.WordDropout ?? (design.IsText ? 0.25 : 0), options.Jitter ?? (design.Input == ClassInput.Numbers ? 0.3 : 0), options.Balance)
        {
            Variation = design.Sound is null ? null : options.Sound.Over(ClassSound.Variation),
            Masking = design.Sound is null ? null : options.Sound.Over(ClassSound.Masking),
        });
    }
}
