using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Decoding;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Translation;

namespace Carousel.Chat;

/// <summary>A fitted model of dialogues: a question and the turns before it in, an answer out.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
public sealed class ChatModel : Translator
{
    private readonly Lazy<NearestQuestion> _nearest;

    /// <summary>What the model is for, as its file says.</summary>
    public new const string TaskName = "chat";

    internal ChatModel(
        CpuBackend backend, SequenceToSequence network, TranslationConfiguration configuration, PairEncoder encoder,
        FitSummary summary, TranslationOrigin origin)
        : base(backend, network, configuration, encoder, summary, origin)
    {
        Seen = origin.Words!.ToHashSet();
        _nearest = new(() => new NearestQuestion(origin.Dictionary, encoder.Slots!));
    }

    /// <summary>The words of the training set, in lower case.</summary>
    internal IReadOnlySet<string> Seen { get; }

    /// <inheritdoc/>
    public override string Task => TaskName;

    /// <inheritdoc/>
    public override string PredictionFile => "answers.txt";

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">How many threads compute; 0 for all.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFileException">The file is damaged or for something else.</exception>
    public static new ChatModel Load(string path, int threads = 0) => Load(
        path, TaskName, threads, (backend, network, configuration, encoder, summary, origin) =>
            encoder.Slots is null || origin.Words is null
                ? throw new ModelFileException(
                    $"{path}: the words of the model are missing; the file was damaged or made by hand.")
                : new ChatModel(backend, network, configuration, encoder, summary, origin));

    /// <inheritdoc/>
    public override JobDescription Describe()
    {
        JobDescription described = base.Describe();
        return described with
        {
            Lines =
            [
                $"reads {FigureText.Counted(Design.History ?? 0, "earlier question")}; knows "
                + $"{FigureText.Counted(Encoder.Slots!.Words.Count, "word")}; copies other words",
                .. described.Lines,
            ],
        };
    }

    /// <summary>Answers a question.</summary>
    /// <param name="turns">The questions before it, with their answers; the model reads the last ones.</param>
    /// <param name="question">The question.</param>
    /// <returns>The answer; empty if the model and the training set have none without an invented word.</returns>
    /// <exception cref="ArgumentException">The question is blank.</exception>
    public string Answer(IReadOnlyList<(string Question, string Answer)> turns, string question)
    {
        ArgumentNullException.ThrowIfNull(turns);
        ArgumentException.ThrowIfNullOrWhiteSpace(question);
        return Translate([SourceOf(turns, question)])[0];
    }

    /// <summary>A question after the turns that the model reads, as in its training.</summary>
    internal string SourceOf(IReadOnlyList<(string Question, string Answer)> turns, string question) =>
        ChatData.Joined(
            turns.TakeLast(Design.History ?? 0).SelectMany(t => (string[])[t.Question, t.Answer]), question);

    /// <summary>Answers each line of a text: a blank line begins a new conversation.</summary>
    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        if (Beam.Best > 1)
        {
            throw new OptionException("{Best} is only for translations: a chat has one answer.");
        }

        var notes = new List<string>();
        (TextLine[] lines, bool isNamed) = PairTable.Sources(input, notes, Columns);
        bool areAlone = isNamed && lines.All(l => l.Text.Length > 0);
        var session = new ChatSession(this);
        foreach (TextLine line in lines)
        {
            cancellation.ThrowIfCancellationRequested();
            LineLength.Require(line.Text, input.Name, line.Number);
            session = areAlone ? new ChatSession(this) : session;
            output.Write($"{session.Answer(line.Text)}\n");
        }

        return new JobAnswer(notes);
    }

    /// <inheritdoc/>
    public override JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        var notes = new List<string>();
        SentencePair[] pairs =
            [.. DialogueReader.Read(input, notes, [.. Columns]).SelectMany(d => d.WithHistory(Design.History ?? 0))];
        return pairs.Length > 0
            ? ChatResults.Of(Measure(pairs, cancellation), Seen) with
            {
                Facts = [new JobFact("data", FigureText.Counted(pairs.Length, "question") + " with answers")],
                Notes = notes,
            }
            : throw new DataFormatException($"{input.Name} has no line with an answer.");
    }

    private protected override string[] BaselineAnswers(
        Dictionary<string, string> learned, IReadOnlyList<string> lines) =>
        [.. lines.Select(_nearest.Value.Answer)];

    private protected override bool ChoosesFromSeveral => Beam.Best == 1;

    /// <summary>
    /// The likeliest answer whose words are all in the training set or in the question; without one, that of the
    /// nearest question.
    /// </summary>
    private protected override string TextOf(IReadOnlyList<Hypothesis> found, string line)
    {
        HashSet<string> asked = [.. CopySlots.LowerWordsOf(line)];
        return found.Select(f => Encoder.Text(f, line)).FirstOrDefault(
            text => text.Length > 0
                && CopySlots.LowerWordsOf(text).All(w => asked.Contains(w) || CopySlots.IsOf(Seen, w)))
            ?? _nearest.Value.Answer(line);
    }
}
