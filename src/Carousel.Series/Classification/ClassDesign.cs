using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Sound;

namespace Carousel.Classification;

/// <summary>What a classifier is made of. Kept in the model file.</summary>
/// <param name="Input">What a step is.</param>
/// <param name="Cell">The recurrent layers of a network.</param>
/// <param name="Pooling">How one row is made of all steps.</param>
/// <param name="Ensemble">How many networks, each checked on another part of the training data; their probabilities are
/// averaged.</param>
internal sealed record ClassDesign(ClassInput Input, CellDesign Cell, PoolingKind Pooling, int Ensemble)
{
    private const int MostNetworks = 50, MostValues = 4096;

    /// <summary>The names of the channels; none for text.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>How recordings become the channels; null if the sequences are not recordings.</summary>
    public SoundFeatureOptions? Sound { get; init; }

    /// <summary>Whether the change since the step before is an additional input per channel.</summary>
    public bool Differences { get; init; }

    /// <summary>Whether an additional flag per channel marks missing values.</summary>
    public bool Flags { get; init; }

    /// <summary>Values of a word's row.</summary>
    public int Embedding { get; init; }

    /// <summary>
    /// Share of the values before and after the recurrent layers that is dropped while training.
    /// </summary>
    public double Dropout { get; init; }

    /// <summary>What models of earlier versions may need.</summary>
    internal static IReadOnlyList<RemovedFeature> Removed { get; } =
    [
        new("input", "Characters", "a network that reads characters"),
        new("input", "Both", "a network that reads the characters of words"),
        new("bag", null, "a bag of words parallel to the network"),
        new("filters", null, "convolutions parallel to the recurrent layers"),
        .. SoundFeatureOptions.Removed("sound"),
    ];

    /// <summary>Whether steps are words.</summary>
    public bool IsText => Input == ClassInput.Words;

    /// <summary>What a sequence is called.</summary>
    internal string Unit => IsText ? "text" : Sound is null ? "sequence" : "recording";

    /// <summary>Features of a step of numbers.</summary>
    public int Features => Channels.Count * (1 + (Differences ? 1 : 0) + (Flags ? 1 : 0));

    /// <summary>What the recurrent layers read of a step.</summary>
    internal int Inputs => IsText ? Embedding : Features;

    /// <summary>Whether the sizes are ones that can be built: of a design that comes from a file.</summary>
    public bool IsInRange =>
        Enum.IsDefined(Input) && Enum.IsDefined(Pooling) && Cell.IsInRange && Ensemble is >= 1 and <= MostNetworks
        && Dropout is >= 0 and < 1 && Embedding is >= 0 and <= MostValues
        && (IsText ? Channels.Count == 0 && Embedding > 0 : Channels.Count is > 0 and <= MostValues)
        && (Input == ClassInput.Sound) == (Sound is not null)
        && (Sound is null || (Sound.IsInRange && Sound.Names.SequenceEqual(Channels)));

    /// <summary>What is called the network in a line.</summary>
    internal string Describe() => $"{Cell.Describe()}, {Pooling.ToString().ToLowerInvariant()} pooling";

    /// <summary>Decides what the user left open, by rules of the data's kind.</summary>
    /// <param name="data">The training data.</param>
    /// <param name="options">What the user asked for.</param>
    /// <exception cref="OptionException">The data can't be read as was asked.</exception>
    internal static ClassDesign Of(ClassData data, ClassOptions options)
    {
        (bool isText, bool isSound) = (data.IsText, data.Sound is not null);
        ClassInput input = isText ? ClassInput.Words : isSound ? ClassInput.Sound : ClassInput.Numbers;
        int hidden = isText ? 32 : isSound ? 64 : 48;
        CellDesign cell = new CellDesign(
            CellKind.Lstm, Layers: 1, hidden, Dropout: 0.3, ForgetBias: 1, InitializerKind.Glorot)
        {
            Bidirectional = !options.IsCausal,
        }.With(options.Fit);
        PoolingKind pooling = options.Pooling
            ?? (isText && !options.IsCausal ? PoolingKind.Attention : PoolingKind.Mean);
        return new ClassDesign(input, cell, pooling, options.Ensemble ?? (isText || isSound ? 3 : NetworksOf(data)))
        {
            Channels = data.Channels,
            Sound = data.Sound,
            Differences = isSound,
            Flags = !isText && data.Samples.Any(s => s.Values.Any(float.IsNaN)),
            Embedding = isText ? 64 : 0,
            Dropout = options.Fit.Dropout ?? (isText ? 0.5 : isSound ? 0.3 : 0.4),
        };
    }

    /// <summary>A network for each part of each division of series of numbers.</summary>
    private static int NetworksOf(ClassData data) => FewSeries.Parts * FewSeries.Divisions(
        data.Samples.Count, data.Samples.Sum(s => (long)s.Values.Length / data.Channels.Count));
}
