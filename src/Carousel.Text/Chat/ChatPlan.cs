using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Translation;

namespace Carousel.Chat;

/// <summary>A model of dialogues before its training.</summary>
public sealed class ChatPlan : TranslationPlan
{
    // A word that may be copied is a slot in about this many dialogues of each epoch, and in half of them at most.
    private const double HiddenDialogues = 10, MostHidden = 0.5;

    private readonly ChatData _data;

    private ChatPlan(ChatData data, ChatOptions options)
        : base(data.Pairs, new TranslationOptions { Fit = options.Fit }, data.Words.Slots)
    {
        _data = data;
        Design = Design with { History = data.History };
    }

    /// <inheritdoc/>
    public override string Task => ChatModel.TaskName;

    /// <inheritdoc/>
    public override string Unit => "answers";

    /// <inheritdoc/>
    public override IReadOnlyList<JobFact> Facts =>
    [
        new(
            "data",
            $"{FigureText.Counted(_data.Dialogues, "dialogue")} with "
            + $"{FigureText.Counted(_data.Answers, "answer")}, such as "
            + $"'{FigureText.Shortened(Data.Parts.Training[0].Source)}' and "
            + $"'{FigureText.Shortened(Data.Parts.Training[0].Target)}'"),
        new(
            "words",
            $"{FigureText.Count(_data.Words.Slots.Words.Count)}; others are copied from the question or its history"),
        new("history", FigureText.Counted(_data.History, "question") + " with answers"),
        new("split", Invariant.Of(
            $"train {Data.Parts.Training.Count:N0}, validation {Data.Parts.Validation.Count:N0}, "
            + $"test {Data.Parts.Test.Count:N0} answers, by dialogue")),
        new("model", Design.Describe()),
        .. JobFact.Notes(Data.Notes),
    ];

    /// <summary>The plan for a file, with everything decided that the options leave open.</summary>
    /// <param name="path">Questions with answers, or turns; null for the bundled dialogues.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="DataFormatException">The file holds something else, or too little.</exception>
    /// <exception cref="OptionException">Options contradict each other.</exception>
    public static ChatPlan Read(string? path, ChatOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ChatData data = ChatData.Read(path ?? SampleFile.Find(ChatData.SampleName), options);
        RequirePossible(options.Fit, options);
        return new(
            path is null ? data with { Pairs = data.Pairs with { Name = ChatData.SampleName } } : data, options);
    }

    /// <inheritdoc/>
    internal override JobResult Measure(Fitted<Translator> fitted, CancellationToken cancellation)
    {
        TranslationMeasurement measured = fitted.Model.Measure(Data.Parts.Test, cancellation);
        return ChatResults.Of(measured, ((ChatModel)fitted.Model).Seen) with
        {
            Notes = Optional.Of(LateNote(fitted.Model.Summary)),
            Page = new TranslationReport(this, fitted.Model, measured).Page(cancellation) with
            {
                Title = $"Answers to {Path.GetFileName(DataName)}",
                Lead = "Answers to questions that no method was trained on. The baseline gives the answer of the "
                    + "training question that shares most words; rare words weigh more, and it copies as the model "
                    + "does.",
                Below = [],
                ScoreTitle = "Right answers of the validation set by epoch, in percent",
            },
            Files = [TestFile(measured)],
        };
    }

    private protected override string BaselineTitle => ChatResults.NearestTitle;

    private protected override Translator Made(
        CpuBackend backend, SequenceToSequence network, TranslationConfiguration configuration, FitSummary summary,
        TranslationOrigin origin) => new ChatModel(
            backend, network, configuration, Encoder, summary, origin with
            {
                Words =
                [
                    .. Data.Parts.Training.SelectMany(p => CopySlots.LowerWordsOf($"{p.Source} {p.Target}"))
                        .Distinct().Order(StringComparer.Ordinal),
                ],
            });

    private protected override Dictionary<string, string> LearnBaseline(IReadOnlyList<SentencePair> pairs) =>
        pairs.GroupBy(p => p.Source).ToDictionary(g => g.Key, g => g.First().Target);

    private protected override string[] BaselineAnswers(
        Dictionary<string, string> learned, IReadOnlyList<string> lines) =>
        [.. lines.Select(new NearestQuestion(learned, _data.Words.Slots).Answer)];

    private protected override double Lacking(string[] found) =>
        100 * found.Zip(Data.Parts.Validation, (f, p) => f == p.Target ? 0.0 : 1).DefaultIfEmpty().Average();

    /// <summary>In each epoch other copied words are slots, so that the network learns to copy.</summary>
    private protected override Func<int, int, EncodedPair>? Anew(IReadOnlyList<SentencePair> pairs)
    {
        var random = new CounterRandom(Fit.Seed, CounterRandom.Purpose("copied words hidden"));
        return (epoch, place) =>
        {
            SentencePair pair = pairs[place];
            HashSet<string> answer = [.. CopySlots.LowerWordsOf(pair.Target)];
            uint drawn = 0;
            return Encoder.EncodeHidden(CopySlots.Hide(pair, word => _data.Words.Slots.IsUnknown(word)
                || (answer.Contains(word) && _data.Words.Sometimes.TryGetValue(word, out int dialogues)
                    && CounterRandom.ToUniform(random.Block((uint)epoch, (uint)place, drawn++, 0).W0)
                        < Math.Min(MostHidden, HiddenDialogues / dialogues))));
        };
    }
}
