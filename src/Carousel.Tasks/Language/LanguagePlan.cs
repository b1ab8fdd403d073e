using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Carousel.Data;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Text;

namespace Carousel.Tasks.Language;

/// <summary>A language model before its training: the text is cut into units and divided, the network is decided.</summary>
public sealed class LanguagePlan : IJobPlan
{
    internal const string SampleFileName = "sample.txt", SurpriseFileName = "surprise.csv";

    private LanguagePlan(LanguageText text, LanguageOptions options, Tokeniser tokeniser, int[] units, LanguageSplit split)
    {
        (Text, Options, Tokeniser, Units, Split) = (text, options, tokeniser, units, split);
        Design = LanguageChoices.Design(options, tokeniser.Kind, tokeniser.Vocabulary.Count);
        Training = LanguageChoices.Training(options, split.Training);
        Length = LanguageChoices.Length(options, tokeniser.Kind);
        Prime = options.Prime is { } prime ? [.. tokeniser.Encode(prime, "--prime")] : [];
        if (Prime.Count == 0)
        {
            Prime = [LanguageModel.StartOf(tokeniser)];
        }
    }

    /// <summary>The text.</summary>
    public LanguageText Text { get; }

    /// <summary>What was asked for.</summary>
    public LanguageOptions Options { get; }

    /// <summary>Cuts text into units.</summary>
    public Tokeniser Tokeniser { get; }

    /// <summary>Where the text is divided.</summary>
    public LanguageSplit Split { get; }

    /// <summary>The network.</summary>
    public LanguageDesign Design { get; }

    /// <summary>How it is trained.</summary>
    public TrainingChoices Training { get; }

    /// <summary>Units between the places where back-propagation ends.</summary>
    public int Length { get; }

    /// <summary>What samples begin with.</summary>
    public IReadOnlyList<int> Prime { get; }

    /// <summary>Told of the sample after each epoch: epoch and text.</summary>
    public Action<int, string>? Sampled { get; set; }

    /// <inheritdoc/>
    public string Task => LanguageFile.Task;

    /// <inheritdoc/>
    public string DataName => Text.Name;

    /// <inheritdoc/>
    public FitOptions Fit => Options.Fit;

    /// <inheritdoc/>
    public string Unit => $"{Tokeniser.UnitName}s";

    /// <inheritdoc/>
    public double UnitsPerEpoch => Math.Max(1, Split.Training / (Training.Batch * Length)) * (double)Training.Batch * Length;

    /// <summary>The counts of the n-grams grow with the text: measured on two texts, see docs/results.md.</summary>
    public long MeasuringBytes => (36L << 20) + (22L * Text.Text.Length);

    /// <inheritdoc/>
    public IReadOnlyList<string> FileNames => [SampleFileName, SurpriseFileName];

    /// <inheritdoc/>
    public IReadOnlyList<JobFact> Facts =>
    [
        new JobFact("text", $"{FigureText.Counted(Units.Length, Tokeniser.UnitName)}{(Text.Entries > 0 ? $" of {Count(Text.Entries)} {(Text.Entries == 1 ? "entry" : "entries")}" : "")}, {Count(Tokeniser.Vocabulary.Count)} different{UnknownShare()}"),
        new JobFact("split", $"by place: {Count(Split.Training)} to train on, {Count(Split.Test - Split.Training)} to choose the epoch, the last {Count(Split.End - Split.Test)} to measure"),
        new JobFact("model", $"{Describe()}, {FigureText.Counted(Training.Batch, "stream")} of {FigureText.Counted(Length, Tokeniser.UnitName)} a step, {FigureText.Counted(Training.Epochs, "epoch")}"),
    ];

    /// <summary>All units.</summary>
    internal int[] Units { get; }

    /// <summary>A text that differs for other units, another split or another model.</summary>
    internal string Fingerprint => string.Create(
        CultureInfo.InvariantCulture,
        $"{Tokeniser.Kind}|{UnitsFingerprint}|{Split.Training}|{Split.Test}|{Length}|{Design}|{Training}");

    /// <summary>Of the units alone.</summary>
    internal string UnitsFingerprint => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(Units.AsSpan())).AsSpan(0, 16));

    /// <summary>Cuts and divides a text; decides the network.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">What is asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="DataFormatException">The text is too short.</exception>
    /// <exception cref="OptionException">Two options exclude each other.</exception>
    public static LanguagePlan Make(LanguageText text, LanguageOptions options)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(options);
        UnitKind kind = options.Units ?? (text.Entries > 0 ? UnitKind.Residues : UnitKind.Characters);
        Tokeniser tokeniser = kind switch
        {
            UnitKind.Bytes => PieceTokeniser.OfBytes(),
            UnitKind.Words => WordTokeniser.Of(FirstPart(text.Text, options), options.LeastCount, options.MostWords),
            UnitKind.Pieces => PieceTokeniser.Of(FirstPart(text.Text, options), options.Pieces),
            UnitKind.Residues => ResidueTokeniser.Of(text.Text),
            _ => CharacterTokeniser.Of(text.Text),
        };
        int[] units = tokeniser.Encode(text.Text, text.Name);
        LanguageSplit split = LanguageSplit.Of(units.Length, options.Test, options.Validation);
        var plan = new LanguagePlan(text, options, tokeniser, units, split);
        split.Require(plan.Training.Batch, text.Name, tokeniser.UnitName);
        return plan;
    }

    /// <inheritdoc/>
    public async Task<IJobModel> FitAsync(FitRun run, CancellationToken cancellation) =>
        await ModelFitting.RunAsync(Fit.Threads, backend => LanguageFitting.Fit(this, run, backend, cancellation)).ConfigureAwait(false);

    /// <inheritdoc/>
    public JobResult Measure(IJobModel model, string command, CancellationToken cancellation) =>
        LanguageMeasuring.Measure(this, (LanguageModel)model, command, cancellation);

    /// <summary>The network in words.</summary>
    /// <returns>Such as <c>LSTM 2×384</c>.</returns>
    internal string Describe() => $"{Design.CellOf(0).Describe()}{(Design.Tied ? ", tied" : "")}";

    /// <summary>What words and pieces are learned from: about the part that is not measured with.</summary>
    private static string FirstPart(string text, LanguageOptions options) => text[..(int)((1 - options.Test - options.Validation) * text.Length)];

    private static string Count(int number) => FigureText.Count(number);

    private string UnknownShare()
    {
        if (Tokeniser.Vocabulary.Unknown is var unknown && unknown < 0)
        {
            return "";
        }

        return string.Create(CultureInfo.InvariantCulture, $" ({100.0 * Units.Count(u => u == unknown) / Units.Length:0.0} % are the unknown word)");
    }
}
